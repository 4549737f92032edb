"""Clients that register projects without end, repeat what got no answer under the same key, and remember every answer."""
import http.client, threading, time
import client
from client import City, key

FACTS = {'district': '990101', 'location': '江南区云江大道 1 号', 'scale': '试验', 'investment': '900', 'landArea': '2000',
         'floorArea': '1800', 'buildings': [], 'contact': '张明', 'contactPhone': '19900001234',
         'answers': {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}}


class Load:
    def __init__(self, city, clients=6):
        self.city, self.acknowledged, self.refused, self.strange = city, {}, 0, []
        self.lock, self.stopping = threading.Lock(), False
        self.people = [city.sign_in(f'owner{n + 1:02}') for n in range(clients)]
        self.threads = []

    def start(self):
        self.stopping = False
        self.threads = [threading.Thread(target=self.work, args=(n,)) for n in range(len(self.people))]
        for thread in self.threads:
            thread.start()
        return self

    def stop(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()
        assert not self.strange, self.strange[:3]

    def work(self, number):
        person, count = self.people[number], 0
        while not self.stopping:
            count += 1
            name, its_key = f'断线试验 {number}-{time.time_ns()}', key()
            while True:  # until it is answered: what is begun is finished
                try:
                    answer = person.post('/projects', {'name': name, **FACTS}, **its_key)
                except (OSError, http.client.HTTPException):
                    person.connection = http.client.HTTPConnection('127.0.0.1', self.city.port, timeout=30)
                    time.sleep(0.05)
                    continue
                if answer.status == 503:
                    self.refused += 1
                    time.sleep(0.05)
                    continue
                break
            with self.lock:
                if answer.status < 300:
                    self.acknowledged[name] = answer.json['project']
                else:
                    self.strange.append((answer.status, answer.body[:300]))
                    return

    def check(self):
        """Every acknowledged project is there once, as it was acknowledged, and no other one that nobody asked for."""
        listed = {}
        for person in self.people:
            person.connection = http.client.HTTPConnection('127.0.0.1', self.city.port, timeout=30)
            cursor = ''
            while cursor is not None:
                page = person.get(f'/projects?limit=200&cursor={cursor}').ok()
                for row in page['items']:
                    assert listed.get(row['name'], row['id']) == row['id'], f"{row['name']} is there twice"
                    listed[row['name']] = row['id']
                cursor = page['next']
        for name, project in self.acknowledged.items():
            assert listed.get(name) == project, f'{name}: acknowledged as {project}, listed as {listed.get(name)}'
        return len(self.acknowledged)


def city_on(url, **more):
    client.STORE = url
    return City(**more)


def until(what, seconds=40):
    end = time.time() + seconds
    while not what():
        assert time.time() < end, 'it did not come back'
        time.sleep(0.1)


def ready(city):
    try:
        return city.stranger().get('/readyz').status == 200
    except OSError:
        return False

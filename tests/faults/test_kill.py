#!/usr/bin/env python3
"""kill -9, again and again, while people work. Nothing that was acknowledged is lost, nothing is done twice, and the log
replays exactly after every round. ROUNDS=20 in the environment asks for other than 20 rounds."""
import http.client, os, random, threading, time
from client import PDF, City, Runner, key
from walk import Walk

ROUNDS = int(os.environ.get('ROUNDS', '20'))
CLIENTS = 8
P2 = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}


class Torn(Exception):
    """The connection broke: whether the command was done is not known."""


def working_life(me):
    """What one client does, for ever: project after project, each filed, received, accepted and proposed. A generator:
    it yields (who, method, path, body) and is sent the answer, so that it can be left and taken up between rounds."""
    for number in range(1_000_000):
        name = f'断电试验 {me.number}-{number}'
        receipt = yield 'owner', 'POST', '/projects', {
            'name': name, 'district': '990101', 'location': '江南区云江大道 1 号', 'scale': '试验', 'answers': P2, 'investment': '900',
            'landArea': '2000', 'floorArea': '1800', 'buildings': [], 'contact': '张明', 'contactPhone': '19900001234'}
        project = receipt['project']
        me.projects[name] = project
        stage = f'/projects/{project}/stages/{me.stage}'
        for _ in range(3):
            draft = yield 'owner', 'GET', stage + '/draft', None
            fields = [f for section in draft['form']['sections'] for f in section['fields'] if not f['value']]
            values = {f['code']: draft['values'].get(f['code']) or me.walk.value_for(f) for f in fields}
            yield 'owner', 'PUT', stage + '/draft', {'items': draft['items'], 'values': values, 'papers': {}, 'version': draft['version']}
        draft = yield 'owner', 'GET', stage + '/draft', None
        for line in draft['checklist']:
            if line['state'] == 'missing':
                yield 'owner', 'POST', f'/projects/{project}/papers', {'material': line['material'], 'title': '材料', 'upload': me.upload}
        draft = yield 'owner', 'GET', stage + '/draft', None
        receipt = yield 'owner', 'POST', stage + '/applications', {'version': draft['version']}
        application = receipt['application']
        receipt = yield 'counter', 'POST', f'/applications/{application}/receive', {'text': ''}
        view = yield 'owner', 'GET', f'/applications/{application}', None
        for case in [c for c in view['cases'] if c['status'] == 'received']:
            for path, body in (('accept', {'text': '材料齐全'}), ('propose', {'outcome': 'approve', 'text': '拟同意', 'deferrals': []})):
                receipt = yield case['department']['code'], 'POST', f"/cases/{case['id']}/{path}", body
                me.versions[application] = receipt['version']


class Client:
    def __init__(self, city, number):
        self.city, self.number = city, number
        self.walk = Walk.__new__(Walk)
        self.people = {'owner': city.sign_in(f'owner{number + 1:02}'), 'counter': city.sign_in(f'counter{number % 2 + 1}')}
        self.upload = self.people['owner'].upload(PDF + str(number).encode(), '材料.pdf')
        self.projects, self.versions, self.answered, self.torn = {}, {}, [], None
        self.stage = 1
        self.life = working_life(self)
        self.step = next(self.life)
        self.key = key()

    def person(self, who):
        if who not in self.people:
            self.people[who] = self.city.sign_in(who + '.cb1')
        return self.people[who]

    def work(self):
        try:
            while True:
                self.one_step()
        except Torn:
            pass

    def one_step(self):
        who, method, path, body = self.step
        try:
            person = self.person(who)
            answer = person.call(method, path, body, self.key if method == 'POST' else {})
        except (OSError, http.client.HTTPException) as error:
            raise Torn from error
        if method == 'PUT' and answer.status == 412:  # a draft has no key; it was saved before the server died
            told = {}
        else:
            told = answer.ok()
        if method == 'POST':
            self.answered.append((who, path, body, self.key, told))
        self.step = self.life.send(told)
        self.key = key()

    def come_back(self):
        for person in self.people.values():
            person.connection = http.client.HTTPConnection('127.0.0.1', self.city.port, timeout=30)


def round_of_death(city, clients, chance):
    threads = [threading.Thread(target=client.work) for client in clients]
    before = sum(len(c.answered) for c in clients)
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(0.2, 0.9))
    city.kill()
    for thread in threads:
        thread.join()
    done = sum(len(c.answered) for c in clients) - before
    assert done > 0, 'nothing was done in this round'
    verdict = city.verify()
    city.start()
    for client in clients:
        client.come_back()
    return done, verdict


def check_in_log(auditor, clients, since):
    """The last event of every command that was acknowledged stands in the log, under the right aggregate."""
    wanted = {told['seq']: told for c in clients for _, _, _, _, told in c.answered if told.get('seq', 0) > since}
    found, cursor = {}, ''
    while cursor is not None:
        page = auditor.get(f'/audit?limit=200&cursor={cursor}').ok()
        found.update((line['seq'], line['stream']) for line in page['items'])
        cursor = page['next'] if page['items'] and page['items'][-1]['seq'] > since else None
    for seq, told in wanted.items():
        streams = {f"project/{told['project']}", f"application/{told['application']}"}
        assert found.get(seq) in streams, f'acknowledged and lost: {told}, the log has {found.get(seq)} at {seq}'
    return max([since, *wanted])


def check_kept(clients, recent):
    for client in clients:
        # The same key answers the same: the command stands in the log once.
        for who, path, body, its_key, told in client.answered[-recent:]:
            again = client.person(who).post(path, body, **its_key).ok()
            assert again == told, f'{path}: {told} became {again}'
        # What was in flight is done now, once, whether or not it was done before.
        client.one_step()


def check_whole(clients):
    for client in clients:
        owner, listed, cursor = client.people['owner'], {}, ''
        while cursor is not None:
            page = owner.get(f'/projects?limit=200&cursor={cursor}').ok()
            for row in page['items']:
                assert row['name'] not in listed, f"{row['name']} twice"
                listed[row['name']] = row['id']
            cursor = page['next']
        for name, project in client.projects.items():
            assert listed.get(name) == project, f'{name}: acknowledged as {project}, listed as {listed.get(name)}'
        for application, version in client.versions.items():
            now = owner.get(f'/applications/{application}').ok()['version']
            assert now >= version, f'application {application}: version {version} was acknowledged, {now} is there'
            history = [len(owner.get(f"/cases/{c['id']}").ok()['history']) for c in owner.get(f'/applications/{application}').ok()['cases'][:1]]
            assert history[0] >= 3


def test_kill(city):
    chance = random.Random(20261124)
    clients = [Client(city, n) for n in range(CLIENTS)]
    auditor = city.sign_in('shenji')
    total = since = 0
    for number in range(ROUNDS):
        done, verdict = round_of_death(city, clients, chance)
        total += done
        auditor.connection = http.client.HTTPConnection('127.0.0.1', city.port, timeout=30)
        since = check_in_log(auditor, clients, since)
        check_kept(clients, 20)
        if number % 5 == 0:
            print(f'        round {number + 1}: {done} commands acknowledged · {verdict}', flush=True)
    check_whole(clients)
    print(f'        {ROUNDS} rounds, {total} commands acknowledged by {CLIENTS} clients, none lost, none twice')


def test_kill_while_filling(city):
    """A demo that was killed while it filled its folder says so instead of serving half a city."""
    import subprocess, tempfile, shutil
    from client import OwnDatabase, program
    folder, database = tempfile.mkdtemp(prefix='zhupi-test-'), OwnDatabase()
    try:
        arguments = [program(), 'demo', '--data', folder + '/data', *database.arguments, '--fill-only', '--projects', '300']
        filling = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1.5)
        filling.kill()
        filling.wait()
        again = subprocess.run(arguments[:-1] + ['5'], capture_output=True, text=True)
        said = again.stdout + again.stderr
        assert again.returncode in (0, 1) and said.strip(), (again.returncode, said)
        if again.returncode == 0:  # then it is whole
            done = subprocess.run([program(), 'replay', '--verify', '--data', folder + '/data', *database.arguments], capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
    finally:
        database.drop()
        shutil.rmtree(folder)


if __name__ == '__main__':
    runner = Runner()
    with City(projects=5) as city:
        runner.run(f'kill -9 in {ROUNDS} rounds', test_kill, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
        runner.run('kill -9 while the demo fills', test_kill_while_filling, city)
    runner.finish()

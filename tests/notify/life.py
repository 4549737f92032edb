"""What brings reminders about: a company files, the counter receives, departments accept or refuse."""
from client import PDF, key
from walk import Walk

ANSWERS = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}


class Life:
    """One company. Each case it is asked for is a fresh one, filed when none is left."""
    made = 0

    def __init__(self, city, owner, number):
        self.city, self.number = city, number
        self.walk = Walk.__new__(Walk)
        self.people = {'owner': city.sign_in(owner), 'counter': city.sign_in('counter1')}
        self.upload, self.received, self.project_name = None, [], ''

    def person(self, who):
        if who not in self.people:
            self.people[who] = self.city.sign_in(who + '.cb1')
        return self.people[who]

    def file(self):
        Life.made += 1
        owner = self.people['owner']
        self.upload = self.upload or owner.upload(PDF + str(self.number).encode(), '材料.pdf')
        self.project_name = f'提醒试验{self.number}-{Life.made}'
        project = owner.post('/projects', {
            'name': self.project_name, 'district': '990101', 'location': '江南区云江大道 1 号', 'scale': '试验', 'answers': ANSWERS, 'investment': '900',
            'landArea': '2000', 'floorArea': '1800', 'buildings': [], 'contact': '张明', 'contactPhone': '19900001234'}, **key()).ok()['project']
        stage = f'/projects/{project}/stages/1'
        for _ in range(3):
            draft = owner.get(stage + '/draft').ok()
            fields = [f for section in draft['form']['sections'] for f in section['fields'] if not f['value']]
            values = {f['code']: draft['values'].get(f['code']) or self.walk.value_for(f) for f in fields}
            owner.put(stage + '/draft', {'items': draft['items'], 'values': values, 'papers': {}, 'version': draft['version']}).ok()
        draft = owner.get(stage + '/draft').ok()
        for line in draft['checklist']:
            if line['state'] == 'missing':
                owner.post(f'/projects/{project}/papers', {'material': line['material'], 'title': '材料', 'upload': self.upload}, **key()).ok()
        draft = owner.get(stage + '/draft').ok()
        application = owner.post(stage + '/applications', {'version': draft['version']}, **key()).ok()['application']
        self.people['counter'].post(f'/applications/{application}/receive', {'text': ''}, **key()).ok()
        view = owner.get(f'/applications/{application}').ok()
        self.received += [c for c in view['cases'] if c['status'] == 'received']

    def next_case(self):
        if not self.received:
            self.file()
        return self.received.pop()

    def act(self, case, what, body):
        return self.person(case['department']['code']).post(f"/cases/{case['id']}/{what}", body, **key()).ok()

    def accepted_case(self):
        case = self.next_case()
        self.act(case, 'accept', {'text': '材料齐全'})
        return case

    def refused_case(self):
        case = self.next_case()
        self.act(case, 'refuse', {'notOurs': False, 'text': '不属于许可范围', 'basis': '行政许可法第三十二条'})
        return case

    def withdraw(self, case):
        self.people['owner'].post(f"/cases/{case['id']}/withdraw", {'text': '不再需要'}, **key()).ok()

"""The small world that test_matrix.py plays in: two companies with a project each, one of them filed and received;
people who may do what they are asked, and others just outside its reach."""
import urllib.parse

from client import PDF, key
from walk import Walk

G1 = {'investment': 'government', 'works': 'building', 'land': 'allocation', 'air_defence': 'build', 'tender_required': 'yes'}


class Stage:
    def __init__(self, city):
        self.city = city
        self.people = {name: city.sign_in(name) for name in ('owner01', 'owner02', 'counter1', 'jiancha', 'guanli', 'shenji')}
        self.project, self.paper = self.company('owner01', '试验一号楼')
        self.other_project, self.other_paper = self.company('owner02', '试验二号楼')
        walk = Walk(city, 'owner01')
        walk.project = self.project
        self.application, _ = walk.file(1)
        walk.receive(self.application)
        owner = self.people['owner01']
        view = owner.get(f'/applications/{self.application}').ok()
        self.case = next(c for c in view['cases'] if c['status'] == 'received')
        self.department = self.case['department']['code']
        busy = {c['department']['code'] for c in view['cases']}
        accounts = city.stranger().get('/demo/accounts').ok()['items']
        self.elsewhere = next(a['username'].split('.')[0] for a in accounts
                              if a['roles'] == ['officer'] and a['department']['code'] not in busy)
        self.finished_upload = owner.upload(PDF + b'finished', '完成.pdf')
        self.message = owner.get('/messages').ok()['items'][0]['id']
        districts = [d['code'] for d in city.stranger().get('/city').ok()['districts']]
        self.district, self.other_district = '990101', next(d for d in districts if d != '990101')
        self.hire()
        self.mandate = owner.post('/organisation/mandates', {
            'kind': 'agent', 'username': 'owner08', 'creditCode': None, 'powers': ['read'], 'projects': [], 'from': '2026-01-01',
            'until': self.city.stranger().get('/city').ok()['today']}, **key()).ok()['id']

    def way(self, username):
        """The first way in which somebody may act for an organisation."""
        return self.person(username).get('/session/acting').ok()['ways'][0]

    def credit_code(self, username):
        name = self.person(username).me['organisation']
        return self.people['guanli'].get('/organisations?q=' + urllib.parse.quote(name)).ok()['items'][0]['organisation']['creditCode']

    def company(self, username, name):
        """A company's project with one paper in its file."""
        walk = Walk(self.city, username)
        walk.register(name, G1)
        upload = walk.owner.upload(PDF + username.encode(), '项目建议书.pdf')
        paper = walk.owner.post(f'/projects/{walk.project}/papers',
                                {'material': 'M01', 'title': '项目建议书', 'upload': upload}, **key()).ok()
        return walk.project, paper['id']

    def hire(self):
        """People whose grants end at another district, and one who has yet to change a one-time password."""
        for role, department in (('supervisor', None), ('counter', None), ('officer', self.department)):
            password = self.create(f'district.{role}', role, department)
            person = self.city.sign_in(f'district.{role}', password)
            self.people[f'district.{role}'] = person.change_password(password, 'Zhupi-new-2026')
        self.beginner = self.city.sign_in('beginner', self.create('beginner', 'administrator', None, anywhere=True))

    def create(self, username, role, department, anywhere=False):
        grant = {'role': role, 'department': department, 'district': None if anywhere else self.other_district, 'items': []}
        made = self.people['guanli'].post('/users', {'username': username, 'name': '新人', 'phone': '',
                                                     'department': department, 'grants': [grant]}).ok()
        self.user = made['user']
        return made['password']

    def person(self, username):
        """`officer`, `reviewer`, `approver` are those of the case's department; `elsewhere.*` those of another."""
        desk = {'officer': 'cb1', 'reviewer': 'sh', 'approver': 'pz'}
        place, _, role = username.rpartition('.')
        if role in desk and place in ('', 'elsewhere'):
            username = f"{self.elsewhere if place else self.department}.{desk[role]}"
        if username not in self.people:
            self.people[username] = self.city.sign_in(username)
        return self.people[username]

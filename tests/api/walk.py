"""Takes a project through all its stages as the people of a city would: applicant, counter, and in every department an
officer, a reviewer and an approver."""
import datetime
from client import PDF, key


class Walk:
    def __init__(self, city, owner='owner01'):
        self.city = city
        self.owner = city.sign_in(owner)
        self.counter = city.sign_in('counter1')
        self.people, self.departments = {}, set()

    def person(self, username):
        if username not in self.people:
            self.people[username] = self.city.sign_in(username)
        return self.people[username]

    def at_desk(self, department, desk):
        self.departments.add(department)
        return self.person(f'{department}.{desk}')

    def register(self, name, answers, **facts):
        body = {'name': name, 'district': '990101', 'location': '江南区云江大道 1 号', 'scale': '试验项目', 'answers': answers,
                'investment': '12000.5', 'landArea': '20000', 'floorArea': '36000', 'buildings': [], 'contact': '张明',
                'contactPhone': '19900001234', **facts}
        receipt = self.owner.post('/projects', body, **key()).ok()
        self.project = receipt['project']
        return receipt

    def view(self):
        return self.owner.get(f'/projects/{self.project}').ok()

    def stage(self, number):
        return next(s for s in self.view()['stages'] if s['number'] == number)

    def value_for(self, field):
        kinds = {'number': field.get('least') or '10', 'date': datetime.date.today().isoformat(), 'yes_no': 'yes',
                 'phone': '19900001234', 'credit_code': '91110000600037341L', 'identity_number': '360426199101010071'}
        if field['kind'] == 'choice':
            return field['options'][0]['code']
        return kinds.get(field['kind'], '按要求填写'[:field['maxLength']])

    def complete_draft(self, number, items=None):
        """Fills every field and uploads every paper that is asked for."""
        draft = self.owner.get(f'/projects/{self.project}/stages/{number}/draft').ok()
        wanted = items if items is not None else draft['items']
        for _ in range(3):
            # What follows from other fields is left to the form.
            fields = [f for section in draft['form']['sections'] for f in section['fields'] if not f['value']]
            values = {**draft['values'], **{f['code']: draft['values'].get(f['code']) or self.value_for(f) for f in fields}}
            draft = self.owner.put(f'/projects/{self.project}/stages/{number}/draft',
                                   {'items': wanted, 'values': values, 'papers': {}, 'version': draft['version']}).ok()
        for line in draft['checklist']:
            if line['state'] == 'missing':
                upload = self.owner.upload(PDF + line['material'].encode(), line['name']['zh'] + '.pdf')
                self.owner.post(f'/projects/{self.project}/papers',
                                {'material': line['material'], 'title': line['name']['zh'], 'upload': upload}, **key()).ok()
        return self.owner.get(f'/projects/{self.project}/stages/{number}/draft').ok()

    def file(self, number, items=None):
        draft = self.complete_draft(number, items)
        assert draft['issues'] == [], draft['issues']
        receipt = self.owner.post(f'/projects/{self.project}/stages/{number}/applications', {'version': draft['version']}, **key()).ok()
        return receipt['application'], draft

    def receive(self, application):
        return self.counter.post(f'/applications/{application}/receive', {'text': ''}, **key()).ok()

    def conclude(self, case):
        """Through every desk the case has, whatever its short form."""
        department = case['department']['code']
        officer = self.at_desk(department, 'cb1')
        path = f"/cases/{case['id']}"
        officer.post(path + '/accept', {'text': '材料齐全'}, **key()).ok()
        self.answer_tasks(path)
        officer.post(path + '/propose', {'outcome': 'approve', 'text': '拟予通过', 'deferrals': []}, **key()).ok()
        now = officer.get(path).ok()
        if now['row']['desk'] == 'review':
            self.at_desk(department, 'sh').post(path + '/review', {'agree': True, 'text': '同意'}, **key()).ok()
            now = officer.get(path).ok()
        if now['row']['desk'] == 'approval':
            self.at_desk(department, 'pz').post(path + '/decide', {'agree': True, 'text': '准予'}, **key()).ok()
            now = officer.get(path).ok()
        assert now['row']['status'] == 'approved', now['row']['status']
        assert now['decision']['number'], 'a decision without a number'
        return now

    def answer_tasks(self, path):
        """Whoever is asked answers, until nobody is: 会办, on-site acceptance."""
        while tasks := self.owner.get(path).ok()['tasks']:
            for task in tasks:
                desk = {'officer': 'cb1', 'reviewer': 'sh', 'approver': 'pz'}[task['post']]
                answer = {'token': task['token'], 'outcome': task['outcomes'][0], 'text': ''}
                self.at_desk(task['department']['code'], desk).post(path + '/answer', answer, **key()).ok()

    def conclude_application(self, application):
        """Works every case as it opens, until none is left."""
        done = []
        while True:
            view = self.owner.get(f'/applications/{application}').ok()
            ready = [c for c in view['cases'] if c['status'] == 'received']
            if not ready:
                waiting = [c['item']['code'] for c in view['cases'] if c['status'] not in ('approved',)]
                assert not waiting, f'cases that never opened: {waiting}'
                return done
            done += [self.conclude(case) for case in ready]

    def through(self, number, items=None):
        application, draft = self.file(number, items)
        self.receive(application)
        done = self.conclude_application(application)
        return draft, done

#!/usr/bin/env python3
"""Findings of several departments, the one notice, its answers, later rounds; conditions that conflict, and their
settlement before anything is issued."""
from client import City, PDF, Runner, key
from walk import Walk

P2 = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}
WHOLE = {'kind': 'other', 'target': '', 'paper': None, 'sheet': None, 'region': None}


def finding(place, demand, **over):
    return {'place': place, 'demand': demand, 'clause': '办事指南审查标准', 'example': '见样图', 'severity': 'ordinary', 'late': None, **over}


class Review:
    """One application with its cases accepted, each by the first officer of its department."""

    def __init__(self, city, owner, name):
        self.walk = Walk(city, owner)
        self.walk.register(name, P2, floorArea='1800', investment='900')
        self.application, _ = self.walk.file(1)
        self.walk.receive(self.application)
        view = self.walk.owner.get(f'/applications/{self.application}').ok()
        self.cases = [c for c in view['cases'] if c['status'] == 'received']
        assert len(self.cases) > 1, 'a parallel review needs two'
        for case in self.cases:
            self.officer(case).post(f"/cases/{case['id']}/accept", {'text': '受理'}, **key()).ok()
        self.lead = self.walk.person(self.joint()['lead']['code'] + '.qt')

    def officer(self, case):
        return self.walk.at_desk(case['department']['code'], 'cb1')

    def joint(self, person=None):
        return (person or self.walk.owner).get(f'/applications/{self.application}/joint').ok()

    def post(self, case, path, body=None):
        return self.officer(case).post(f"/cases/{case['id']}{path}", body if body is not None else {}, **key())

    def status(self, case):
        return self.walk.owner.get(f"/cases/{case['id']}").ok()['row']['status']

    def material(self, case):
        view = self.officer(case).get(f"/cases/{case['id']}").ok()
        return next((m for m in view['materials'] if m['state'] == 'uploaded' and m['paper']), None)

    def new_version(self, material, content):
        upload = self.walk.owner.upload(content, '新版.pdf')
        return self.walk.owner.post(f'/projects/{self.walk.project}/papers',
                                    {'material': material, 'title': '新版', 'upload': upload}, **key()).ok()['id']

    def answer(self, round, answers):
        return self.walk.owner.post(f'/applications/{self.application}/notices/{round}/answer', {'answers': answers}, **key())


def line(number, text='', value=None, paper=None):
    return {'line': number, 'text': text, 'value': value, 'paper': paper}


def test_one_notice(city):
    review = Review(city, 'owner01', '统一补正试验')
    review.cases.sort(key=lambda case: review.material(case) is None)  # one that reads a paper comes first
    first, second = review.cases[0], review.cases[1]
    material = review.material(first)
    field = review.officer(first).get(f"/cases/{first['id']}").ok()['fields'][0]
    sheet = {**WHOLE, 'kind': 'material', 'target': material['material'], 'sheet': 1, 'region': {'x': 1000, 'y': 1000, 'width': 500, 'height': 500}}
    review.post(first, '/findings', finding({**WHOLE, 'kind': 'field', 'target': field['code']}, '填写不准确')).ok()
    review.post(first, '/findings', finding(sheet, '标注不清', severity='grave')).ok()
    review.post(first, '/findings', finding(WHOLE, '请说明资金来源')).ok()
    review.post(second, '/findings', finding(WHOLE, '请说明资金来源。')).ok()
    outside = {**sheet, 'region': {'x': 9900, 'y': 0, 'width': 500, 'height': 500}}
    review.post(first, '/findings', finding(outside, '出界')).problem(422, 'finding.place')
    review.post(first, '/findings', finding({**WHOLE, 'kind': 'field', 'target': 'nowhere'}, '没有')).problem(422, 'correction.target')
    # Nobody outside hears of a finding before it is sent.
    assert review.joint()['findings'] == []
    assert len(review.joint(review.officer(first))['findings']) == 4
    review.post(first, '/findings/hand-in').ok()
    assert review.joint()['notices'] == []
    for case in review.cases[1:]:
        review.post(case, '/findings/hand-in').ok()
    joint = review.joint()
    notice = joint['notices'][0]
    assert notice['byRule'] and notice['number'].endswith('-BZ1'), notice
    assert [(l['place']['kind'], len(l['departments'])) for l in notice['lines']] == [('material', 1), ('field', 1), ('other', 2 if
            first['department']['code'] != second['department']['code'] else 1)], notice['lines']
    assert notice['lines'][0]['place']['paper']['id'] == material['paper']['id']
    page = review.walk.owner.get(f'/applications/{review.application}/notices/1')
    assert '补正材料一次性告知书' in page.body.decode() and notice['number'] in page.body.decode()
    # Only those who are touched stand still.
    assert [review.status(c) for c in review.cases[:2]] == ['correcting', 'correcting']
    assert all(review.status(c) == 'handling' for c in review.cases[2:])
    review.walk.owner.post(f"/cases/{first['id']}/corrections/answer", {'answers': []}, **key()).problem(409, 'notice.part')
    # One message, not one for each department.
    messages = review.walk.owner.get('/messages').ok()['items']
    about = [m for m in messages if m['application'] == review.application and m['kind'] == 'to_do']
    assert len(about) == 1 and about[0]['title']['zh'], about

    same = review.new_version(material['material'], PDF + material['material'].encode())
    changed = review.new_version(material['material'], PDF + b'changed')
    review.answer(1, [line(1, '已改', paper=changed), line(2, value='更准确的内容')]).problem(422, 'notice.answers')
    review.answer(1, [line(1, '已改', paper=same), line(2, value='更准确的内容'), line(3, '自有资金')]).problem(422, 'notice.same')
    review.answer(2, [line(1, '已改')]).problem(404, 'notice.none')
    review.answer(1, [line(1, paper=changed), line(2, value='更准确的内容'), line(3, '自有资金')]).ok()
    review.answer(1, [line(1, '再答')]).problem(409, 'notice.answered')
    assert [review.status(c) for c in review.cases[:2]] == ['handling', 'handling']
    view = review.officer(first).get(f"/cases/{first['id']}").ok()
    assert next(m for m in view['materials'] if m['material'] == material['material'])['paper']['id'] == changed
    assert view['values'][field['code']] == '更准确的内容'

    # Closed by the change, or waived in writing, and by nothing else.
    propose = {'outcome': 'approve', 'text': '拟予通过', 'deferrals': []}
    review.post(first, '/propose', propose).problem(409, 'findings.open')
    review.post(first, '/findings/close', {'findings': [3], 'waived': False, 'text': ''}).problem(409, 'finding.unchanged')
    review.post(first, '/findings/close', {'findings': [3], 'waived': True, 'text': ''}).problem(422, 'case.text')
    review.post(first, '/findings/close', {'findings': [4], 'waived': True, 'text': '别人的'}).problem(404, 'finding.none')
    review.post(first, '/findings/close', {'findings': [1, 2], 'waived': False, 'text': ''}).ok()
    review.post(first, '/findings/close', {'findings': [3], 'waived': True, 'text': '说明成立'}).ok()

    # A second word on what has not changed needs a reason, and the supervisor sees it.
    again = finding(WHOLE, '还要说明工期')
    review.post(first, '/findings', again).problem(422, 'finding.late')
    review.post(first, '/findings', {**again, 'late': {'reason': 'overlooked', 'explanation': '首次遗漏'}}).ok()
    late = city.sign_in('jiancha').get('/supervision/late-findings').ok()
    assert any(r['application'] == review.application and r['reason'] == 'overlooked' for r in late['items']), late
    assert sum(d['count'] for d in late['departments']) >= 1


def test_early(city):
    review = Review(city, 'owner02', '提前告知试验')
    first, second = review.cases[0], review.cases[1]
    issue = f'/applications/{review.application}/notices'
    review.post(first, '/findings', finding(WHOLE, '请补充说明')).ok()
    review.lead.post(issue, {}, **key()).problem(409, 'notice.nothing')
    review.post(first, '/findings/hand-in').ok()
    review.officer(second).post(issue, {}, **key()).problem(403, 'access.forbidden')
    review.lead.post(issue, {}, **key()).ok()
    assert review.status(first) == 'correcting' and review.status(second) == 'handling'
    assert not review.joint()['notices'][0]['byRule']


def test_conflict(city):
    review = Review(city, 'owner03', '条件冲突试验')
    first, second = review.cases[0], review.cases[1]
    metres = lambda subject, value, direction: {'subject': subject, 'measure': '宽度', 'value': value, 'unit': 'm', 'direction': direction,
                                                'zone': '东侧', 'clause': 'GB 55037', 'reason': '转弯需要'}
    review.post(first, '/conditions', {'conditions': [metres('绿化带', '5', 'at_least'), metres('现状通道', '7', 'available')]}).ok()
    assert review.joint(review.lead)['conflicts'] == []
    review.post(second, '/conditions', {'conditions': [metres('消防车道', '6', 'at_least')]}).ok()
    conflict = review.joint(review.lead)['conflicts'][0]
    assert (conflict['kind'], conflict['certain'], conflict['needed'], conflict['there']) == ('room', True, '11', '7'), conflict
    assert review.joint()['conflicts'] == [] and review.joint()['conditions'] == []  # not before it is decided
    waiting = review.lead.get('/conflicts?limit=200').ok()['items']
    assert any(r['application'] == review.application for r in waiting)

    # Whoever would issue is refused until the lead has settled it.
    review.post(first, '/propose', {'outcome': 'approve', 'text': '拟予通过', 'deferrals': []})
    case = review.officer(first).get(f"/cases/{first['id']}").ok()
    refused = None
    while case['row']['status'] == 'handling' and refused is None:
        desk = {'handling': ('cb1', '/propose', {'outcome': 'approve', 'text': '拟予通过', 'deferrals': []}),
                'review': ('sh', '/review', {'agree': True, 'text': ''}), 'approval': ('pz', '/decide', {'agree': True, 'text': ''})}
        if case['row']['desk'] == 'joint':
            review.walk.answer_tasks(f"/cases/{first['id']}")
        else:
            post, path, body = desk[case['row']['desk']]
            answer = review.walk.at_desk(first['department']['code'], post).post(f"/cases/{first['id']}{path}", body, **key())
            if answer.status != 200:
                answer.problem(409, 'conflict.open')
                refused = (post, path, body)
        case = review.officer(first).get(f"/cases/{first['id']}").ok()
    assert refused, case['row']
    settle = f"/applications/{review.application}/conflicts/{conflict['number']}/settle"
    upheld = [c['number'] for c in conflict['conditions'] if c['subject'] != '绿化带']
    review.lead.post(settle, {'upheld': upheld, 'text': ''}, **key()).problem(422, 'case.text')
    review.lead.post(settle, {'upheld': [99], 'text': '消防优先'}, **key()).problem(422, 'conflict.upheld')
    review.officer(first).post(settle, {'upheld': upheld, 'text': '消防优先'}, **key()).problem(403, 'access.forbidden')
    review.lead.post(settle, {'upheld': upheld, 'text': '消防优先，绿化移至南侧'}, **key()).ok()
    review.lead.post(settle, {'upheld': upheld, 'text': '再裁'}, **key()).problem(409, 'conflict.over')
    post, path, body = refused
    review.walk.at_desk(first['department']['code'], post).post(f"/cases/{first['id']}{path}", body, **key()).ok()


if __name__ == '__main__':
    runner = Runner()
    with City() as city:
        runner.run('one notice for all departments, answered item by item', test_one_notice, city)
        runner.run('the lead need not wait', test_early, city)
        runner.run('conflicting conditions keep everything from being issued', test_conflict, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

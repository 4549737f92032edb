#!/usr/bin/env python3
"""Who acts for whom: authorisations that begin and end, agents, members of a project, a change of owner, personal data with
a logged reason, leave and substitutes, recusal, assignment by the rule."""
import datetime, json
from client import PDF, City, Runner, key
from walk import Walk

G1 = {'investment': 'government', 'works': 'building', 'land': 'allocation', 'air_defence': 'build', 'tender_required': 'yes'}
PASSWORD = 'Zhupi-demo-2026'


def day(city, plus=0):
    today = datetime.date.fromisoformat(city.stranger().get('/city').ok()['today'])
    return (today + datetime.timedelta(days=plus)).isoformat()


def code_of(city, username):
    name = city.sign_in(username).me['organisation']
    rows = city.sign_in('guanli').get('/organisations?limit=200').ok()['items']
    return next(r['organisation']['creditCode'] for r in rows if r['organisation']['name'] == name)


def grant(city, owner, **more):
    body = {'kind': 'agent', 'username': None, 'creditCode': None, 'powers': ['read', 'file'], 'projects': [], 'from': day(city),
            'until': day(city, 30), **more}
    return owner.post('/organisation/mandates', body, **key())


def act_for(person, organisation):
    ways = person.get('/session/acting').ok()['ways']
    way = next(w for w in ways if w['organisation']['name'] == organisation)
    me = person.put('/session/acting', {'mandate': way['mandate'], 'via': way['via']}).ok()
    assert me['organisation'] == organisation, me
    person.me = me
    return way


def projects_of(person):
    return {p['id'] for p in person.get('/projects?limit=200').ok()['items']}


# Authorisations ----------------------------------------------------------------------------------------------------------

def test_an_agent(city):
    walk = Walk(city, 'owner01')
    walk.register('代办试验楼', G1)
    owner, agent = city.sign_in('owner01'), city.sign_in('owner05')
    mandate = grant(city, owner, username='owner05').ok()
    assert mandate['status'] == 'invited' and walk.project not in projects_of(agent)
    agent.get(f'/projects/{walk.project}').problem(404, 'project.none')
    city.sign_in('owner06').post(f"/mandates/{mandate['id']}/answer", {'accept': True}, **key()).problem(404, 'mandate.none')
    agent.post(f"/mandates/{mandate['id']}/answer", {'accept': True}, **key()).ok()
    act_for(agent, owner.me['organisation'])
    assert walk.project in projects_of(agent)
    # What the agent files names the agent and the owner.
    walk.owner = agent
    application, _ = walk.file(1)
    history = owner.get(f'/projects/{walk.project}/history').ok()['items']
    filed = next(h for h in history if h['type'] == 'application.filed')
    assert agent.me['name'] in filed['by'] and owner.me['organisation'] in filed['by'], filed
    # The powers given are those that hold: filing is one, withdrawing and authorising are none of them.
    agent.post(f'/applications/{application}/withdraw', {'text': '不办了'}, **key()).problem(403, 'access.forbidden')
    agent.get('/organisation/mandates').problem(403, 'access.forbidden')
    # Revoked, it stops with the very next request, in a session that chose it long before.
    owner.post(f"/mandates/{mandate['id']}/revoke", {'reason': '合同终止'}, **key()).ok()
    agent.get(f'/projects/{walk.project}').problem(403, 'access.mandate')
    agent.get('/projects').problem(403, 'access.mandate')
    agent.get(f'/projects/{walk.project}/stages/1/draft').problem(403, 'access.mandate')
    ways = agent.get('/session/acting').ok()['ways']
    assert not any(w['current'] for w in ways) and len(ways) == 1, ways
    act_for(agent, ways[0]['organisation']['name'])
    assert walk.project not in projects_of(agent)


def test_an_agency(city):
    """owner01's company is a client of the agency from the beginning of the demo: whoever acts for it acts for the client."""
    agent = city.sign_in('agent01')
    assert projects_of(agent) == set()
    way = act_for(agent, city.sign_in('owner01').me['organisation'])
    assert way['agent']['name'] and way['kind'] == 'agent' and way['until'], way
    assert projects_of(agent) == projects_of(city.sign_in('owner01'))


def test_two_companies(city):
    person = city.sign_in('owner02')
    own, other = person.me['organisation'], city.sign_in('owner03').me['organisation']
    made = person.post('/projects', {**PROJECT, 'name': '本单位项目'}, **key()).ok()['project']
    act_for(person, other)
    assert made not in projects_of(person)
    second = person.post('/projects', {**PROJECT, 'name': '另一单位项目'}, **key()).ok()['project']
    assert second in projects_of(city.sign_in('owner03'))
    # The choice is the session's: another one of the same person is where it was.
    assert city.sign_in('owner02').me['organisation'] == own
    act_for(person, own)
    assert made in projects_of(person) and second not in projects_of(person)


def test_a_scope_of_projects(city):
    walk, other = Walk(city, 'owner04'), Walk(city, 'owner04')
    walk.register('范围内项目', G1)
    other.register('范围外项目', G1)
    owner, clerk = city.sign_in('owner04'), city.sign_in('owner07')
    grant(city, owner, username='owner07', projects=[10 ** 9]).problem(422, 'mandate.project')
    mandate = grant(city, owner, username='owner07', projects=[walk.project], kind='staff', powers=['read']).ok()
    clerk.post(f"/mandates/{mandate['id']}/answer", {'accept': True}, **key()).ok()
    act_for(clerk, owner.me['organisation'])
    assert projects_of(clerk) == {walk.project}
    clerk.get(f'/projects/{other.project}').problem(404, 'project.none')
    clerk.post('/projects', PROJECT, **key()).problem(403, 'access.forbidden')


def test_what_cannot_be_given(city):
    owner = city.sign_in('owner01')
    own = code_of(city, 'owner01')
    grant(city, owner, username='nobody').problem(422, 'mandate.holder')
    grant(city, owner, username='zrzy.cb1').problem(422, 'mandate.holder')
    grant(city, owner, creditCode=own).problem(422, 'mandate.holder')
    grant(city, owner, username='owner02', powers=['manage']).problem(422, 'mandate.powers')
    grant(city, owner, username='owner02', powers=[]).problem(422, 'mandate.powers')
    grant(city, owner, username='owner02', until=day(city, -1)).problem(422, 'mandate.dates')
    grant(city, owner, username='owner02', until=day(city, 4 * 366)).problem(422, 'mandate.dates')
    first = next(m for m in owner.get('/organisation/mandates?limit=200').ok()['items'] if 'manage' in m['powers'])
    owner.post(f"/mandates/{first['id']}/revoke", {'reason': '离职'}, **key()).problem(409, 'mandate.last')


# Members -----------------------------------------------------------------------------------------------------------------

MAY = {  # role: may read, draft, add papers, file, withdraw, manage members
    'designer': (1, 1, 1, 0, 0, 0), 'engineer': (1, 0, 1, 0, 0, 0), 'contractor': (1, 0, 1, 0, 0, 0),
    'agent': (1, 1, 1, 1, 0, 0), 'reader': (1, 0, 0, 0, 0, 0),
}


def test_members(city):
    walk = Walk(city, 'owner01')
    walk.register('多方项目', G1)
    application, _ = walk.file(1)
    walk.receive(application)
    owner, member = city.sign_in('owner01'), city.sign_in('design01')
    code = code_of(city, 'design01')
    path = f'/projects/{walk.project}'
    member.get(path).problem(404, 'project.none')
    owner.post(path + '/members', {'creditCode': code, 'username': None, 'role': 'former'}, **key()).problem(422, 'member.role')
    owner.post(path + '/members', {'creditCode': code_of(city, 'owner01'), 'username': None, 'role': 'reader'}, **key()).problem(422, 'member.owner')
    owner.post(path + '/members', {'creditCode': code, 'username': 'owner02', 'role': 'reader'}, **key()).problem(422, 'member.person')
    upload = member.upload(PDF + b'drawing', '图.pdf')
    for role, (read, draft, paper, file, withdraw, manage) in MAY.items():
        owner.post(path + '/members', {'creditCode': code, 'username': None, 'role': role}, **key()).ok()

        def expect(allowed, answer, refused=(403,)):
            assert (answer.status not in (403, 404)) == bool(allowed), (role, answer.status, answer.body[:200])
            assert allowed or answer.status in refused, (role, answer.status)
        assert walk.project in projects_of(member)
        expect(read, member.get(path))
        expect(draft, member.get(path + '/stages/1/draft'))
        expect(paper, member.post(path + '/papers', {'material': 'M01', 'title': '图纸', 'upload': upload}, **key()))
        expect(file, member.post(path + '/stages/1/applications', {'version': 99}, **key()))
        sees = role not in ('engineer', 'contractor')  # they see what is filed from the construction permit on
        cases = [c['id'] for c in member.get('/cases?limit=200').ok()['items'] if c['project'] == walk.project]
        assert bool(cases) == sees, (role, cases)
        expect(sees, member.get(f'/applications/{application}'), (404,))
        expect(withdraw, member.post(f'/applications/{application}/withdraw', {'text': '撤'}, **key()), (403, 404))
        expect(manage, member.post(path + '/members', {'creditCode': code, 'username': None, 'role': 'agent'}, **key()))
    organisation = next(m['organisation']['id'] for m in owner.get(path + '/members').ok()['items'] if m['role'] == 'reader')
    owner.post(path + '/members/remove', {'organisation': organisation, 'person': 0}, **key()).ok()
    member.get(path).problem(404, 'project.none')


# Change of owner -----------------------------------------------------------------------------------------------------------

def test_change_of_owner(city):
    walk = Walk(city, 'owner01')
    walk.register('转让项目', G1)
    application, _ = walk.file(1)
    walk.receive(application)
    old, new, lead = city.sign_in('owner01'), city.sign_in('owner09'), city.sign_in('zrzy.qt')
    path = f'/projects/{walk.project}'
    paper = walk.view()['papers'][0]['id']
    ask = {'creditCode': code_of(city, 'owner09'), 'reason': '股权转让', 'papers': [paper]}
    old.post(path + '/owner-change', {**ask, 'papers': []}, **key()).problem(422, 'owner_change.papers')
    old.post(path + '/owner-change', {**ask, 'creditCode': code_of(city, 'owner01')}, **key()).problem(422, 'owner_change.same')
    old.post(path + '/owner-change', ask, **key()).ok()
    old.post(path + '/owner-change', ask, **key()).problem(409, 'owner_change.state')
    change = new.get('/owner-changes').ok()['items'][0]
    assert change['project'] == walk.project and change['actions'] == ['consent'], change
    decider = next(p for p in (lead, city.sign_in(change['department']['code'] + '.qt')) if p.me['department']['code'] == change['department']['code'])
    decider.post(path + '/owner-change/decide', {'agree': True, 'text': '同意'}, **key()).problem(409, 'owner_change.state')
    city.sign_in('owner08').post(path + '/owner-change/consent', {'agree': True, 'text': ''}, **key()).problem(404, 'owner_change.none')
    new.get(path).problem(404, 'project.none')
    new.post(path + '/owner-change/consent', {'agree': True, 'text': '同意承接'}, **key()).ok()
    assert walk.project in {c['project'] for c in decider.get('/owner-changes').ok()['items']}
    decider.post(path + '/owner-change/decide', {'agree': True, 'text': '符合规定'}, **key()).ok()
    # What runs goes on under the new owner; the old one goes on reading it, and acts no more.
    assert new.get(path).ok()['row']['organisation'] == new.me['organisation']
    view = new.get(f'/applications/{application}').ok()
    assert view['organisation'] == new.me['organisation'] and view['canWithdraw']
    case = next(c for c in view['cases'] if c['status'] == 'received')
    assert old.get(f"/cases/{case['id']}").ok() and walk.project in projects_of(old)
    old.post(f'/applications/{application}/withdraw', {'text': '撤'}, **key()).problem(403, 'access.forbidden')
    old.get(path + '/stages/1/draft').problem(403, 'access.forbidden')
    walk.owner = new
    walk.conclude_application(application)
    later = Walk(city, 'owner09')
    later.project = walk.project
    stage = next(s['number'] for s in later.view()['stages'] if s['number'] < 5 and s['status'] == 'open')
    second, _ = later.file(stage)
    old.get(f'/applications/{second}').problem(404, 'application.none')
    mine = [c['application'] for c in old.get('/cases?limit=200').ok()['items'] if c['project'] == walk.project]
    assert application in mine and second not in mine, mine
    types = [h['type'] for h in new.get(path + '/history').ok()['items']]
    for type in ('project.owner_change_asked', 'project.owner_change_consented', 'project.owner_changed', 'application.owner_changed'):
        assert type in types, (type, types)


# Personal data -------------------------------------------------------------------------------------------------------------

def test_personal_data(city):
    walk = Walk(city, 'owner10')
    walk.register('个人信息项目', G1)
    application, _ = walk.file(1)
    walk.receive(application)
    case = next(c for c in walk.owner.get(f'/applications/{application}').ok()['cases'] if c['status'] == 'received')
    path = f"/cases/{case['id']}"
    own = walk.owner.get(path).ok()['values']
    officer, auditor = city.sign_in(case['department']['code'] + '.sh'), city.sign_in('shenji')
    shown = officer.get(path).ok()['values']
    covered = {field for field in own if shown.get(field) != own[field]}
    assert covered and all('*' in shown[field] for field in covered), shown
    assert officer.get(f'/projects/{walk.project}').ok()['contactPhone'] == '199****1234'
    before = auditor.get('/audit?type=personal.opened').ok()['items']
    officer.post(path + '/personal', {'reason': '看'}, **key()).problem(422, 'personal.reason')
    data = officer.post(path + '/personal', {'reason': '电话核实法人身份'}, **key()).ok()
    assert covered <= set(data['values']) and all(data['values'][f] == own[f] for f in covered)
    assert data['contactPhone'] == '19900001234'
    found = auditor.get('/audit?type=personal.opened').ok()['items']
    assert len(found) == len(before) + 1 and found[0]['basis'] == '电话核实法人身份', found[:1]
    assert found[0]['payload']['caseId'] == case['id'] and own[next(iter(covered))] not in json.dumps(found[0], ensure_ascii=False)


# Officers ------------------------------------------------------------------------------------------------------------------

def received_case(city, name):
    walk = Walk(city, 'owner11')
    walk.register(name, G1)
    application, _ = walk.file(1)
    walk.receive(application)
    case = next(c for c in walk.owner.get(f'/applications/{application}').ok()['cases'] if c['status'] == 'received')
    return walk, case, case['department']['code']


def test_leave_and_substitute(city):
    walk, case, department = received_case(city, '代岗项目')
    path = f"/cases/{case['id']}"
    absent, present = city.sign_in(department + '.cb1'), city.sign_in(department + '.cb2')
    absent.post(path + '/accept', {'text': ''}, **key()).ok()
    propose = {'outcome': 'approve', 'text': '拟同意', 'deferrals': []}
    present.post(path + '/propose', propose, **key()).problem(409, 'case.handler')
    leave = absent.post('/desk/leaves', {'person': None, 'substitute': present.me['id'], 'from': day(city), 'until': day(city, 3)}, **key()).ok()
    assert case['id'] in {c['id'] for c in present.get('/cases?box=mine&limit=200').ok()['items']}
    desk = present.get(path + '/desk').ok()
    assert desk['handlerAway']['person']['id'] == absent.me['id'] and desk['inPlaceOf']['id'] == absent.me['id'], desk
    present.post(path + '/propose', propose, **key()).ok()
    line = present.get(path).ok()['history'][-1]
    assert present.me['name'] in line['by'] and absent.me['name'] in line['by'], line
    absent.post('/desk/leaves', {'person': None, 'substitute': None, 'from': day(city, 2), 'until': day(city, 5)}, **key()).problem(409, 'leave.overlap')
    assert absent.call('DELETE', f"/desk/leaves/{leave['id']}").status == 204
    assert case['id'] not in {c['id'] for c in present.get('/cases?box=mine&limit=200').ok()['items']}
    present.post('/desk/leaves', {'person': None, 'substitute': present.me['id'], 'from': day(city), 'until': day(city)}, **key()).problem(422, 'leave.substitute')


def test_recusal_and_assignment(city):
    walk, case, department = received_case(city, '回避项目')
    path = f"/cases/{case['id']}"
    one, two = city.sign_in(department + '.cb1'), city.sign_in(department + '.cb2')
    reviewer = city.sign_in(department + '.sh')
    two.post(path + '/claim', None, **key()).ok()
    reviewer.put('/desk/assignment', {'automatic': True}).ok()
    one.put('/desk/assignment', {'automatic': True}).problem(403, 'access.forbidden')
    # Whoever declares a relation loses what they have in hand, and gets it no more.
    code = walk.view()['row']['code']
    two.post('/desk/recusals', {'creditCode': None, 'projectCode': code, 'reason': '近亲属任职'}, **key()).ok()
    view = two.get(path).ok()
    assert view['actions'] == [] and two.get(path + '/desk').ok()['recused']
    two.post(path + '/accept', {'text': ''}, **key()).problem(403, 'case.recused')
    reviewer.post(path + '/assign', {'user': two.me['id']}, **key()).problem(403, 'case.recused')
    considered = one.get(path + '/desk').ok()['considered']
    assert {c['person']['id']: c['out'] for c in considered}[two.me['id']] in ('recused', 'gave_back'), considered
    chosen = next(c for c in considered if c['chosen'])
    assert chosen['out'] == '' and chosen['open'] == min(c['open'] for c in considered if not c['out']), considered
    # Handing over and giving back are for whoever has it in hand.
    holder = next(p for p in (one, city.sign_in(department + '.cb3') if department == 'zrzy' else one) if p.me['id'] == chosen['person']['id'])
    reviewer.put('/desk/assignment', {'automatic': False}).ok()
    holder.post(path + '/handover', {'user': two.me['id'], 'text': '请接手'}, **key()).problem(403, 'case.recused')
    holder.post(path + '/release', {'text': ''}, **key()).problem(422, 'case.text')
    holder.post(path + '/release', {'text': '工作冲突'}, **key()).ok()
    assert 'claim' in holder.get(path).ok()['actions']


def test_hand_over(city):
    walk, case, department = received_case(city, '移交项目')
    path = f"/cases/{case['id']}"
    one, two = city.sign_in(department + '.cb1'), city.sign_in(department + '.cb2')
    one.post(path + '/claim', None, **key()).ok()
    two.post(path + '/handover', {'user': two.me['id'] + 1, 'text': ''}, **key())  # not in hand: refused below
    assert one.get(path).ok()['row']['handler'] is not None
    one.post(path + '/handover', {'user': two.me['id'], 'text': '明日出差'}, **key()).ok()
    assert 'accept' in two.get(path).ok()['actions'] and 'accept' not in one.get(path).ok()['actions']


PROJECT = {'name': '试验楼', 'district': '990101', 'location': '江南区云江大道 9 号', 'scale': '试验', 'answers': G1, 'investment': '800',
           'landArea': '2000', 'floorArea': '3600', 'buildings': [], 'contact': '张明', 'contactPhone': '19900001234'}

if __name__ == '__main__':
    runner = Runner()
    with City() as city:
        runner.run('an agent acts by authorisation, with its powers, until it is revoked', test_an_agent, city)
        runner.run('people of an agency act for its clients', test_an_agency, city)
        runner.run('one person acts for two companies, one at a time', test_two_companies, city)
        runner.run('an authorisation for some projects reaches no others', test_a_scope_of_projects, city)
        runner.run('what cannot be authorised', test_what_cannot_be_given, city)
        runner.run('members see and may do what their role says', test_members, city)
        runner.run('a project changes its owner on the record', test_change_of_owner, city)
        runner.run('personal data is covered, and opened with a reason that the auditor finds', test_personal_data, city)
        runner.run('a substitute keeps the desk of whoever is away', test_leave_and_substitute, city)
        runner.run('recusal excludes from handling and assignment', test_recusal_and_assignment, city)
        runner.run('a case is handed over by whoever has it in hand', test_hand_over, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

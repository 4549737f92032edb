#!/usr/bin/env python3
"""Flows that officials draw: what runs is what is drawn; departments that are asked answer in any order; drafts are checked
with the way that leads to a mistake, published, compared; what runs moves to another edition after a dry run."""
import re
from client import key, try_all
from walk import Walk

LOW_RISK = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes',
            'air_defence': 'exempt', 'area': '1800', 'height': '12', 'investment_amount': '900'}


def keeper(city):
    return city.sign_in('guanli')


def text_of(person, name, version=''):
    return person.get(f'/flows/files/{name}' + (f'?version={version}' if version else '')).ok()


def save(person, name, xml):
    return person.put(f'/flows/files/{name}', {'xml': xml})


def drop(person, path, **headers):
    return person.call('DELETE', path, None, headers)


def change(person, name, old, new):
    xml = text_of(person, name)['xml']
    assert old in xml, old
    return save(person, name, xml.replace(old, new)).ok()


def publish(person, note, **headers):
    return person.post('/flows/publish', {'note': note}, **key(), **headers)


def filed(city, name, owner='owner07'):
    walk = Walk(city, owner)
    walk.register(name, LOW_RISK)
    application, _ = walk.file(1)
    walk.receive(application)
    return walk, application


def live(person, application):
    return person.get(f'/applications/{application}/flow').ok()


def states(diagram):
    return {element['id']: element['state'] for element in diagram['elements']}


# What runs -------------------------------------------------------------------------------------------------------------

def test_the_diagram_shows_where_an_application_stands(city):
    walk, application = filed(city, '流程图试验')
    flow = live(walk.owner, application)
    stage, *items = flow['diagrams']
    assert stage['process'] == 'stage_1' and '<process id="stage_1"' in stage['xml']
    assert 'active' in states(stage).values() and 'done' in states(stage).values()
    assert items and all(item['caseId'] for item in items)
    case = walk.owner.get(f"/cases/{items[0]['caseId']}").ok()
    active = [e for e in items[0]['elements'] if e['state'] == 'active' and e['step'] == 'acceptance']
    assert len(active) == 1 and active[0]['who']['zh'] == case['row']['department']['name']['zh'], active
    assert active[0]['since'] and active[0]['due']
    walk.conclude(case['row'])
    after = next(d for d in live(walk.owner, application)['diagrams'] if d['caseId'] == items[0]['caseId'])
    assert set(states(after).values()) == {'done'}, states(after)
    city.sign_in('owner02').get(f'/applications/{application}/flow').problem(404, 'application.none')


def joint_case(city, name):
    """The acceptance of a finished project: several departments on site at once."""
    walk = Walk(city, 'owner08')
    walk.register(name, LOW_RISK)
    for stage in (1, 2):
        application, _ = walk.file(stage)
        walk.receive(application)
        walk.conclude_application(application)
    application, _ = walk.file(4)
    walk.receive(application)
    row = next(c for c in walk.owner.get(f'/applications/{application}').ok()['cases'] if c['item']['code'] == 'E01')
    return walk, application, row


def test_departments_answer_in_parallel(city):
    walk, application, row = joint_case(city, '联合验收试验')
    path = f"/cases/{row['id']}"
    while walk.owner.get(path).ok()['row']['status'] == 'waiting':  # what must end before it
        ready = [c for c in walk.owner.get(f'/applications/{application}').ok()['cases'] if c['status'] == 'received']
        assert ready, 'nothing left that could open it'
        for one in ready:
            walk.conclude(one)
    officer = walk.at_desk(row['department']['code'], 'cb1')
    officer.post(path + '/accept', {'text': '材料齐全'}, **key()).ok()
    officer.post(path + '/propose', {'outcome': 'approve', 'text': '同意', 'deferrals': []}, **key()).problem(409, 'case.desk')
    asked = []
    while tasks := walk.owner.get(path).ok()['tasks']:
        for task in tasks:
            person = walk.at_desk(task['department']['code'], 'cb1')
            listed = person.get('/tasks').ok()['items']
            assert any(t['caseId'] == row['id'] and t['token'] == task['token'] for t in listed), listed
            seen = person.get(path).ok()
            assert [t['mine'] for t in seen['tasks'] if t['token'] == task['token']] == [True]
            answer = {'token': task['token'], 'outcome': task['outcomes'][0], 'text': ''}
            person.post(path + '/answer', {**answer, 'outcome': 'perhaps'}, **key()).problem(422, 'flow.answer')
            person.post(path + '/answer', answer, **key()).ok()
            person.post(path + '/answer', answer, **key()).problem(404, 'flow.task_none')
            later = person.get(path).ok()  # who has answered may read on
            assert any(o['department']['code'] == task['department']['code'] for o in later['opinions'] if o['outcome'] == answer['outcome']), later['opinions']
            asked.append((task['name'], task['department']['code']))
    assert len({department for _, department in asked}) >= 3, asked
    officer.post(path + '/propose', {'outcome': 'approve', 'text': '同意', 'deferrals': []}, **key()).ok()
    opinions = walk.owner.get(path).ok()['opinions']
    assert sum(o['outcome'] in ('pass', 'done', 'agree') for o in opinions) == len(asked), opinions


def test_a_lead_moves_a_case(city):
    walk, application = filed(city, '调整环节试验')
    rows = walk.owner.get(f'/applications/{application}').ok()['cases']
    for row in (r for r in rows if r['status'] == 'received'):
        department, path = row['department']['code'], f"/cases/{row['id']}"
        officer = walk.at_desk(department, 'cb1')
        officer.post(path + '/accept', {'text': ''}, **key()).ok()
        officer.post(path + '/propose', {'outcome': 'approve', 'text': '拟同意', 'deferrals': []}, **key()).ok()
        desk = officer.get(path).ok()['row']['desk']
        if desk not in ('review', 'approval'):
            continue
        officer.post(path + '/move', {'to': 'handling', 'reason': '想起一处'}, **key()).problem(403, 'access.forbidden')
        lead = walk.person('zrzy.qt')
        lead.post(path + '/move', {'to': 'handling', 'reason': ''}, **key()).problem(422, 'case.text')
        lead.post(path + '/move', {'to': 'handling', 'reason': '漏看一页图纸'}, **key()).ok()
        now = officer.get(path).ok()
        assert now['row']['desk'] == 'handling' and now['history'][-1]['type'] == 'case.moved', now['history'][-1]
        return
    raise AssertionError('no case with a second desk')


# What is drawn ---------------------------------------------------------------------------------------------------------

def test_drafts_are_kept_and_nobody_writes_over_another(city):
    person = keeper(city)
    before = text_of(person, 'item-standard.bpmn')
    saved = change(person, 'item-standard.bpmn', 'name="审核"', 'name="复核"')
    person.put('/flows/files/item-standard.bpmn', {'xml': before['xml']}, **{'If-Match': f'"{before["version"]}"'}).problem(412, 'version.stale')
    listed = next(f for f in person.get('/flows').ok()['files'] if f['file'] == 'item-standard.bpmn')
    assert listed['drafted'] and listed['kind'] == 'item' and listed['draftedBy']
    difference = person.get('/flows/difference').ok()['files']
    assert [f['file'] for f in difference] == ['item-standard.bpmn']
    assert any('审核 → 复核' in w['zh'] for e in difference[0]['elements'] for w in e['what']), difference
    drop(person, '/flows/files/item-standard.bpmn', **{'If-Match': f'"{saved["version"]}"'}).ok()
    assert person.get('/flows/difference').ok()['files'] == []
    save(person, 'Item_One.bpmn', before['xml']).problem(404, 'flows.file_name')
    person.get('/flows/files/none.bpmn').problem(404, 'flows.none')
    publish(person, '没有改动').problem(409, 'flows.unchanged')


def test_a_flow_that_can_come_to_a_halt_is_not_published(city):
    person = keeper(city)
    assert person.post('/flows/check', {}).ok()['publishable']
    xml = text_of(person, 'item-standard.bpmn')['xml']
    broken = xml.replace('zhupi:step="acceptance"', 'zhupi:step="task"', 1)
    save(person, 'item-standard.bpmn', broken).ok()
    verdict = person.post('/flows/check', {}).ok()
    assert not verdict['publishable'] and 'flows.order' in {f['code'] for f in verdict['findings']}, verdict['findings'][:3]
    publish(person, '不经受理').problem(409, 'flows.unsound')
    # Where three ways meet, a parallel gateway waits for all of them: only one ever comes.
    halting = re.sub(r'<exclusiveGateway (id="standard_again".*?)</exclusiveGateway>', r'<parallelGateway \1</parallelGateway>', xml, flags=re.S)
    assert halting != xml
    save(person, 'item-standard.bpmn', halting).ok()
    found = [f for f in person.post('/flows/check', {}).ok()['findings'] if f['path']]
    assert found and 'standard_acceptance' in found[0]['path'] and found[0]['sentence']['zh'] and found[0]['line'], found
    assert {f['file'] for f in found} == {'item-standard.bpmn'}, 'a stage that calls it does not say it again'
    drop(person, '/flows/files/item-standard.bpmn').ok()
    save(person, 'item-standard.bpmn', '<definitions').ok()
    assert 'bpmn.xml' in {f['code'] for f in person.post('/flows/check', {}).ok()['findings']}
    drop(person, '/flows/files/item-standard.bpmn').ok()


def test_a_flow_is_simulated(city):
    person = keeper(city)
    wanted = {'process': 'item_standard', 'cases': 200, 'seed': 7, 'everyHours': 2}
    first = person.post('/flows/simulate', wanted).ok()
    assert first['cases'] == 200 and first['completed'] == 200 and first['failed'] == 0, first
    assert first['p50Ms'] <= first['p90Ms'] <= first['maxMs'] and first['nodes']
    assert person.post('/flows/simulate', wanted).ok() == first, 'the same seed gives the same run'
    stage = person.post('/flows/simulate', {**wanted, 'process': 'stage_2', 'cases': 20}).ok()
    assert stage['completed'] == 20, stage
    person.post('/flows/simulate', {**wanted, 'process': 'none'}).problem(422, 'flow.process_unknown')


def test_an_edition_holds_for_what_is_filed_later_and_moves_what_runs(city):
    person = keeper(city)
    walk, application = filed(city, '版本试验')
    before = person.get('/flows').ok()
    change(person, 'item-standard.bpmn', 'name="审核"', 'name="复核"')
    change(person, 'item-brief.bpmn', 'name="批准"', 'name="审批"')
    stale = before['version']
    publish(person, '改名', **{'If-Match': f'"{stale}"'}).problem(412, 'version.stale')
    edition = publish(person, '审核改称复核').ok()
    assert edition['inForce'] and person.get('/flows').ok()['inForce'] == edition['version']
    assert live(walk.owner, application)['version'] == before['inForce'], 'what runs keeps its edition'
    _, newer = filed(city, '新版试验')
    assert live(walk.owner, newer)['version'] == edition['version']
    wanted = {'from': before['inForce'], 'to': edition['version']}
    tried = person.post('/flows/migration/try', {**wanted, 'application': None}).ok()
    counted = {e['version']: e['openApplications'] for e in person.get('/flows').ok()['editions']}
    assert tried['total'] == counted[before['inForce']] and tried['possible'] == tried['total'], tried
    assert live(walk.owner, application)['version'] == before['inForce'], 'a dry run changes nothing'
    one = person.post('/flows/migration/try', {**wanted, 'application': application}).ok()
    assert one['total'] == 1 and one['applications'][0]['number'] and one['applications'][0]['done'], one
    moved = person.post('/flows/migration/run', {**wanted, 'reason': '统一称谓'}).ok()
    assert moved == {'moved': tried['possible'], 'refused': 0}, moved
    assert live(walk.owner, application)['version'] == edition['version']
    person.post('/flows/migration/try', {'from': edition['version'], 'to': edition['version'], 'application': None}).problem(422, 'flow.version_same')
    walk.conclude_application(application)
    events = city.sign_in('shenji').get('/audit?type=flows.published&limit=10').ok()['items']
    assert len(events) >= 1
    assert city.sign_in('shenji').get('/audit?type=application.flow_migrated&limit=10').ok()['items']


def test_editions_outlive_a_restart(city):
    version = keeper(city).get('/flows').ok()['inForce']
    city.stop()
    city.start()
    assert keeper(city).get('/flows').ok()['inForce'] == version
    filed(city, '重启之后')


if __name__ == '__main__':
    try_all(globals())

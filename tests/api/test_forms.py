#!/usr/bin/env python3
"""One form: what counts of it, rules, parts that somebody signs, its versions, and the form for other systems."""
from client import City, Runner, key
from walk import Walk

LOW_RISK = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}
BUILDING = {'name': '1号楼', 'use': '办公', 'floorArea': '1800', 'storeysAbove': 6, 'storeysBelow': 1, 'height': '24'}


def project(city, **facts):
    walk = Walk(city)
    walk.register('表单试验', LOW_RISK, **{'floorArea': '1800', 'investment': '900', **facts})
    return walk


def path(walk, stage, rest='draft'):
    return f'/projects/{walk.project}/stages/{stage}/{rest}'


def first_stage(walk):
    return next(s['number'] for s in walk.view()['stages'] if s['status'] == 'open' and s['number'] < 5)


def save(walk, stage, values, draft=None):
    draft = draft or walk.owner.get(path(walk, stage)).ok()
    return walk.owner.put(path(walk, stage), {'items': draft['items'], 'values': {**draft['values'], **values}, 'papers': {}, 'version': draft['version']}).ok()


def codes(draft):
    return {(issue['field'], issue['code']) for issue in draft['issues']}


def test_judging(city):
    walk = project(city)
    stage = first_stage(walk)
    draft = walk.complete_draft(stage)
    assert draft['issues'] == [], draft['issues']
    fields = {f['code'] for s in draft['form']['sections'] for f in s['fields']}
    assert {'project_name', 'owner_name'} <= fields
    assert draft['provenance']['owner_credit_code']['verified'] and draft['provenance']['project_name']['origin'] == 'registration'
    assert all(f['readers'] for s in draft['form']['sections'] for f in s['fields'])
    # What an emptied field says stays empty; what nobody has written is filled in again.
    empty = save(walk, stage, {'project_name': ''})
    assert empty['values']['project_name'] == '' and ('project_name', 'field.required') in codes(empty)
    walk.owner.post(path(walk, stage, 'applications'), {'version': empty['version']}, **key()).problem(422, 'filing.incomplete')
    # Values of items that are not chosen are kept and do not count.
    kept = save(walk, stage, {'project_name': '表单试验', 'nobody_asks': 'x'})
    assert kept['issues'] == [] and kept['values']['nobody_asks'] == 'x'
    receipt = walk.owner.post(path(walk, stage, 'applications'), {'version': kept['version']}, **key()).ok()
    view = walk.owner.get(f"/applications/{receipt['application']}").ok()
    assert 'nobody_asks' not in view['values'] and view['values']['project_name'] == '表单试验'


def test_rules_and_rows(city):
    walk = project(city, buildings=[BUILDING])
    # Whatever stage asks for buildings: the form of the whole works is in stage 2 or 3.
    stage = first_stage(walk)
    while True:
        draft = walk.owner.get(path(walk, stage)).ok()
        groups = [g['code'] for s in draft['form']['sections'] for g in s['groups']]
        if groups:
            break
        walk.through(stage)
        stage = first_stage(walk)
    assert draft['values']['single_buildings/1/single_name'] == '1号楼'
    draft = walk.complete_draft(stage)
    assert not [i for i in draft['issues'] if not i['warning']], draft['issues']
    over = save(walk, stage, {'single_buildings/2k/single_name': '2号楼', 'single_buildings/2k/single_area': '1', 'single_buildings/2k/single_storeys_above': '5'})
    assert ('single_buildings', 'field.rule') in codes(over)
    height = next(i for i in over['issues'] if i['field'] == 'single_buildings/2k/single_height')
    assert height['code'] == 'field.required' and height['pointer'] == '/single_buildings/1/single_height' and '第 2 行' in height['zh']
    gone = save(walk, stage, {key: '' for key in over['values'] if key.startswith('single_buildings/')})
    assert not [k for k, v in gone['values'].items() if k.startswith('single_buildings/') and v]


def test_other_systems(city):
    walk = project(city)
    stage = first_stage(walk)
    draft = walk.complete_draft(stage)
    form = walk.owner.get(path(walk, stage, 'form')).ok()
    schema, document = form['schema'], form['document']
    assert schema['$schema'] == 'https://json-schema.org/draft/2020-12/schema' and schema['type'] == 'object'
    assert set(document) <= set(schema['properties']) and set(schema['required']) <= set(document)
    assert {e['label'] for e in form['uiSchema']['elements']} == {s['label']['zh'] for s in draft['form']['sections']}
    check = path(walk, stage, 'form/check')
    assert [i for i in walk.owner.post(check, {'document': document}).ok()['issues'] if not i['warning']] == []
    wrong = walk.owner.post(check, {'document': {**document, 'owner_credit_code': '1'}}).ok()['issues']
    assert [(i['pointer'], i['code']) for i in wrong if not i['warning']] == [('/owner_credit_code', 'field.credit_code')]
    typed = walk.owner.post(check, {'document': {**document, 'total_investment': '900'}}).ok()['issues'] if 'total_investment' in document else None
    assert typed is None or ('/total_investment', 'schema.broken') in [(i['pointer'], i['code']) for i in typed]
    walk.owner.post(check, {'document': {'colour': 'red'}}).problem(422, 'field.unknown')
    walk.owner.post(check, {'document': [1]}).problem(422, 'schema.broken')


def test_parts(city):
    walk = project(city)
    stage = first_stage(walk)
    draft = walk.complete_draft(stage)
    people = walk.owner.get(f'/projects/{walk.project}/people').ok()['items']
    me = next(int(p['code']) for p in people)
    part = path(walk, stage, 'parts/owner')
    walk.owner.put(path(walk, stage, 'parts/nothing'), {'person': me}).problem(404, 'part.none')
    given = walk.owner.put(part, {'person': me}).ok()
    assert ('part/owner', 'part.unsigned') in codes(given)
    walk.owner.post(path(walk, stage, 'applications'), {'version': given['version']}, **key()).problem(422, 'filing.incomplete')
    one = given['parts'][0]
    assert one['mine'] and not one['current']
    walk.owner.post(part + '/signature', {'digest': '0' * 64}).problem(412, 'part.changed')
    signed = walk.owner.post(part + '/signature', {'digest': one['digest']}).ok()
    assert signed['parts'][0]['current'] and signed['issues'] == []
    # A change of the part, and of nothing else, undoes the signature.
    other = save(walk, stage, {'contact_phone': '19900009999'})
    assert not other['parts'][0]['current']
    walk.owner.post(part + '/signature', {'digest': one['digest']}).problem(412, 'part.changed')
    broken = save(walk, stage, {'contact_phone': '12'})
    walk.owner.post(part + '/signature', {'digest': broken['parts'][0]['digest']}).problem(409, 'part.wrong')
    mended = save(walk, stage, {'contact_phone': '19900001234'})
    again = walk.owner.post(part + '/signature', {'digest': mended['parts'][0]['digest']}).ok()
    receipt = walk.owner.post(path(walk, stage, 'applications'), {'version': again['version']}, **key()).ok()
    versions = walk.owner.get(f"/applications/{receipt['application']}/versions").ok()['items']
    assert [(v['version'], v['reason'], v['intact'], v['changes']) for v in versions] == [(1, 'filed', True, [])]
    assert versions[0]['parts'][0]['section'] == 'owner'


def test_versions(city):
    walk = project(city)
    stage = first_stage(walk)
    application, _ = walk.file(stage)
    walk.receive(application)
    case = walk.owner.get(f'/applications/{application}').ok()['cases'][0]
    officer = walk.at_desk(case['department']['code'], 'cb1')
    officer.post(f"/cases/{case['id']}/corrections", {'requests': [{'kind': 'field', 'target': 'location', 'text': '请写明门牌号', 'basis': ''}]}, **key()).ok()
    answer = f"/cases/{case['id']}/corrections/answer"
    wrong = {'answers': [{'number': 1, 'text': '已改', 'value': '长' * 300, 'paper': None}]}
    walk.owner.post(answer, wrong, **key()).problem(422, 'field.length')
    walk.owner.post(answer, {'answers': [{'number': 1, 'text': '已改', 'value': '江南区云江大道 9 号', 'paper': None}]}, **key()).ok()
    versions = walk.owner.get(f'/applications/{application}/versions').ok()['items']
    assert [(v['version'], v['reason'], v['intact']) for v in versions] == [(2, 'corrected', True), (1, 'filed', True)]
    change, = versions[0]['changes']
    assert change['label']['zh'] == '建设地址' and change['before']['zh'] == '江南区云江大道 1 号' and change['after']['zh'] == '江南区云江大道 9 号'


if __name__ == '__main__':
    runner = Runner()
    with City(projects=0) as city:
        runner.run('a form is judged by the server, and only what counts is handed in', test_judging, city)
        runner.run('rules between fields, and rows', test_rules_and_rows, city)
        runner.run('the form as JSON Schema, and documents of it', test_other_systems, city)
        runner.run('a part is given, signed, and signed again when it changes', test_parts, city)
        runner.run('versions with their differences', test_versions, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

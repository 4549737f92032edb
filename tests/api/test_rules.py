#!/usr/bin/env python3
"""The rules in use: they decide and say why; they are edited, checked, tried, run in the shadow, published and rolled back, and a project
keeps the ones it was registered under."""
import datetime
from client import key, try_all
from walk import Walk

G1 = {'investment': 'government', 'works': 'building', 'land': 'allocation'}


def register(city, owner='owner06', **answers):
    walk = Walk(city, owner)
    walk.register('规则试验', {**G1, **answers})
    return walk


def model(person, file, **query):
    tail = '?version=' + query['version'] if query else ''
    return person.get(f'/rules/models/{file}{tail}').ok()


def draft(person, file, old, new):
    xml = model(person, file)['xml']
    assert old in xml, old
    return person.put(f'/rules/models/{file}', {'xml': xml.replace(old, new, 1)}).ok()


def today(person):
    return person.get('/rules').ok()['today']


# Asking ----------------------------------------------------------------------------------------------------------------

def test_questions_follow_the_rules(city):
    asked = lambda answers: city.stranger().post('/catalog/questions/asked', {'answers': answers}).ok()['questions']
    assert asked({})[:2] == ['investment', 'works'] and 'approval' not in asked({})
    assert 'approval' in asked({'investment': 'enterprise', 'works': 'building'})
    left_over = {'investment': 'government', 'works': 'building', 'approval': 'filing', 'low_risk': 'yes'}
    assert 'approval' not in asked(left_over), 'what was answered before counts for nothing'
    city.stranger().get('/catalog/questions').ok()


def test_why_and_why_not(city):
    why = lambda **what: city.stranger().post('/catalog/why', {'answers': G1, 'flow': None, 'item': None, 'material': None, **what}).ok()
    assert why()['answer']['applies'] and '政府投资房屋建筑' in why()['answer']['sentence']['zh']
    no = why(item='B04')['answer']
    assert not no['applies'] and '涉及河道' in no['sentence']['zh'] and 'Touches a river' in no['sentence']['en']
    yes = why(item='A08')
    assert yes['answer']['applies'] and {part['sentence']['en'].split(' follow')[0] for part in yes['handled']} >= {'The limits', 'The department'}
    assert not why(item='A08', material='M07')['answer']['applies']
    city.stranger().post('/catalog/why', {'answers': G1, 'flow': None, 'item': 'Z99', 'material': None}).problem(404, 'catalog.none')
    city.stranger().post('/catalog/why', {'answers': {'works': 'bridge'}, 'flow': None, 'item': None, 'material': None}).problem(422, 'answer.missing')


def test_rules_know_the_district(city):
    """The county asks less for infrastructure: in the preview as soon as the district is known, and of a project by its registration alone."""
    def asked(plan):
        fees = [fee for stage in plan['stages'] for item in stage['items'] if item['code'] == 'C05' for fee in item['fees']]
        return [fee['rate'] for fee in fees if fee['code'] == 'infrastructure']
    preview = lambda **known: city.stranger().post('/catalog/preview', {'answers': {**G1, **known}})
    assert asked(preview().ok()) == asked(preview(district='990101').ok()) == ['80']
    assert asked(preview(district='990121').ok()) == ['50']
    preview(district='310101').problem(422, 'answer.value')
    assert 'district' not in city.stranger().post('/catalog/questions/asked', {'answers': {'district': '990121'}}).ok()['questions']
    walk = Walk(city, 'owner06')
    walk.register('县里的学校', {**G1, 'district': '990101'}, district='990121')  # the registration counts, not what stands among the answers
    why = walk.owner.get(f'/projects/{walk.project}/why?item=C05').ok()
    facts = [c for part in why['handled'] for rule in part['rules'] for c in rule['conditions'] if c['fact']['zh'] == '区县']
    assert [(c['actual']['en'], c['met']) for c in facts] == [('Qingshan County', True)], facts


def test_a_case_says_what_it_was_filed_with(city):
    walk = register(city, stability_risk='yes')
    application, _ = walk.file(walk.view()['stages'][0]['number'])
    case = walk.owner.get(f'/applications/{application}').ok()['cases'][0]
    told = walk.owner.get(f"/cases/{case['id']}/why").ok()
    assert told['answer']['applies'] and told['kept'], told
    assert any(reason['decision'] == '办理时限' and reason['about'] == case['item']['code'] for reason in told['kept'])
    project = walk.owner.get(f'/projects/{walk.project}/why?item=A10').ok()
    assert project['answer']['applies'] and project['rulesVersion'] == told['rulesVersion']


# Keeping ---------------------------------------------------------------------------------------------------------------

def test_only_administrators_keep_rules(city):
    for person in ('owner01', 'zrzy.cb1', 'jiancha', 'shenji'):
        city.sign_in(person).get('/rules').problem(403, 'access.forbidden')


def test_mistakes_are_told_with_their_place(city):
    keeper = city.sign_in('guanli')
    draft(keeper, 'flow.dmn', '"P3"', '"P33"')
    check = keeper.post('/rules/check').ok()
    first = check['findings'][0]
    assert not check['sound'] and first['code'] == 'city.code_unknown' and first['file'] == 'rules/flow.dmn' and first['line'] > 0, first
    assert 'P33' in first['sentence']['zh'] and first['next']['en']
    keeper.post('/rules/try', {'answers': G1}).problem(422, 'rules.unsound')
    keeper.post('/rules/shadow', {'version': None}).problem(422, 'rules.unsound')
    keeper.post('/rules/publish', {'from': today(keeper), 'note': '试验'}, **key()).problem(422, 'rules.unsound')
    keeper.put('/rules/models/flow.dmn', {'xml': '<definitions'}).ok()
    assert keeper.post('/rules/check').ok()['findings'][0]['code'] == 'rules.model'
    keeper.call('DELETE', '/rules/models/flow.dmn').ok()
    assert keeper.post('/rules/check').ok()['sound']


def test_what_is_no_draft_is_refused(city):
    keeper = city.sign_in('guanli')
    keeper.put('/rules/models/nothing.dmn', {'xml': '<a/>'}).problem(404, 'rules.none')
    keeper.put('/rules/models/flow.dmn', {'xml': ''}).problem(422, 'rules.text')
    keeper.get('/rules/models/nothing.dmn').problem(404, 'rules.none')
    keeper.get('/rules/models/flow.dmn?version=0').problem(404, 'rules.version')
    keeper.post('/rules/shadow', {'version': '0'}).problem(404, 'rules.version')
    keeper.post('/rules/publish', {'from': today(keeper), 'note': '试验'}, **key()).problem(409, 'rules.same')
    keeper.post('/rules/publish', {'from': '2020-01-01', 'note': '试验'}, **key()).problem(422, 'rules.day')
    keeper.post('/rules/publish', {'from': 'soon', 'note': '试验'}, **key()).problem(422, 'rules.day')
    keeper.post('/rules/publish', {'from': today(keeper), 'note': ' '}, **key()).problem(422, 'rules.note')
    keeper.post('/rules/rollback', {'edition': 1, 'note': '试验'}, **key()).problem(409, 'rules.first')
    keeper.post('/rules/rollback', {'edition': 999, 'note': '试验'}, **key()).problem(404, 'rules.version')


def seen(version):
    return {'If-Match': f'"{version}"'}


def test_nobody_saves_over_what_they_have_not_seen(city):
    keeper, other = city.sign_in('guanli'), city.sign_in('guanli')
    place = '/rules/models/fees.dmn'
    opened = model(keeper, 'fees.dmn')
    mine, theirs = opened['xml'].replace('<text>1500</text>', '<text>1600</text>'), opened['xml'].replace('<text>1500</text>', '<text>1700</text>')
    saved = other.put(place, {'xml': theirs}, **seen(opened['version'])).ok()
    keeper.put(place, {'xml': mine}, **seen(opened['version'])).problem(412, 'version.stale')
    keeper.call('DELETE', place, headers=seen(opened['version'])).problem(412, 'version.stale')
    now = model(keeper, 'fees.dmn')
    assert now['xml'] == theirs and now['version'] == saved['version'] != opened['version']
    assert keeper.put(place, {'xml': mine}, **seen(now['version'])).ok()['version'] == model(keeper, 'fees.dmn')['version']
    dropped = keeper.call('DELETE', place, headers=seen(model(keeper, 'fees.dmn')['version'])).ok()
    assert dropped['version'] == opened['version'] and not dropped['drafted'], 'what is left is what was opened'


def test_nobody_publishes_or_rolls_back_what_they_have_not_seen(city):
    keeper, other = city.sign_in('guanli'), city.sign_in('guanli')
    version = lambda: keeper.get('/rules').ok()['version']
    draft(keeper, 'fees.dmn', '<text>1500</text>', '<text>1600</text>')
    looked = version()
    draft(other, 'fees.dmn', '<text>1600</text>', '<text>1700</text>')
    tomorrow = (datetime.date.fromisoformat(today(keeper)) + datetime.timedelta(days=1)).isoformat()
    publication = {'from': tomorrow, 'note': '看过之后'}
    keeper.post('/rules/publish', publication, **key(), **seen(looked)).problem(412, 'version.stale')
    assert any(m['drafted'] for m in keeper.get('/rules').ok()['models']), 'the draft is still there'
    looked, same = version(), key()
    edition = keeper.post('/rules/publish', publication, **same, **seen(looked)).ok()
    assert keeper.post('/rules/publish', publication, **same, **seen(looked)).ok()['id'] == edition['id'], 'a repetition is not stale'
    back = {'edition': edition['id'], 'note': '撤回'}
    keeper.post('/rules/rollback', back, **key(), **seen(looked)).problem(412, 'version.stale')
    keeper.post('/rules/rollback', back, **key(), **seen(version())).ok()


def test_those_who_write_rules_are_told_what_to_ask_for(city):
    facts = {f['name']['zh']: f for f in city.sign_in('guanli').get('/rules/facts').ok()['items']}
    assert {a['zh'] for a in facts['区县']['answers']} >= {'江南区', '青山县'} and facts['区县']['kind'] == 'choice'
    assert facts['涉及河道']['kind'] == 'yes_no' and facts['总建筑面积']['kind'] == 'number' and facts['事项']['kind'] == 'code'


def test_shadow_publish_and_roll_back(city):
    """A shorter promise for A05 in G1: seen in the shadow, in force for those who register after it, and gone again."""
    keeper, old = city.sign_in('guanli'), register(city)
    limit = lambda: next(i for i in city.stranger().get('/catalog/items').ok()['items'] if i['code'] == 'A10')['promised']['amount']
    assert limit() == 5
    before = keeper.get('/rules').ok()
    xml = model(keeper, 'limits.dmn')['xml']
    at = xml.index('<text>"A10"</text>')
    place = xml.index('<text>5</text>', at)
    keeper.put('/rules/models/limits.dmn', {'xml': xml[:place] + '<text>4</text>' + xml[place + len('<text>5</text>'):]}).ok()
    assert [m['file'] for m in keeper.get('/rules').ok()['models'] if m['drafted']] == ['limits.dmn']

    tried = keeper.post('/rules/try', {'answers': {**G1, 'stability_risk': 'yes'}}).ok()
    assert [(c['kind'], c['item']['code'], c['before']['en'], c['after']['en']) for c in tried['changes']] == \
        [('limit', 'A10', '5 working days', '4 working days')]
    xml = model(keeper, 'fees.dmn')['xml']
    keeper.put('/rules/models/fees.dmn', {'xml': xml.replace('<text>80</text>', '<text>90</text>')}).ok()
    change = keeper.post('/rules/try', {'answers': G1}).ok()['changes']
    assert [(c['kind'], c['before']['zh'], c['after']['en']) for c in change] == \
        [('fee', '城市基础设施配套费 80 元/㎡（建筑面积）', 'Urban infrastructure fee 90 yuan per ㎡（建筑面积）')], change
    keeper.call('DELETE', '/rules/models/fees.dmn').ok()
    touched = register(city, stability_risk='yes')
    shadow = keeper.post('/rules/shadow', {'version': None}).ok()
    changed = {p['id'] for p in shadow['items']}
    assert touched.project in changed and old.project not in changed and shadow['changed'] == len(changed)
    assert shadow['projects'] >= 2 and all(c['kind'] == 'limit' for p in shadow['items'] for c in p['changes'])

    tomorrow = (datetime.date.fromisoformat(before['today']) + datetime.timedelta(days=1)).isoformat()
    later = keeper.post('/rules/publish', {'from': tomorrow, 'note': '自明日起'}, **key()).ok()
    assert not later['inForce'] and limit() == 5, 'not before its day'
    assert not any(m['drafted'] for m in keeper.get('/rules').ok()['models']), 'the draft has become the edition'
    back = keeper.post('/rules/rollback', {'edition': later['id'], 'note': '撤回'}, **key()).ok()
    assert back['version'] == before['inForce'] and back['from'] == tomorrow

    keeper.put('/rules/models/limits.dmn', {'xml': model(keeper, 'limits.dmn', version=later['version'])['xml']}).ok()
    same = key()
    now = keeper.post('/rules/publish', {'from': before['today'], 'note': '即日起'}, **same).ok()
    assert keeper.post('/rules/publish', {'from': before['today'], 'note': '即日起'}, **same).ok()['id'] == now['id'], 'twice is once'
    assert now['inForce'] and now['version'] == later['version'] and limit() == 4
    new = register(city, stability_risk='yes')
    why = lambda walk: walk.owner.get(f'/projects/{walk.project}/why?item=A10').ok()['rulesVersion']
    assert why(new) == now['version'] and why(touched) == before['inForce'], 'a project keeps its rules'

    keeper.post('/rules/rollback', {'edition': now['id'], 'note': '退回'}, **key()).ok()
    assert limit() == 5 and keeper.get('/rules').ok()['inForce'] == before['inForce']
    assert why(new) == now['version'], 'and keeps them when they are rolled back'
    events = city.sign_in('shenji').get('/audit?type=rules.published&limit=10').ok()['items']
    assert len(events) >= 4, events


def test_published_rules_outlive_a_restart(city):
    keeper = city.sign_in('guanli')
    version = keeper.get('/rules').ok()['inForce']
    walk = register(city, stability_risk='yes')
    city.stop()
    city.start()
    assert city.sign_in('guanli').get('/rules').ok()['inForce'] == version
    owner = city.sign_in('owner06')
    assert owner.get(f'/projects/{walk.project}/why').ok()['answer']['applies']


if __name__ == '__main__':
    try_all(globals())

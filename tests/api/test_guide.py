#!/usr/bin/env python3
"""The guide as a stranger reads it, whose turn it is, one inbox, and calendars under secret addresses."""
import datetime, io, re, urllib.parse, xml.etree.ElementTree as ET, zipfile
from client import City, Runner
from walk import Walk

P2 = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'area': '4800', 'height': '12'}
ELEMENTS = ('scope', 'conditions', 'conditionBasis', 'refusal', 'refusalBasis', 'quantity', 'submission', 'papers', 'steps', 'noFee',
            'noFeeBasis', 'card', 'hotline', 'rights', 'remedies', 'remediesBasis', 'delivery')


def search(person, words):
    return person.get('/guide/search?q=' + urllib.parse.quote(words))


def test_plain_words(city):
    stranger = city.stranger()
    meant = search(stranger, '在自有用地盖小厂房，4800 平米，高 12 米').ok()
    assert meant['intents'][0]['code'] == 'small' and meant['intents'][0]['words'] == ['小厂房'], meant['intents'][0]
    said = {a['question']['code']: a['answer'] for a in meant['answers']}
    assert said == {'area': '4800', 'height': '12', 'land': 'own'}, said
    answers = {a['question']['code']: a['answer'] for a in meant['intents'][0]['answers']} | said
    assert stranger.post('/catalog/preview', {'answers': answers}).ok()['flow']['code'] == 'P2'
    assert search(stranger, '开工证').ok()['items'][0]['item']['code'] == 'D10'
    search(stranger, ' ').problem(422, 'guide.words')
    search(stranger, 'x' * 101).problem(422, 'guide.words')
    assert search(stranger, 'xyzzy').ok() == {'intents': [], 'guessed': False, 'answers': [], 'items': [], 'materials': []}


def test_the_guide_of_every_item_has_every_element(city):
    stranger = city.stranger()
    items = stranger.get('/catalog/items').ok()['items']
    assert len(items) > 80
    for item in items:
        sheet = stranger.get(f"/catalog/items/{item['code']}/guide").ok()
        for element in ELEMENTS:
            assert sheet[element], f"{item['code']} lacks {element}"
        for name in ('basis', 'nationalCode'):
            assert sheet['guide'][name], f"{item['code']} lacks {name}"
        assert sheet['guide']['result']['zh'] and sheet['card']['contact'] and sheet['card']['counter']['hours']['zh']
        assert [s['step'] for s in sheet['steps']][0] == 'intake' and len(sheet['steps']) > 2, (item['code'], sheet['steps'])
        for paper in sheet['papers']:
            assert paper['why']['zh'] and paper['why']['en'] and paper['basis'] and paper['issuer']['zh'], (item['code'], paper)
            assert paper['source'] != 'applicant' or paper['blank'], (item['code'], paper)
        ET.fromstring(stranger.get(f"/catalog/items/{item['code']}/diagram").body)
    stranger.get('/catalog/items/Z99/guide').problem(404, 'catalog.none')


def controls(answer):
    assert answer.status == 200 and answer.headers['content-type'].endswith('wordprocessingml.document')
    document = zipfile.ZipFile(io.BytesIO(answer.body))
    assert document.testzip() is None
    root = ET.fromstring(document.read('word/document.xml'))
    w = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
    return {sdt.find(f'{w}sdtPr/{w}tag').get(f'{w}val'): ''.join(t.text or '' for t in sdt.iter(f'{w}t')) for sdt in root.iter(f'{w}sdt')}


def test_every_paper_of_the_applicant_has_a_blank_form_and_an_example(city):
    stranger = city.stranger()
    tried = 0
    for use in stranger.get('/catalog/materials').ok()['items']:
        path = f"/catalog/materials/{use['material']['code']}/form"
        if use['source'] in ('applicant', 'form'):
            blank, sample = controls(stranger.get(path)), controls(stranger.get(path + '?kind=sample'))
            assert blank.keys() == sample.keys() and len(blank) >= 4, path
            assert any(sample[k] != blank[k] for k in blank), path
            tried += 1
        else:
            stranger.get(path).problem(404, 'material.no_form')
    assert tried > 30
    asked = controls(stranger.get('/catalog/materials/M01/form?item=A04'))
    assert 'project_name' in asked and 'owner_credit_code' in asked
    stranger.get('/catalog/materials/M01/form?item=Z9').problem(404, 'catalog.none')


def test_a_plan_says_what_is_to_be_brought_and_paid(city):
    sheet = city.stranger().post('/guide/plan', {'answers': P2}).ok()
    assert len({p['material']['code'] for p in sheet['papers']}) == len(sheet['papers'])  # each paper once
    assert sheet['noFeeBasis'] and sheet['counters'] and sheet['departments']
    assert all(d['card']['contact'] and d['items'] for d in sheet['departments'])
    assert all(day['promised']['amount'] <= (day['statutory'] or {'amount': 999})['amount'] or day['statutory']['unit'] == 'calendar_day'
               for day in sheet['days'])
    city.stranger().post('/guide/plan', {'answers': {}}).problem(422, 'answer.missing')


def when(iso):
    return datetime.datetime.fromisoformat(iso.replace('Z', '+00:00'))


def check_sums(progress):
    assert sum(s['seconds'] for s in progress['stretches']) == progress['elapsed'], progress
    assert sum(p['seconds'] for p in progress['parties']) == progress['elapsed'], progress
    for before, after in zip(progress['stretches'], progress['stretches'][1:]):
        assert before['until'] == after['since'], (before, after)
    assert progress['stretches'][0]['since'] == progress['since'] if progress['stretches'] else progress['elapsed'] == 0
    assert [s['until'] for s in progress['stretches'][:-1]].count(None) == 0
    for line in progress['departments']:
        assert line['card']['contact'] and line['card']['contactPhone'] and line['card']['complaints']


def test_waits_add_up_and_every_department_has_a_person(city):
    walk = Walk(city, 'owner02')
    walk.register('进度试验楼', P2)
    draft, application = walk.complete_draft(1), None
    application = walk.owner.post(f'/projects/{walk.project}/stages/1/applications', {'version': draft['version']},
                                  **{'Idempotency-Key': 'progress-1'}).ok()['application']
    walk.counter.post(f'/applications/{application}/receive', {'text': ''}).ok()
    rows = walk.owner.get(f'/applications/{application}').ok()['cases']
    case = next(c for c in rows if c['status'] == 'received')
    officer = walk.at_desk(case['department']['code'], 'cb1')
    officer.post(f"/cases/{case['id']}/claim").ok()
    officer.post(f"/cases/{case['id']}/accept", {'text': ''}).ok()
    officer.post(f"/cases/{case['id']}/corrections", {'requests': [{'kind': 'other', 'target': '', 'text': '请说明', 'basis': ''}]}).ok()
    for path in (f'/projects/{walk.project}', f'/applications/{application}', f"/cases/{case['id']}"):
        check_sums(walk.owner.get(path + '/progress').ok())
    mine = walk.owner.get(f"/cases/{case['id']}/progress").ok()
    now = mine['now'][0]
    assert now['turn']['party'] == 'applicant' and '行政许可法' in now['basis'], now
    assert any(d['handler'] == officer.me['name'] for d in mine['departments']), mine['departments']

    inbox = lambda box: walk.owner.get(f'/messages?box={box}&limit=100').ok()
    mine_of = lambda page: [m for m in page['items'] if m['project'] == walk.project]
    asked = [m for m in mine_of(inbox('to_do')) if m['type'] == 'case.correction_asked']
    assert len(asked) == 1 and asked[0]['department']['code'] == case['department']['code'], asked
    before = inbox('to_do')
    walk.owner.post(f"/messages/{asked[0]['id']}/read").ok()
    assert inbox('to_do')['toDo'] == before['toDo'], 'reading settles nothing'
    answer = {'answers': [{'number': 1, 'text': '已说明', 'value': None, 'paper': None}]}
    walk.owner.post(f"/cases/{case['id']}/corrections/answer", answer).ok()
    assert not [m for m in mine_of(inbox('to_do')) if m['type'] == 'case.correction_asked']
    assert inbox('to_do')['toDo'] == before['toDo'] - 1
    settled = next(m for m in mine_of(inbox('done')) if m['id'] == asked[0]['id'])
    assert settled['settledAt']
    know = [m for m in mine_of(inbox('to_know'))]
    assert know and all(not m['read'] for m in know)
    walk.owner.post(f"/messages/{know[0]['id']}/read").ok()
    assert know[0]['id'] in [m['id'] for m in mine_of(inbox('done'))]
    assert not [m for m in mine_of(inbox('to_do')) if m['type'] == 'project.stage_opened' and m['stage'] == 1], 'stage 1 was filed'
    check_sums(walk.owner.get(f'/projects/{walk.project}/progress').ok())


# Calendars -----------------------------------------------------------------------------------------------------------

def lines_of(body):
    """RFC 5545, 3.1: lines of at most 75 octets that end with CRLF; a line that begins with a space goes on."""
    assert body.endswith(b'\r\n') and b'\n' not in body.replace(b'\r\n', b'')
    physical = body[:-2].split(b'\r\n')
    for line in physical:
        assert len(line) <= 75, line
        line.decode('utf-8')
    logical = []
    for line in physical:
        if line[:1] in (b' ', b'\t'):
            logical[-1] += line[1:]
        else:
            logical.append(line)
    return [line.decode('utf-8') for line in logical]


def events_of(lines):
    events, stack = [], []
    for line in lines:
        name, _, value = line.partition(':')
        assert re.fullmatch(r'[A-Z0-9-]+(;[A-Z0-9-]+=[^;:,"]+)*', name), line
        if name == 'BEGIN':
            stack.append(value)
            if value == 'VEVENT':
                events.append({})
        elif name == 'END':
            assert stack.pop() == value
        elif stack[-1] == 'VEVENT':
            assert name not in events[-1], f'{name} twice'
            events[-1][name] = value
            if name in ('SUMMARY', 'DESCRIPTION', 'LOCATION', 'UID'):
                assert not re.search(r'(?<!\\)(?:\\\\)*[;,]', value) and not re.search(r'\\(?![\\;,nN])', value.replace('\\\\', '')), line
    assert not stack
    return events


def calendar(city, who):
    person = city.sign_in(who)
    made = person.post('/calendar/feeds', {'label': '手机'}).ok()
    return person, made, city.stranger().get(made['path'])


def test_a_calendar_follows_the_rfc_and_can_be_revoked(city):
    seen = 0
    for who in ('owner02', 'owner01', 'zrzy.cb1', 'fgw.cb1', 'zrzy.sh'):
        person, made, answer = calendar(city, who)
        assert answer.status == 200 and answer.headers['content-type'] == 'text/calendar; charset=utf-8'
        lines = lines_of(answer.body)
        assert lines[0] == 'BEGIN:VCALENDAR' and lines[-1] == 'END:VCALENDAR' and 'VERSION:2.0' in lines
        assert sum(line.startswith('PRODID:') for line in lines) == 1 and not any('VTIMEZONE' in line or 'TZID' in line for line in lines)
        events = events_of(lines)
        uids = [e['UID'] for e in events]
        assert len(set(uids)) == len(uids)
        for event in events:
            assert re.fullmatch(r'\d{8}T\d{6}Z', event['DTSTAMP']) and event['SUMMARY']
            begin = event.get('DTSTART;VALUE=DATE') or event['DTSTART']
            assert re.fullmatch(r'\d{8}|\d{8}T\d{6}Z', begin)
        seen += len(events)
        again = city.stranger().get(made['path'], **{'If-None-Match': answer.headers['etag']})
        assert again.status == 304, again.status
        listed = person.get('/calendar/feeds').ok()['items']
        assert listed[0]['label'] == '手机' and made['path'].split('/')[-2] not in str(listed)
        person.call('DELETE', f"/calendar/feeds/{made['feed']['id']}").ok()
        city.stranger().get(made['path']).problem(404, 'calendar_feed.none')
    assert seen > 0, 'nobody has anything to do'


def test_due_days_of_a_calendar_are_those_of_the_cases(city):
    person, made, answer = calendar(city, 'owner02')
    events = events_of(lines_of(answer.body))
    due = {}
    cursor = ''
    while True:
        page = person.get(f'/cases?box=department&limit=100{cursor}').ok()
        for row in page['items']:
            if row['turn'].get('until'):
                due[row['id']] = row['turn']['until'].replace('-', '')
        if not page['next']:
            break
        cursor = '&cursor=' + page['next']
    told = {int(re.match(r'case-(\d+)', e['UID']).group(1)): e['DTSTART;VALUE=DATE'] for e in events if re.match(r'case-\d+-(due|special)@', e['UID'])}
    assert told == due, (told, due)


def test_addresses_are_audited_and_few(city):
    person = city.sign_in('owner03')
    made = [person.post('/calendar/feeds', {'label': f'日历 {n}'}).ok() for n in range(5)]
    person.post('/calendar/feeds', {'label': '多了'}).problem(409, 'calendar_feed.too_many')
    person.post('/calendar/feeds', {'label': ' '}).problem(422, 'calendar_feed.label')
    other = city.sign_in('owner01')
    other.call('DELETE', f"/calendar/feeds/{made[0]['feed']['id']}").problem(404, 'calendar_feed.none')
    log = city.sign_in('shenji').get('/audit?type=user.calendar_made&limit=10')
    assert log.status == 200 and made[0]['path'].split('/')[-2] not in log.body.decode(), log.body[:300]
    assert 'user.calendar_made' in log.body.decode()


if __name__ == '__main__':
    runner = Runner()
    with City(projects=12) as city:
        runner.run('plain words lead to the flow', test_plain_words, city)
        runner.run('the guide of every item has every element', test_the_guide_of_every_item_has_every_element, city)
        runner.run('every paper of the applicant has a blank form and an example',
                   test_every_paper_of_the_applicant_has_a_blank_form_and_an_example, city)
        runner.run('a plan says what is to be brought and paid', test_a_plan_says_what_is_to_be_brought_and_paid, city)
        runner.run('waits add up, and every department has a person', test_waits_add_up_and_every_department_has_a_person, city)
        runner.run('a calendar follows RFC 5545 and can be revoked', test_a_calendar_follows_the_rfc_and_can_be_revoked, city)
        runner.run('due days of a calendar are those of the cases', test_due_days_of_a_calendar_are_those_of_the_cases, city)
        runner.run('addresses are audited and few', test_addresses_are_audited_and_few, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

#!/usr/bin/env python3
"""What commands promise: asked twice they are done once, and whoever follows the city hears of them, gaps included."""
import json, threading
from client import PDF, City, Runner, key
from walk import Walk

P2 = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}
PROJECT = {'name': '幂等试验', 'district': '990101', 'location': '江南区云江大道 1 号', 'scale': '试验', 'answers': P2,
           'investment': '900', 'landArea': '2000', 'floorArea': '1800', 'buildings': [], 'contact': '张明', 'contactPhone': '19900001234'}


def projects(owner):
    return {row['id'] for row in owner.get('/projects?limit=200').ok()['items']}


def some_case(city):
    """A received case, its officer, and whoever files."""
    walk = Walk(city, 'owner09')
    walk.register('事件试验', P2, floorArea='1800', investment='900')
    application, _ = walk.file(walk.view()['stages'][0]['number'])
    walk.receive(application)
    case = next(c for c in walk.owner.get(f'/applications/{application}').ok()['cases'] if c['status'] == 'received')
    return walk, case, city.sign_in(case['department']['code'] + '.cb1')


# Idempotency ---------------------------------------------------------------------------------------------------------

def test_twice_is_once(city):
    owner = city.sign_in('owner01')
    before, same = projects(owner), key()
    first = owner.post('/projects', PROJECT, **same).ok()
    again = owner.post('/projects', PROJECT, **same)
    assert again.ok() == first and projects(owner) - before == {first['project']}


def test_another_body_is_a_conflict(city):
    owner, same = city.sign_in('owner01'), key()
    owner.post('/projects', PROJECT, **same).ok()
    before = projects(owner)
    owner.post('/projects', {**PROJECT, 'name': '另一个项目'}, **same).problem(409, 'idempotency.mismatch')
    owner.post(f'/projects/{min(before)}/papers', {'material': 'M01', 'title': 'a', 'upload': owner.upload(PDF, 'a.pdf')},
               **same).problem(409, 'idempotency.mismatch')
    assert projects(owner) == before


def test_a_key_is_ones_own(city):
    one, two, same = city.sign_in('owner01'), city.sign_in('owner02'), key()
    first, second = one.post('/projects', PROJECT, **same).ok(), two.post('/projects', PROJECT, **same).ok()
    assert first['project'] != second['project']
    assert first['project'] not in projects(two), 'the answer of another person'


def test_twenty_at_the_same_time(city):
    """The button that is pressed again and again before the first answer comes."""
    people, same, answers = [city.sign_in('owner07') for _ in range(20)], key(), []
    before = projects(people[0])
    threads = [threading.Thread(target=lambda p=p: answers.append(p.post('/projects', PROJECT, **same).ok())) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20 and len({json.dumps(a) for a in answers}) == 1
    assert projects(people[0]) - before == {answers[0]['project']}


def test_what_was_refused_may_be_tried_again(city):
    owner, same = city.sign_in('owner01'), key()
    owner.post('/projects', {**PROJECT, 'name': ''}, **same).problem(422, 'project.name')
    owner.post('/projects', PROJECT, **same).ok()


def test_a_command_of_a_case_twice(city):
    _, case, officer = some_case(city)
    same, path = key(), f"/cases/{case['id']}"
    first = officer.post(path + '/accept', {'text': '材料齐全'}, **same).ok()
    assert officer.post(path + '/accept', {'text': '材料齐全'}, **same).ok() == first
    officer.post(path + '/accept', {'text': '材料齐全'}, **key()).problem(409, 'case.transition')
    history = officer.get(path).ok()['history']
    assert [line['type'] for line in history].count('case.accepted') == 1


def test_too_long_a_key(city):
    city.sign_in('owner01').post('/projects', PROJECT, **{'Idempotency-Key': 'k' * 201}).problem(422, 'idempotency.key')


def test_a_key_survives_a_restart(city):
    owner, same = city.sign_in('owner01'), key()
    first = owner.post('/projects', PROJECT, **same).ok()
    city.kill()
    city.start()
    again = city.sign_in('owner01')
    assert again.post('/projects', PROJECT, **same).ok() == first


# Live updates --------------------------------------------------------------------------------------------------------

class Stream:
    """One browser tab that follows the city."""

    def __init__(self, person, last=None):
        self.response = person.ask('GET', '/events', headers={'Accept': 'text/event-stream', **({'Last-Event-ID': str(last)} if last is not None else {})})
        assert self.response.status == 200 and self.response.getheader('Content-Type').startswith('text/event-stream')

    def next(self):
        """The next event, comments skipped: {'id', 'event', 'data'}."""
        event = {}
        while True:
            line = self.response.fp.readline()
            assert line, 'the stream ended'
            line = line.decode().rstrip('\r\n')
            if not line and 'data' not in event:
                event = {}  # comments, or how long to wait before coming back
            elif not line:
                return event
            name, _, value = line.partition(':')
            if name:
                event[name] = value.strip()

    def until(self, kind, case_id):
        seen = []
        while True:
            event = self.next()
            seen.append(event)
            if event.get('event') == 'case':
                told = json.loads(event['data'])
                if told['type'] == kind and told['case'] == case_id:
                    return event, seen


def follower(city, username):
    return city.sign_in(username, timeout=10)


def test_those_concerned_hear_of_it(city):
    walk, case, officer = some_case(city)
    listeners = {name: Stream(follower(city, name)) for name in ('owner09', 'jiancha', case['department']['code'] + '.sh')}
    bystander = Stream(follower(city, 'owner08'))
    receipt = officer.post(f"/cases/{case['id']}/accept", {'text': ''}, **key()).ok()
    for name, stream in listeners.items():
        event, _ = stream.until('case.accepted', case['id'])
        assert int(event['id']) == receipt['seq'], (name, event)
    # The other company hears of its own project and of nothing before it.
    owner = city.sign_in('owner08')
    made = owner.post('/projects', PROJECT, **key()).ok()
    event = bystander.next()
    while event['event'] != 'case':
        event = bystander.next()
    assert json.loads(event['data'])['project'] == made['project'], event


def test_last_event_id_resumes(city):
    walk, case, officer = some_case(city)
    stream = Stream(follower(city, 'jiancha'))
    officer.post(f"/cases/{case['id']}/claim", None, **key()).ok()
    event, _ = stream.until('case.assigned', case['id'])
    stream.response.close()
    missed = [officer.post(f"/cases/{case['id']}/accept", {'text': ''}, **key()).ok()['seq'],
              officer.post(f"/cases/{case['id']}/propose", {'outcome': 'approve', 'text': '拟同意', 'deferrals': []}, **key()).ok()['seq']]
    _, seen = Stream(follower(city, 'jiancha'), event['id']).until('case.proposed', case['id'])
    ids = [int(e['id']) for e in seen]
    assert ids == sorted(set(ids)) and ids[0] == int(event['id']) + 1 and set(missed) <= set(ids), (event, ids, missed)


def test_too_old_an_id_says_so(city):
    """Beyond what is remembered there is no resuming: the client is told to load afresh, never left with a gap."""
    for last in (1, 10 ** 15):
        event = Stream(follower(city, 'jiancha'), last).next()
        assert event['event'] == 'resync', (last, event)


def test_a_stream_ends_with_the_session(city):
    person = follower(city, 'owner10')
    stream = Stream(person)
    other = city.sign_in('owner10')
    other.connection.close()
    second = city.stranger()
    second.cookie, second.token = person.cookie, person.token
    assert second.call('DELETE', '/session').status == 204
    try:
        while stream.response.fp.readline():
            pass
    except TimeoutError:
        raise AssertionError('the stream outlives the session')


if __name__ == '__main__':
    runner = Runner()
    with City() as city:
        runner.run('a command asked twice is done once', test_twice_is_once, city)
        runner.run('the same key with another body is a conflict', test_another_body_is_a_conflict, city)
        runner.run('a key is of one person', test_a_key_is_ones_own, city)
        runner.run('twenty at the same time are one', test_twenty_at_the_same_time, city)
        runner.run('what was refused may be tried again with its key', test_what_was_refused_may_be_tried_again, city)
        runner.run('a command of a case asked twice is done once', test_a_command_of_a_case_twice, city)
        runner.run('a key has a length', test_too_long_a_key, city)
        runner.run('a key survives kill -9', test_a_key_survives_a_restart, city)
        runner.run('those concerned hear of an event, others do not', test_those_concerned_hear_of_it, city)
        runner.run('Last-Event-ID resumes without a gap', test_last_event_id_resumes, city)
        runner.run('an id that is too old is told to load afresh', test_too_old_an_id_says_so, city)
        runner.run('a stream ends with its session', test_a_stream_ends_with_the_session, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

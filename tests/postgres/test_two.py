#!/usr/bin/env python3
"""Two servers on one city: what happens at one is seen at the other at once, and their commands never conflict."""
import json, pathlib, tempfile, threading, time
import client
from client import City, Runner, key
from cluster import Cluster
from load import FACTS, Load


def neighbour(city):
    """A second server on the same city; contents of files are on a shared folder, so that it has the same --data."""
    other = City.__new__(City)
    other.folder, other.data, other.database, other.process = pathlib.Path(tempfile.mkdtemp()), city.data, city.database, None
    other.start()
    return other


def test_live(here, there):
    owner_there, owner_here = there.sign_in('owner01'), here.sign_in('owner01')
    stream = owner_there.ask('GET', '/events', headers={'Accept': 'text/event-stream'})
    told = owner_here.post('/projects', {'name': '邻居来信', **FACTS}, **key()).ok()
    end, seen = time.time() + 10, ''
    while time.time() < end:
        line = stream.readline().decode()
        seen += line
        if line.startswith('data:') and json.loads(line[5:]).get('project') == told['project']:
            return
    raise AssertionError(seen)


def test_rights(here, there):
    admin, officer = here.sign_in('guanli'), there.sign_in('zjj.cb1')
    officer.get('/cases').ok()
    person = next(p for p in admin.get('/users?q=zjj.cb1').ok()['items'] if p['username'] == 'zjj.cb1')
    admin.call('PATCH', f"/users/{person['id']}", {'enabled': False}).ok()
    for _ in range(50):
        if officer.get('/cases').status == 401:
            break
        time.sleep(0.1)
    else:
        raise AssertionError('a disabled account goes on at the other server')
    admin.call('PATCH', f"/users/{person['id']}", {'enabled': True}).ok()


def test_sign_out(here, there):
    person = here.sign_in('owner02')
    same = there.stranger()
    same.cookie, same.token = person.cookie, person.token
    same.get('/projects').ok()
    person.call('DELETE', '/session')
    for _ in range(50):
        if same.get('/projects').status == 401:
            return
        time.sleep(0.1)
    raise AssertionError('a session that was signed out goes on at the other server')


def test_together(here, there):
    loads = [Load(here, 4).start(), Load(there, 4).start()]
    time.sleep(2)
    for load in loads:
        load.stop()
    assert all(load.refused == 0 for load in loads)
    print(f'        {loads[0].check()} + {loads[1].check()} projects in 2 s, no refusal')


if __name__ == '__main__':
    runner = Runner()
    with Cluster() as cluster:
        client.STORE = cluster.url
        with City(projects=5) as here:
            there = neighbour(here)
            try:
                runner.run('live updates cross from server to server', test_live, here, there)
                runner.run('rights that were taken are taken everywhere', test_rights, here, there)
                runner.run('who signed out is out everywhere', test_sign_out, here, there)
                runner.run('both write at once without a conflict', test_together, here, there)
            finally:
                there.kill()
            here.stop()
            runner.run('the log replays exactly', here.verify)
    runner.finish()

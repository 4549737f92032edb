#!/usr/bin/env python3
"""PostgreSQL goes away under load: killed, restarted, replaced by its standby. The city goes on without being restarted,
nothing that was acknowledged is lost, nothing is done twice, and the log replays exactly. ROUNDS=4 in the environment."""
import os, random, socket, subprocess, time
import client
from client import Runner, check_problem
from cluster import Cluster, Standby
from load import Load, city_on, ready, until

ROUNDS = int(os.environ.get('ROUNDS', '4'))


def test_away_and_back():
    with Cluster() as cluster, city_on(cluster.url) as city:
        owner = city.sign_in('owner01')
        cluster.stop()
        for path in ('/projects', '/messages'):
            answer = owner.get(path)
            assert answer.status == 503 and answer.json['code'] == 'store.away', answer.body
            check_problem(answer)
        assert city.stranger().get('/readyz').status == 503
        assert city.stranger().get('/healthz').status == 200
        refused = subprocess.run([client.program(), 'serve', '--data', city.data, *city.database.arguments], capture_output=True, text=True)
        assert refused.returncode == 1 and '连不上数据库' in refused.stderr and 'cannot be reached' in refused.stderr, refused
        cluster.start()
        until(lambda: ready(city))
        owner.get('/projects').ok()
        assert city.process.poll() is None


def test_kill_postgres():
    chance = random.Random(20261126)
    with Cluster() as cluster, city_on(cluster.url) as city:
        load = Load(city)
        for _ in range(ROUNDS):
            load.start()
            time.sleep(chance.uniform(0.3, 0.9))
            cluster.kill()
            time.sleep(chance.uniform(0.0, 0.3))
            cluster.start()
            until(lambda: ready(city))
            time.sleep(0.3)
            load.stop()
            count = load.check()
            verdict = city.verify()
        assert city.process.poll() is None, 'the city was restarted'
        print(f'        {ROUNDS} rounds, {count} acknowledged, {load.refused} answers of 503 · {verdict}')


def test_promote():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    with Cluster('wal_level = replica', 'max_wal_senders = 5') as cluster:
        standby = Standby(cluster, port)
        try:
            # Synchronous: what was acknowledged is on the standby, whatever becomes of the primary.
            cluster.sql("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
            cluster.sql('SELECT pg_reload_conf()')
            base = city_on(cluster.url, serve=False)
            with base as city:
                name = city.database.name
                city.database.drop = lambda: None  # it goes with its cluster
                both = f'postgres://zhupi@/{name}?host={cluster.folder},{cluster.folder}&port={cluster.port},{port}'
                city.database.arguments = ['--store', both]
                city.start()
                load = Load(city).start()
                time.sleep(1)
                cluster.kill()
                standby.promote()
                cluster.sql("ALTER SYSTEM RESET synchronous_standby_names", port=port)
                cluster.sql('SELECT pg_reload_conf()', port=port)
                until(lambda: ready(city))
                before = len(load.acknowledged)
                until(lambda: len(load.acknowledged) > before + 20)
                load.stop()
                count = load.check()
                assert city.process.poll() is None
                print(f'        {count} acknowledged, {load.refused} answers of 503 · {city.verify()}')
                city.kill()
        finally:
            standby.stop()


def test_standby_reads():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    with Cluster('wal_level = replica') as cluster:
        standby = Standby(cluster, port)
        try:
            with city_on(cluster.url, serve=False) as city:
                city.start('--store-standby', f'postgres://zhupi@/{city.database.name}?host={cluster.folder}&port={port}')
                owner = city.sign_in('owner01')
                from load import FACTS
                from client import key
                for number in range(50):  # a reader sees its own last write, however far the standby is behind
                    made = owner.post('/projects', {'name': f'读己所写 {number}', **FACTS}, **key()).ok()
                    assert owner.get(f"/projects/{made['project']}").ok()['row']['name'] == f'读己所写 {number}'

                def served():  # a connection tells its figures when it has rested, not at once
                    owner.get('/projects').ok()
                    return int(cluster.sql(f"SELECT xact_commit FROM pg_stat_database WHERE datname = '{city.database.name}'", port=port)) > 20

                until(served, 40)
                standby.stop()
                owner.get('/projects').ok()  # the primary answers in its stead
                city.kill()
        finally:
            standby.stop()


if __name__ == '__main__':
    runner = Runner()
    runner.run('a server that is away is a clear answer, and its return is noticed', test_away_and_back)
    runner.run(f'kill -9 of PostgreSQL in {ROUNDS} rounds', test_kill_postgres)
    runner.run('a standby that is promoted takes over', test_promote)
    runner.run('a standby serves reads, never older than one\'s own writes', test_standby_reads)
    runner.finish()

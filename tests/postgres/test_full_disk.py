#!/usr/bin/env python3
"""The disk of PostgreSQL is full: commands are refused in words, reading goes on for as long as the server lives, and with
room again everything that was acknowledged is there. Needs root for a small disk of its own; says so where it has to skip."""
import os, subprocess, time
import client
from client import Runner, check_problem
from cluster import BIN, Cluster
from disk import SmallDisk
from load import FACTS, Load, city_on, ready, until

ROOT_USER = os.geteuid() == 0


def alive(cluster):
    return subprocess.run([BIN / 'pg_isready', '-q', '-h', cluster.folder, '-p', str(cluster.port)]).returncode == 0


def test_tables_full():
    """Where the log of the database still has room: a plain error, and no restart of anything."""
    with Cluster() as cluster, SmallDisk(48) as disk:
        os.chmod(disk.folder, 0o777)
        place = disk.folder / 'tables'
        place.mkdir()
        subprocess.run(['chown', 'postgres', place], check=True)
        cluster.sql(f"CREATE TABLESPACE small LOCATION '{place}'")
        cluster.sql('ALTER ROLE zhupi SET default_tablespace = small')  # what is made from now on goes there
        with city_on(cluster.url) as city:
            owner = city.sign_in('owner09')
            load = Load(city, clients=2).start()
            time.sleep(0.5)
            disk.fill()
            until(lambda: load.refused > 4)
            answer = owner.post('/projects', {'name': '满盘', **FACTS}, **client.key())
            if answer.status == 503:  # a last page may still have had room
                assert answer.json['code'] == 'store.full' and '磁盘' in answer.json['title'], answer.body
                check_problem(answer)
            assert city.stranger().get('/healthz').status == 200 and alive(cluster)
            disk.make_room()
            until(lambda: ready(city))
            before = len(load.acknowledged)
            until(lambda: len(load.acknowledged) > before + 20)
            load.stop()
            count = load.check()
            assert city.process.poll() is None
            print(f'        {count} acknowledged, {load.refused} answers of 503 · {city.verify()}')


def test_everything_full():
    """Where the log of the database has none: the server gives up and must be started again; the city need not."""
    with SmallDisk(200) as disk:
        os.chmod(disk.folder, 0o755)
        with Cluster('max_wal_size = 64MB', on=disk.folder) as cluster, city_on(cluster.url) as city:
            city.database.drop = lambda: None  # it goes with its cluster
            load = Load(city, clients=4).start()
            time.sleep(1)
            disk.fill()
            until(lambda: load.refused > 4, 90)
            assert city.process.poll() is None and city.stranger().get('/healthz').status == 200
            disk.make_room()

            def back():  # it may give up once more while it repairs itself
                if not alive(cluster):
                    cluster.start()
                return ready(city)

            until(back, 60)
            before = len(load.acknowledged)
            until(lambda: len(load.acknowledged) > before + 20)
            load.stop()
            count = load.check()
            assert city.process.poll() is None, 'the city was restarted'
            print(f'        {count} acknowledged, {load.refused} answers of 503 · {city.verify()}')


if __name__ == '__main__':
    runner = Runner()
    if ROOT_USER:
        runner.run('tables on a full disk', test_tables_full)
        runner.run('the whole cluster on a full disk', test_everything_full)
    else:
        print('NOT RUN  a full disk under PostgreSQL: needs root to mount one')
    runner.finish()

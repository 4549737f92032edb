#!/usr/bin/env python3
"""A city as a file and from store to store: backup while people work, restore into either kind, the move from SQLite, and
going back to a moment (point-in-time recovery)."""
import os, pathlib, shutil, subprocess, tempfile, time
import client
from client import City, Runner, key, program
from cluster import AS_OWNER, BIN, Cluster, run
from load import FACTS, Load

WORDS = {**os.environ, 'ZHUPI_BACKUP_PASSPHRASE': 'correct horse battery staple'}


def zhupi(*arguments, env=WORDS, code=0):
    done = subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True, env=env)
    assert done.returncode == code, f'{arguments}: {done.returncode}\n{done.stdout}{done.stderr}'
    return done.stdout + done.stderr


def head_of(said):
    return [line.split('head=')[1] for line in said.splitlines() if 'head=' in line][-1]


def test_backup_while_serving(cluster, kind):
    client.STORE = cluster.url if kind == 'postgres' else ''
    other = client.OwnDatabase.__new__(client.OwnDatabase)
    with City(projects=20) as city, tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        load = Load(city, 4).start()
        time.sleep(0.3)
        zhupi('backup', '--data', city.data, *city.database.arguments, '--to', folder / 'city.zhupi')
        load.stop()
        size = (folder / 'city.zhupi').stat().st_size
        # Into the other kind of store.
        client.STORE = '' if kind == 'postgres' else cluster.url
        target = client.OwnDatabase()
        try:
            said = zhupi('restore', folder / 'city.zhupi', '--data', folder / 'new', *target.arguments)
            assert 'restored: verified' in said, said
            print(f'        {kind} → {"sqlite" if kind == "postgres" else "postgres"}: {size} bytes · {said.splitlines()[-1]}')
            # Its people sign in as before, and its files are there.
            served = City.__new__(City)
            served.folder, served.data, served.database, served.process = folder, str(folder / 'new'), target, None
            served.start()
            owner = served.sign_in('owner01')
            assert owner.get('/projects').ok()['items']
            served.stop()
            again = zhupi('restore', folder / 'city.zhupi', '--data', folder / 'new', *target.arguments, code=1)
            assert '不是空的' in again and 'not empty' in again
            wrong = {**WORDS, 'ZHUPI_BACKUP_PASSPHRASE': 'some other words entirely'}
            assert 'passphrase' in zhupi('restore', folder / 'city.zhupi', '--data', folder / 'x', env=wrong, code=1)
        finally:
            target.drop()


def test_move(cluster):
    client.STORE = ''
    with City(projects=30, serve=False) as city:
        client.STORE = cluster.url
        target = client.OwnDatabase()
        try:
            said = zhupi('migrate', '--data', city.data, '--to', target.arguments[1])
            assert said.splitlines()[-2] == 'equal', said
            heads = {line.split('head=')[1] for line in said.splitlines() if 'head=' in line}
            assert len(heads) == 1
            assert 'not empty' in zhupi('migrate', '--data', city.data, '--to', target.arguments[1], code=1)
            city.database = target
            city.start()
            owner = city.sign_in('owner01')
            owner.post('/projects', {'name': '迁移之后', **FACTS}, **key()).ok()
            city.stop()
            city.verify()
        finally:
            target.drop()


def test_move_while_serving(cluster):
    client.STORE = ''
    with City() as city:
        said = zhupi('migrate', '--data', city.data, '--to', cluster.url, code=1)
        assert '正被另一个进程使用' in said and 'in use' in said, said


def test_point_in_time():
    """docs/operations.md, "Going back to a moment"."""
    archive = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-wal-'))
    os.chmod(archive, 0o777)
    with Cluster('wal_level = replica', 'archive_mode = on', f"archive_command = 'cp %p {archive}/%f'") as cluster:
        client.STORE = cluster.url
        with City() as city:
            owner = city.sign_in('owner01')
            base = cluster.folder / 'base'
            run(BIN / 'pg_basebackup', '-h', cluster.folder, '-p', cluster.port, '-U', 'zhupi', '-D', base, '-X', 'fetch', '-c', 'fast')
            owner.post('/projects', {'name': '应当还在', **FACTS}, **key()).ok()
            moment = cluster.sql('SELECT clock_timestamp()')
            time.sleep(0.2)
            owner.post('/projects', {'name': '不该再有', **FACTS}, **key()).ok()
            cluster.sql('SELECT pg_switch_wal()')
            time.sleep(1)
            city.stop()
            cluster.stop()
            shutil.rmtree(cluster.data)
            run('cp', '-a', base, cluster.data)
            with open(cluster.data / 'postgresql.conf', 'a') as conf:
                conf.write(f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\narchive_mode = off\n")
            (cluster.data / 'recovery.signal').touch()
            if AS_OWNER:
                shutil.chown(cluster.data / 'recovery.signal', 'postgres')
            cluster.start()
            for _ in range(100):
                if cluster.sql('SELECT pg_is_in_recovery()') == 'f':
                    break
                time.sleep(0.1)
            print('        ' + city.verify())
            city.start()
            names = [row['name'] for row in city.sign_in('owner01').get('/projects').ok()['items']]
            assert '应当还在' in names and '不该再有' not in names, names
            city.stop()
            city.database.drop()
            city.database.drop = lambda: None
    shutil.rmtree(archive)


if __name__ == '__main__':
    runner = Runner()
    with Cluster() as cluster:
        runner.run('backup of SQLite while serving, restored into PostgreSQL', test_backup_while_serving, cluster, 'sqlite')
        runner.run('backup of PostgreSQL while serving, restored into SQLite', test_backup_while_serving, cluster, 'postgres')
        runner.run('migrate moves a city and proves equality', test_move, cluster)
        runner.run('migrate refuses while the city is served', test_move_while_serving, cluster)
    runner.run('going back to a moment', test_point_in_time)
    runner.finish()

#!/usr/bin/env python3
"""The program as a Unix tool: what it prints, where, and its exit codes: 0 well, 1 it failed, 2 it was called wrongly,
3 a check found a difference."""
import os, pathlib, re, shutil, sqlite3, subprocess, tempfile
from client import ROOT, STORE, City, OwnDatabase, Person, Runner, program

OTHER_STORE = bool(STORE)


def zhupi(*arguments, **more):
    return subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True, timeout=60, **more)


def in_both_languages(text):
    return bool(re.search('[\u4e00-\u9fff]', text) and re.search('[A-Za-z]{3}', text))


def failed(done, code, *words):
    said = (done.returncode, done.stdout, done.stderr)
    assert done.returncode == code, said
    assert in_both_languages(done.stderr), said
    for word in words:
        assert word in done.stderr, (word, said)
    assert 'terminate' not in done.stderr and '内部错误' not in done.stderr, said


class Folder:
    """A folder of its own, and a database where the store is not SQLite."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-cli-'))
        self.data, self.database = self.folder / 'data', OwnDatabase()
        self.running, self.port = None, 0
        return self

    def run(self, *arguments):
        return zhupi(*arguments, '--data', self.data, *self.database.arguments)

    def serve(self, *arguments):
        self.running = subprocess.Popen([program(), 'serve', '--data', self.data, *self.database.arguments, '--listen', '127.0.0.1:0',
                                         *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(re.search(r':(\d+)/', self.running.stdout.readline())[1])
        return self

    def __exit__(self, *_):
        if self.running:
            self.running.kill()
            self.running.wait()
        self.database.drop()
        shutil.rmtree(self.folder)


def one_time_password(done):
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
    return re.search(r'one-time password: (\S+)', done.stdout)[1]


# Called for help, or wrongly ---------------------------------------------------------------------------------------

def test_version():
    done = zhupi('--version')
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, 'zhupi ' + (ROOT / 'VERSION').read_text().strip(), '')


def test_help():
    whole = zhupi('--help')
    assert whole.returncode == 0 and whole.stderr == '' and in_both_languages(whole.stdout)
    commands = re.findall(r'^  ([a-z]+) ', whole.stdout.split('Subcommands:')[1].split('Examples')[0], re.M)
    assert {'demo', 'serve', 'init', 'import', 'replay', 'user'} <= set(commands), commands
    for command in commands:
        assert f'  zhupi {command} ' in whole.stdout, f'no example of {command}'
        one = zhupi(command, '--help')
        assert one.returncode == 0 and one.stderr == '' and in_both_languages(one.stdout), one
    for line in re.findall(r'^  (zhupi \S.*?)(?:   +\S.*)?$', whole.stdout, re.M):
        assert line.split()[1] in commands, line


def test_called_wrongly():
    for arguments in ((), ('nonsense',), ('--nonsense',), ('serve',), ('serve', '--data'), ('serve', '--data', 'x', '--port', '1'),
                      ('replay', '--data', 'x'), ('user',), ('user', 'add'), ('user', 'remove'), ('import',),
                      ('demo', '--data', 'x', '--projects', 'many'), ('demo', '--data', 'x', '--days', '1')):
        done = zhupi(*arguments)
        failed(done, 2, '--help')
        assert done.stdout == '', done.stdout
    failed(zhupi('nonsense'), 2, 'nonsense')
    failed(zhupi('serve', '--data', 'x', '--port', '1'), 2, '--port')


# Setting a city up ---------------------------------------------------------------------------------------------------

def test_first_administrator():
    with Folder() as f:
        first = one_time_password(f.run('init', '--admin', 'chief', '--name', '王管理'))
        failed(f.run('init'), 1, str(f.data))
        f.serve()
        admin = Person(f, 'chief', first)
        assert admin.me['mustChangePassword'] and admin.me['roles'] == ['administrator'] and not admin.me['demo']
        admin.get('/users').problem(403, 'access.must_change')
        for weak in ('short', first, '1' * 20, 'chief-chief'):
            answer = admin.post('/session/password', {'oldPassword': first, 'newPassword': weak})
            assert answer.status == 422 and answer.json['pointer'] == '/newPassword', (weak, answer.body)
        wrong = admin.post('/session/password', {'oldPassword': 'wrong', 'newPassword': 'Zhupi-2026-first'})
        assert wrong.status in (401, 422), wrong.body
        admin.change_password(first, 'Zhupi-2026-first')
        assert admin.get('/users').ok()['items'][0]['username'] == 'chief'
        Person(f, None).post('/session', {'username': 'chief', 'password': first}).problem(401, 'access.wrong')
        assert not Person(f, 'chief', 'Zhupi-2026-first').me['mustChangePassword']
        Person(f, None).get('/demo/accounts').problem(404, 'demo.only')


def test_import():
    with Folder() as f:
        city = f.folder / 'mine'
        shutil.copytree(ROOT / 'city', city)
        text = (city / 'city.yaml').read_text()
        (city / 'city.yaml').write_text(text.replace('云江市（演示）', '试验市'))
        done = zhupi('import', city, '--check')
        assert done.returncode == 0 and '试验市' in done.stdout
        assert f.run('init', '--city', city).returncode == 0
        assert Person(f.serve(), None).get('/city').ok()['name']['zh'] == '试验市'
        f.running.kill()
        f.running.wait()
        (city / 'city.yaml').write_text(text.replace('云江市（演示）', '试验新市'))
        done = zhupi('import', city, '--data', f.data)
        assert done.returncode == 0 and '试验新市' in done.stdout, done
        assert Person(f.serve(), None).get('/city').ok()['name']['zh'] == '试验新市'
        failed(zhupi('import', city), 1, '--data')


def test_user_add():
    with Folder() as f:
        f.run('init')
        add = lambda *arguments: f.run('user', 'add', *arguments)
        officer = one_time_password(add('--username', 'li.si', '--name', '李四', '--role', 'officer', '--role', 'reviewer', '--department', 'zjj'))
        company = one_time_password(add('--username', 'builder', '--name', '赵五', '--role', 'applicant', '--organisation', '试验建设有限公司',
                                        '--organisation-code', '91110000600037341L'))
        failed(add('--username', 'li.si', '--name', '李四', '--role', 'auditor'), 1, 'li.si')
        failed(add('--username', 'a', '--name', '李四', '--role', 'auditor'), 1)
        failed(add('--username', 'wang', '--name', '王', '--role', 'king'), 1, 'king')
        failed(add('--username', 'wang', '--name', '王', '--role', 'officer', '--department', 'bakery'), 1, 'bakery')
        failed(add('--username', 'wang', '--name', '王', '--role', 'applicant', '--organisation', '试验', '--organisation-code', '1'), 1)
        failed(add('--username', 'wang', '--name', '王', '--role', 'administrator', '--role', 'auditor'), 1)
        f.serve()
        assert Person(f, 'li.si', officer).me['roles'] == ['officer', 'reviewer']
        assert Person(f, 'builder', company).me['organisation'] == '试验建设有限公司'


def test_not_initialised():
    with Folder() as f:
        for command in (('serve', '--listen', '127.0.0.1:0'), ('replay', '--verify'), ('user', 'add', '--username', 'abc', '--name', '甲', '--role', 'auditor')):
            failed(f.run(*command), 1, str(f.data), 'zhupi init')
            assert not f.data.exists(), f'{command[0]} makes a folder where there was none'


def test_demo_and_real_city():
    with Folder() as f:
        f.run('init')
        failed(f.run('demo', '--fill-only', '--projects', '0'), 1, str(f.data))


# Listening -----------------------------------------------------------------------------------------------------------

def listening(pid):
    """Local addresses of the sockets that listen, as the process's own network sees them."""
    found = set()
    for name in ('tcp', 'tcp6'):
        for line in pathlib.Path(f'/proc/{pid}/net/{name}').read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == '0A':
                found.add(fields[1])
    return found


def test_demo_listens_on_loopback_only():
    """Without --listen, in a network of its own, where the usual port is free."""
    if os.geteuid() != 0:
        print('SKIPPED: needs root for a network of its own', flush=True)
        return
    with Folder() as f:
        command = f"ip link set lo up; exec '{program()}' demo --data '{f.data}' --projects 0"
        demo = subprocess.Popen(['unshare', '-n', 'sh', '-c', command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            lines = []
            while not any('http://' in line for line in lines):
                lines.append(demo.stdout.readline())
                assert lines[-1], f'it ended: {lines}'
            assert 'http://127.0.0.1:8080/' in lines[-1], lines
            assert listening(demo.pid) == {'0100007F:1F90'}, listening(demo.pid)
        finally:
            demo.terminate()
            assert demo.wait(timeout=30) == 0


def test_port_in_use():
    with City() as city, Folder() as f:
        f.run('init')
        done = f.run('serve', '--listen', f'127.0.0.1:{city.port}')
        failed(done, 1, f'127.0.0.1:{city.port}')


def test_addresses_that_are_none():
    with Folder() as f:
        f.run('init')
        for address in ('nowhere', '127.0.0.1', ':99999', '256.0.0.1:8080', '127.0.0.1:', '127.0.0.1:http', '192.0.2.1:8080', ''):
            failed(f.run('serve', '--listen', address), 1)
        failed(f.run('serve', '--listen', '127.0.0.1:0', '--tls-cert', '/nowhere.pem', '--tls-key', '/nowhere.pem'), 1)
        failed(f.run('serve', '--listen', '127.0.0.1:0', '--tls-cert', str(ROOT / 'README.md'), '--tls-key', str(ROOT / 'README.md')), 1)


def test_one_process_at_a_time():
    with City() as city:
        failed(city.run('serve', '--listen', '127.0.0.1:0'), 1, city.data)
        assert city.stranger().get('/healthz').status == 200


# Checking the log ----------------------------------------------------------------------------------------------------

def test_replay_counts():
    with City(projects=4, serve=False) as city:
        done = city.run('replay', '--verify')
        last = done.stdout.splitlines()[-1]
        match = re.fullmatch(r'verified events=(\d+) projects=(\d+) applications=(\d+) cases=(\d+) messages=(\d+) head=[0-9a-f]{16}', last)
        assert done.returncode == 0 and match, (done.returncode, last)
        counts = dict(zip(('event', 'project_row', 'case_row', 'message'), (int(match[1]), int(match[2]), int(match[4]), int(match[5]))))
        if not OTHER_STORE:
            with sqlite3.connect(pathlib.Path(city.data) / 'city.db') as db:
                for table, count in counts.items():
                    there = db.execute(f'SELECT COUNT(*) FROM {table}').fetchone()[0]
                    assert there == count, f'{table}: {there} rows, {count} told'


TAMPERING = {
    'a word in an event': "UPDATE event SET payload = replace(payload, '江', '河') WHERE seq = (SELECT MIN(seq) FROM event WHERE payload LIKE '%江%')",
    'the time of an event': 'UPDATE event SET at = at + 86400000 WHERE seq = 100',
    'who did it': """UPDATE event SET actor = replace(actor, '"user":', '"user":1') WHERE seq = 100""",
    'the legal basis': "UPDATE event SET basis = basis || '一' WHERE seq = 100",
    'the hash itself': "UPDATE event SET hash = replace(hash, substr(hash, 1, 2), '0f') WHERE seq = 100",
    'an event is gone': 'DELETE FROM event WHERE seq = 100',
    'the last event is gone': 'DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)',
    'an event of another stream': "UPDATE event SET stream = 'project/999' WHERE seq = (SELECT MIN(seq) FROM event WHERE stream LIKE 'project/%')",
    'a row of a work list': "UPDATE case_row SET due = due + 30 WHERE id = (SELECT MIN(id) FROM case_row WHERE due IS NOT NULL)",
    'the status in a work list': "UPDATE case_row SET status = 'approved' WHERE id = (SELECT MIN(id) FROM case_row WHERE status <> 'approved')",
    'a case is gone': 'DELETE FROM case_row WHERE id = (SELECT MIN(id) FROM case_row)',
    'a project too many': None,
    'whose turn it is': "UPDATE case_row SET party = party || 'x' WHERE id = (SELECT MIN(id) FROM case_row)",
    'the limit in the statistics': 'UPDATE case_row SET budget = budget + 1 WHERE id = (SELECT MIN(id) FROM case_row)',
    "another's message": 'UPDATE message SET organisation = organisation + 1 WHERE id = (SELECT MIN(id) FROM message)',
    'a message is gone': 'DELETE FROM message WHERE id = (SELECT MIN(id) FROM message)',
    'the name of a project': "UPDATE project_row SET search = 'x' || search WHERE id = (SELECT MIN(id) FROM project_row)",
}


def test_tampering(city, sql):
    with tempfile.TemporaryDirectory(prefix='zhupi-tamper-') as folder:
        data = pathlib.Path(folder) / 'data'
        shutil.copytree(city.data, data)
        with sqlite3.connect(data / 'city.db') as db:
            for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                db.execute(f'DROP TRIGGER "{trigger}"')
            if sql is None:
                columns = ', '.join(row[1] for row in db.execute('PRAGMA table_info(project_row)') if row[1] != 'id')
                columns_ = columns.replace('code', "code || 'x'", 1)
                sql = f'INSERT INTO project_row (id, {columns}) SELECT 99999, {columns_} FROM project_row LIMIT 1'
            changed = db.execute(sql).rowcount
            assert changed == 1, f'{changed} rows changed: {sql}'
        done = zhupi('replay', '--verify', '--data', data)
        lines = done.stdout.splitlines()
        assert done.returncode == 3, (done.returncode, lines[-3:], done.stderr)
        assert lines[-1].startswith('DIFFERS') and any(l.startswith('differs: ') for l in lines), lines[-3:]


def test_the_log_guards_itself(city):
    """Without dropping its triggers the log cannot be changed at all."""
    with tempfile.TemporaryDirectory(prefix='zhupi-tamper-') as folder:
        shutil.copy(pathlib.Path(city.data) / 'city.db', folder)
        with sqlite3.connect(folder + '/city.db') as db:
            for sql in ('UPDATE event SET at = 0 WHERE seq = 1', 'DELETE FROM event WHERE seq = 1'):
                try:
                    db.execute(sql)
                except sqlite3.DatabaseError:
                    continue
                raise AssertionError(sql)


def test_the_auditor_sees_it(city):
    with tempfile.TemporaryDirectory(prefix='zhupi-tamper-') as folder, Folder() as f:
        shutil.copytree(city.data, f.data)
        with sqlite3.connect(f.data / 'city.db') as db:
            for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                db.execute(f'DROP TRIGGER "{trigger}"')
            db.execute('UPDATE event SET at = at + 1 WHERE seq = 57')
        verdict = Person(f.serve(), 'shenji').post('/audit/verify').ok()
        assert not verdict['intact'] and verdict['brokenAt'] == 57, verdict


def test_flows_that_call_each_other():
    flows = [str(path) for path in sorted((ROOT / 'city/flows').glob('*.bpmn'))]
    whole = zhupi('flow', 'check', *flows, '--with', *flows)
    assert whole.returncode == 0 and whole.stdout.count('可以发布') == len(flows) >= 14, whole
    stage = str(ROOT / 'city/flows/stage-2.bpmn')
    alone = zhupi('flow', 'check', stage)
    assert alone.returncode == 3 and 'item_standard' in alone.stdout, alone
    data = '{"cases": [{"id": 1, "route": "joint_review", "waits": false}]}'
    run = zhupi('flow', 'simulate', stage, '--with', *flows, '--process', 'stage_2', '--cases', '20', '--data', data)
    assert run.returncode == 0 and '办结 completed 20' in run.stdout, run.stdout
    assert zhupi('flow', 'check', stage, '--with', '/none.bpmn').returncode == 1


if __name__ == '__main__':
    runner = Runner()
    runner.run('--version', test_version)
    runner.run('--help shows every command, with examples', test_help)
    runner.run('called wrongly', test_called_wrongly)
    runner.run('flows that call each other', test_flows_that_call_each_other)
    runner.run('the first administrator has a one-time password', test_first_administrator)
    runner.run('import takes a city in', test_import)
    runner.run('user add', test_user_add)
    runner.run('a folder that is not initialised', test_not_initialised)
    runner.run('the demo leaves a real city alone', test_demo_and_real_city)
    runner.run('the demo listens on 127.0.0.1 only', test_demo_listens_on_loopback_only)
    runner.run('a port in use', test_port_in_use)
    runner.run('addresses and certificates that are none', test_addresses_that_are_none)
    if not OTHER_STORE:
        runner.run('one process on a folder', test_one_process_at_a_time)
    runner.run('replay says what it verified', test_replay_counts)
    if not OTHER_STORE:
        with City(projects=4, serve=False) as city:
            for what, sql in TAMPERING.items():
                runner.run('tampering is found: ' + what, test_tampering, city, sql)
            runner.run('the log guards itself', test_the_log_guards_itself, city)
            runner.run('the auditor sees it', test_the_auditor_sees_it, city)
    runner.finish()

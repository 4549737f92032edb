#!/usr/bin/env python3
"""The evidence log of a running city, and somebody with the rows and the files in their hands: each trick is named."""
import base64, hashlib, json, pathlib, re, shutil, sqlite3, struct, subprocess, sys, tempfile, urllib.error, urllib.request
import client
from client import City, Runner, key
from log import (Auditor, checkpoint, go_module, go_replay, read_proof, root_of_proof, sha256, sigstore, until, verify,
                 zhupi, HERE)
from load import FACTS

LATER = 'UPDATE event SET seq = -seq WHERE seq > {0}; UPDATE event SET seq = -seq - 1 WHERE seq < 0'


class Office:
    """A city that was served and stopped, its older copy, and copies to be spoilt."""

    def __init__(self):
        self.city = City(2)
        self.data = pathlib.Path(self.city.data)
        auditor = Auditor(self.city)
        auditor.caught_up()
        self.older = (self.data / 'ledger/log/checkpoint').read_text()
        self.city.stop()
        self.old_data = self.city.folder / 'older'
        shutil.copytree(self.data, self.old_data)
        self.city.start()
        self.auditor = Auditor(self.city)
        self.owner = self.city.sign_in('owner01')
        self.begun = self.auditor.caught_up()['size']
        number, self.size = 0, self.begun
        while number < 5 or not 10 < self.size % 256 < 240:  # the last tile is a partial one
            self.register(f'存证试验 {number}')
            number, self.size = number + 1, self.auditor.caught_up()['size']
        assert self.size > 100 and self.size > self.begun, (self.size, self.begun)

    def register(self, name):
        return self.owner.post('/projects', {'name': name, **FACTS}, **key()).ok()['project']

    def copy(self):
        place = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-spoilt-', dir=self.city.folder)) / 'data'
        shutil.copytree(self.data, place)
        return place

    def spoil(self, data, sql):
        """As somebody would who also knows how the chain of hashes is made."""
        db = sqlite3.connect(data / 'city.db')
        db.executescript('DROP TRIGGER event_is_final; DROP TRIGGER event_is_kept;')
        db.executescript(sql)
        previous = bytes(32)
        for row in db.execute('SELECT seq, stream, version, type, at, actor, basis, payload FROM event ORDER BY seq').fetchall():
            parts = b''.join(struct.pack('>q', v) if isinstance(v, int) else struct.pack('>q', len(v.encode())) + v.encode()
                             for v in row)
            previous = sha256(parts + previous)
            db.execute('UPDATE event SET hash = ? WHERE seq = ?', (previous.hex(), row[0]))
        db.commit()
        db.close()


# Called wrongly ------------------------------------------------------------------------------------------------------

def test_called_wrongly(office):
    """What cannot be checked is no verdict: exit code 1, both languages, and no word of either verdict."""
    wrong = office.city.folder / 'wrong'
    wrong.write_text('another passphrase\n')
    with_store = [office.data, '--store', office.data, '--keys-passphrase-file', wrong]
    for arguments in ([office.city.folder / 'nowhere'], ['http://127.0.0.1:1/ledger'], ['http://bad url/'], with_store,
                      [office.data, '--policy', office.city.folder / 'nowhere'], [office.data, '--policy', wrong],
                      [office.data / 'ledger/log'], [office.data, '--since', wrong]):
        done = verify(*arguments)
        assert done.returncode == 1 and 'verified' not in done.stdout and 'DIFFERS' not in done.stdout, (arguments, done.stdout, done.stderr)
        assert re.search('[\u4e00-\u9fff]', done.stderr) and re.search('[A-Za-z]{3}', done.stderr), (arguments, done.stderr)


# While it is served ---------------------------------------------------------------------------------------------------

def test_served(office):
    """Anybody checks it from outside, an auditor with the rows."""
    url = f'http://127.0.0.1:{office.city.port}/ledger'
    done = verify(url)
    assert done.returncode == 0 and done.stdout.endswith('verified\n'), done.stdout + done.stderr
    assert f'size       {office.size}\n' in done.stdout and 'signed     ed25519, sm2\n' in done.stdout, done.stdout
    assert 'zhupi.localhost/evidence/' in done.stdout and f'-sm3  {office.size}' in done.stdout, done.stdout
    store = office.city.database.arguments[1] if office.city.database.arguments else office.data
    for place in (url, office.data, office.data / 'ledger', office.data / 'ledger/log'):
        more = ['--policy', office.data / 'ledger/policy'] if place == office.data / 'ledger/log' else []
        done = verify(place, '--store', store, '--data', office.data, *more)
        assert done.returncode == 0 and f'compared={office.size}' in done.stdout, done.stdout + done.stderr
    shown = zhupi('ledger', 'show', url)
    assert shown.returncode == 0 and shown.stdout.startswith(checkpoint(office.older)[0] + '\n'), shown.stdout + shown.stderr


def test_http(office):
    base = f'http://127.0.0.1:{office.city.port}'

    def get(path):
        try:
            return urllib.request.urlopen(base + path)
        except urllib.error.HTTPError as refused:
            return refused
    with get('/ledger/checkpoint') as answer:
        assert answer.headers['Content-Type'] == 'text/plain; charset=utf-8' and answer.headers['Cache-Control'] == 'no-cache'
        assert answer.headers['Access-Control-Allow-Origin'] == '*'
        assert checkpoint(answer.read().decode())[1] == office.size
    width = office.size % 256
    last = f'{office.size // 256:03d}' + f'.p/{width}'
    for log in ('/ledger', '/ledger-sm3'):
        with get(f'{log}/tile/0/{last}') as answer:
            assert answer.status == 200 and len(answer.read()) == 32 * width
            assert answer.headers['Cache-Control'] == 'public, max-age=31536000, immutable'
            assert answer.headers['Content-Type'] == 'application/octet-stream'
    assert get(f'/ledger/tile/entries/{last}').status == 200
    for path in ('/ledger/tile/0/x000/001', '/ledger/tile/0/999', '/ledger/tile/9/000', '/ledger/tile/entries', '/ledger/salt',
                 '/ledger/tile/0/..%2f..%2fsalt', '/ledger/origin', '/ledger/tile/0/000.p/0', '/ledger/tile/0/000.p/256',
                 '/ledger-sm3/tile/entries/' + last, '/ledger/tile/x/000', '/ledger/log/checkpoint'):
        assert get(path).status in (400, 404), (path, get(path).status)


def test_proofs(office):
    """Who may have which, and that it proves what it says, by Python's own hashes."""
    project = office.register('证明试验')
    until(lambda: office.auditor.status()['size'] == office.auditor.status()['events'], 'the project in the log')
    seq = office.auditor.person.get(f'/audit?stream=project/{project}').ok()['items'][0]['seq']
    proof = office.auditor.person.get(f'/ledger/proof?event={seq}').ok()
    index, path, note = read_proof(proof['proof'])
    _, size, root, _ = checkpoint(note)
    entry = proof['entry'].encode()
    assert index == seq - 1 and root_of_proof(entry, index, size, path) == root
    salt, content = (base64.b64decode(proof['opening'][k]) for k in ('salt', 'content'))
    assert base64.b64encode(sha256(salt + content)).decode() in proof['entry']
    if 'sm3' in hashlib.algorithms_available:
        assert base64.b64encode(hashlib.new('sm3', salt + content).digest()).decode() in proof['entry']
    assert f'project/{project}'.encode() in content
    own = office.owner.get(f'/ledger/proof?event={seq}').ok()
    assert own['entry'] == proof['entry'] and own['opening'] == proof['opening'], 'who did it may open it'
    office.city.sign_in('owner02').get(f'/ledger/proof?event={seq}').problem(404, 'ledger.no_event')
    officer = office.city.sign_in('counter1').get(f'/ledger/proof?event={seq}')
    assert officer.status == 200 and officer.json['opening'] is None, 'the others see that it happened, and no more'
    office.auditor.person.get(f'/ledger/proof?event={10 ** 9}').problem(404, 'ledger.no_event')
    office.auditor.person.get('/ledger/proof').problem(422, 'json.missing')
    office.owner.get('/ledger').problem(403, 'access.forbidden')
    office.city.stranger().get('/ledger').problem(401, 'access.session')
    status = office.auditor.status()
    assert status['kept'] and status['trouble'] is None and status['origin'] == checkpoint(note)[0]
    assert base64.b64decode(status['root']) == checkpoint((office.data / 'ledger/log/checkpoint').read_text())[2]
    office.size = status['size']


def test_private_files(office):
    """What is secret is for its owner alone, and no secret stands in the open."""
    for name in ('keys', 'keys.passphrase', 'ledger/salt'):
        assert (office.data / name).stat().st_mode & 0o077 == 0, name
    entries = b''.join(f.read_bytes() for f in (office.data / 'ledger/log/tile/entries').rglob('*') if f.is_file())
    for word in ('存证试验', 'project', 'application', 'owner'):
        assert word.encode() not in entries, word


# Somebody at the rows -------------------------------------------------------------------------------------------------

def test_rows(office):
    tricks = {
        'edited': ("UPDATE event SET payload = replace(payload, '{', '{ ') WHERE seq = 17", 'The content of event 17 was edited'),
        'another actor': ("UPDATE event SET actor = '{\"user\":1}' WHERE seq = 60", 'The content of event 60 was edited'),
        'dated back': ('UPDATE event SET at = at - 86400000 WHERE seq = 23', 'The time of event 23 was changed'),
        'deleted': ('DELETE FROM event WHERE seq = 31', 'Event 31 was deleted'),
        'deleted and covered': (f'DELETE FROM event WHERE seq = 31; {LATER.format(31)}', 'In the place of event 31 stands what was event 32'),
        'reordered': ('UPDATE event SET seq = -1 WHERE seq = 40; UPDATE event SET seq = 40 WHERE seq = 41; UPDATE event SET seq = 41 WHERE seq = -1',
                      'In the place of event 40 stands what was event 41'),
        'cut off': (f'DELETE FROM event WHERE seq > {office.size - 3}', f'The event log ends at event {office.size - 3}, but {office.size} are'),
    }
    for name, (sql, words) in tricks.items():
        data = office.copy()
        office.spoil(data, sql)
        done = verify(data, '--store', data)
        first = done.stdout.split('✗')[1] if '✗' in done.stdout else done.stdout + done.stderr
        assert done.returncode == 3 and words in first and done.stdout.endswith('DIFFERS\n'), (name, done.returncode, first)
        shutil.rmtree(data.parent)


def test_older_rows(office):
    """The rows of last week under the log of today: it is said, the city goes on, and nothing is written on top."""
    data = office.copy()
    for name in ('city.db', 'city.db-wal', 'city.db-shm'):
        (data / name).unlink(missing_ok=True)
        if (office.old_data / name).exists():
            shutil.copy(office.old_data / name, data / name)
    done = verify(data, '--store', data)
    assert done.returncode == 3 and f'but {office.size} are in the evidence log' in done.stdout, done.stdout + done.stderr
    before = (data / 'ledger/log/checkpoint').read_text()
    city = Borrowed(office.city, data)
    try:
        auditor = Auditor(city)
        trouble = until(lambda: auditor.status()['trouble'], 'the log to stop')
        assert trouble['code'] == 'ledger.log_shorter', trouble
        office_owner, office.owner = office.owner, city.sign_in('owner01')
        assert office.register('照常办理')
        office.owner = office_owner
        assert 'zhupi_ledger_stopped 1' in city.stranger().get('/metrics').body.decode()
        assert (data / 'ledger/log/checkpoint').read_text() == before
    finally:
        city.kill()
    # The way out, said aloud: another log under another name, and the old one kept.
    done = zhupi('ledger', 'renew', '--data', data)
    assert done.returncode == 0 and 'new log: zhupi.localhost/evidence/' in done.stdout, done.stdout + done.stderr
    assert list(data.glob('ledger.*/log/checkpoint')), 'the old log is kept'
    city = Borrowed(office.city, data)
    try:
        assert Auditor(city).caught_up()['origin'] != checkpoint(before)[0]
    finally:
        city.kill()
    done = verify(data, '--store', data)
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_rolled_back(office):
    """Rows and log of last week together fit each other; whoever kept a checkpoint knows better."""
    newer = office.city.folder / 'newer'
    shutil.copy(office.data / 'ledger/log/checkpoint', newer)
    policy = office.data / 'ledger/policy'
    assert verify(office.old_data, '--store', office.old_data).returncode == 0
    done = verify(office.old_data, '--policy', policy, '--since', newer)
    assert done.returncode == 3 and 'history was rewritten' in done.stdout, done.stdout + done.stderr
    older = office.city.folder / 'older-checkpoint'
    older.write_text(office.older)
    done = verify(office.data, '--policy', policy, '--since', older)
    assert done.returncode == 0 and f'continues  {checkpoint(office.older)[1]}\n' in done.stdout, done.stdout + done.stderr


def test_rewritten_with_the_keys(office):
    """The city itself edits a row and writes the whole log anew with its own keys: an older checkpoint tells."""
    data = office.copy()
    office.spoil(data, "UPDATE event SET payload = replace(payload, '{', '{ ') WHERE seq = 17")
    for name in ('log', 'log-sm3'):
        shutil.rmtree(data / 'ledger' / name)
    city = Borrowed(office.city, data)
    try:
        Auditor(city).caught_up()
    finally:
        city.kill()
    assert verify(data, '--store', data).returncode == 0, 'it is one log without a fault in itself'
    older = office.city.folder / 'before'
    older.write_text(office.older)
    done = verify(data, '--since', older)
    assert done.returncode == 3 and 'history was rewritten' in done.stdout, done.stdout + done.stderr


class Borrowed(City):
    """Serves a copy of a city's folder with its people."""

    def __init__(self, city, data):
        self.folder, self.data, self.database, self.process = data.parent, str(data), city.database, None
        self.start()


# Somebody at the files ------------------------------------------------------------------------------------------------

def test_files(office):
    """One byte, a cut, a missing file; and a mended tile, which the next level gives away."""
    log = 'ledger/log/'
    partial = f'.p/{office.size % 256}' if office.size < 256 else ''
    tile, bundle = f'{log}tile/0/000{partial}', f'{log}tile/entries/000{partial}'

    def flip(at):
        def change(file):
            data = bytearray(file.read_bytes())
            data[at] ^= 1
            file.write_bytes(bytes(data))
        return change

    def mended(file):
        """The entry and its hash together."""
        data = bytearray(file.read_bytes())
        at = data.index(b'"seq":8,') - 10
        data[at] = data[at] % 26 + 65
        file.write_bytes(bytes(data))
        length, start, n = 0, 0, 0
        while n < 8:
            length = struct.unpack('>H', data[start:start + 2])[0]
            start, n = start + 2 + length, n + 1
        entry = bytes(data[start - length:start])
        tiles = file.parent.parent.parent / '0' / file.parent.name / file.name if partial else file.parent.parent / '0' / file.name
        hashes = bytearray(tiles.read_bytes())
        hashes[7 * 32:8 * 32] = sha256(b'\0' + entry)
        tiles.write_bytes(bytes(hashes))

    tricks = {
        'a byte of a tile': (tile, flip(40), 'Entry 1 of the evidence log is not what tile/0/000'),
        'a byte of an entry': (bundle, flip(2 + 20), 'Entry 0 of the evidence log is not what tile/0/000'),
        'a byte of the second tree': (tile.replace('/log/', '/log-sm3/'), flip(40), 'not what sm3 tile/0/000'),
        'a cut tile': (tile, lambda f: f.write_bytes(f.read_bytes()[:-32]), 'has the wrong length or content'),
        'a bundle that is gone': (bundle, lambda f: f.unlink(), "The log lacks 'tile/entries/000"),
        'an entry with its hash': (bundle, mended, 'do not give the root that the checkpoint signs' if partial else 'tile/1/'),
        'a size in the checkpoint': (log + 'checkpoint', lambda f: f.write_text(f.read_text().replace(f'\n{office.size}\n', f'\n{office.size - 1}\n', 1)), 'signature'),
    }
    for name, (path, change, words) in tricks.items():
        data = office.copy()
        change(data / path)
        done = verify(data, '--store', data)
        told = done.stdout + done.stderr
        assert done.returncode == 3 and words in told, (name, done.returncode, told)
        shutil.rmtree(data.parent)


# Other people's tools -------------------------------------------------------------------------------------------------

def keys_of(office):
    """The log's first key as a file, as Go wants it."""
    file = office.city.folder / 'log.vkey'
    file.write_text((office.data / 'ledger/policy').read_text().split('\n')[0].split(' ')[1])
    return file


def test_go(office):
    place = go_module()
    if not place:
        return
    copy = office.copy() / 'ledger/log'
    (copy / 'checkpoint.old').write_text(office.older)
    done = go_replay(place, copy, keys_of(office))
    assert done.stdout.startswith(f'OK {checkpoint(office.older)[0]} size {office.size}'), done.stdout + done.stderr


def test_sigstore(office):
    place = sigstore()
    if not place:
        return
    proof = office.auditor.person.get('/ledger/proof?event=50').ok()
    (office.city.folder / 'proof.json').write_text(json.dumps(proof))
    done = subprocess.run(['node', HERE / 'sigstore.cjs', place, keys_of(office), office.city.folder / 'proof.json'], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout == 'checkpoint ok\ninclusion ok\nchanged leaf refused\n', done.stdout + done.stderr


def main():
    runner = Runner()
    if client.STORE:
        print('this drill changes rows of SQLite; test_killed.py and test_witness.py run on PostgreSQL, too')
    client.STORE = ''
    office = Office()
    try:
        for name, function in list(globals().items()):
            if name.startswith('test_'):
                if sys.argv[1:] in ([], [name.removeprefix('test_')]):  # all, or the one that was named
                    runner.run(name.removeprefix('test_').replace('_', ' '), function, office)
                if name == 'test_private_files':
                    office.size = office.auditor.caught_up()['size']
                    office.city.stop()  # what follows needs the files at rest
                if name == 'test_files':
                    office.city.start()
                    office.auditor = Auditor(office.city)
    finally:
        office.city.__exit__()
    runner.finish()


if __name__ == '__main__':
    main()

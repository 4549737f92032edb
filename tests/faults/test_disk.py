#!/usr/bin/env python3
"""A disk that is full and a folder that cannot be written: a clear message, no crash, nothing lost, and the service goes
on when there is room again. Needs root for a small disk of its own; says so where it has to skip."""
import hashlib, os, pathlib, shutil, subprocess, tempfile
from client import STORE, TUS, City, Runner, key, program
from disk import SmallDisk

ROOT_USER = os.geteuid() == 0
OTHER_STORE = bool(STORE)
AS_NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] if ROOT_USER else []
P2 = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}
PROJECT = {'name': '磁盘试验', 'district': '990101', 'location': '江南区云江大道 1 号', 'scale': '试验' * 400, 'answers': P2,
           'investment': '900', 'landArea': '2000', 'floorArea': '1800', 'buildings': [], 'contact': '张明', 'contactPhone': '19900001234'}


def understandable(text):
    """What a person at a terminal is told: in both languages, and no stack trace."""
    assert any('\u4e00' <= c <= '\u9fff' for c in text) and any(c.isascii() and c.isalpha() for c in text), text
    for ugly in ('terminate called', 'what():', 'Aborted', 'AddressSanitizer', '内部错误', 'internal error'):
        assert ugly not in text, text
    return text


def test_full_while_serving():
    with SmallDisk(24) as disk, City(folder=disk.folder) as city:
        owner = city.sign_in('owner01')
        place = owner.begin_upload(4_000_000)
        whole = b'%PDF-1.4\n' + b'u' * 3_999_985 + b'%%EOF\n'
        assert owner.send_piece(place, 0, whole[:1_000_000]).status == 204
        disk.fill(leave=1_500_000)
        made, refused = [], 0
        for _ in range(400):
            answer = owner.post('/projects', PROJECT, **key())
            if answer.status == 200:
                made.append(answer.json['project'])
            else:
                told = answer.problem(503, 'store.full')
                assert '磁盘' in told['title'] and told['next'], told
                refused += 1
                if refused == 10:
                    break
        assert refused == 10, f'{len(made)} commands on a full disk, and none refused'
        # An upload is told so too, and keeps what it has.
        disk.fill()
        owner.send_piece(place, 1_000_000, whole[1_000_000:]).problem(503, 'tus.disk')
        # Reading goes on.
        assert owner.get('/projects').ok()['items'] and city.stranger().get('/healthz').status == 200
        assert city.process.poll() is None
        # With room again the service goes on by itself.
        disk.make_room()
        made.append(owner.post('/projects', PROJECT, **key()).ok()['project'])
        at = int(owner.call('HEAD', place, headers=TUS).headers['upload-offset'])
        assert 1_000_000 <= at <= len(whole), at
        assert at == len(whole) or owner.send_piece(place, at, whole[at:]).status == 204
        assert owner.get('/uploads/' + place.rsplit('/', 1)[1]).ok()['sha256'] == hashlib.sha256(whole).hexdigest()
        listed, cursor = set(), ''
        while cursor is not None:
            page = owner.get(f'/projects?limit=200&cursor={cursor}').ok()
            listed |= {row['id'] for row in page['items']}
            cursor = page['next']
        assert listed == set(made), f'acknowledged {len(made)}, listed {len(listed)}'
        assert city.stop() == 0
        print(f'        {len(made) - 1} commands before the disk was full, 10 refused, one after · {city.verify()}')


def test_limit_on_file_sizes():
    """`ulimit -f` and LimitFSIZE= end a process by a signal that nobody expects; here they are a disk that is full."""
    with City(serve=False) as city:
        size = (pathlib.Path(city.data) / 'city.db').stat().st_size
        city.start(before=['prlimit', f'--fsize={size + 1_000_000}'])
        owner, made = city.sign_in('owner01'), 0
        for _ in range(2000):
            answer = owner.post('/projects', PROJECT, **key())
            if answer.status != 200:
                answer.problem(503, 'store.full')
                break
            made += 1
        assert answer.status == 503 and made > 0, made
        assert len(owner.get('/projects?limit=200').ok()['items']) == min(made, 200) and city.process.poll() is None
        assert city.stop() == 0
        city.verify()


def test_killed_on_a_full_disk():
    with SmallDisk(24) as disk, City(folder=disk.folder) as city:
        owner = city.sign_in('owner01')
        disk.fill(leave=150_000)
        made = 0
        while owner.post('/projects', PROJECT, **key()).status == 200:
            made += 1
        city.kill()
        disk.make_room()
        city.verify()
        city.start()
        owner = city.sign_in('owner01')
        total, cursor = 0, ''
        while cursor is not None:
            page = owner.get(f'/projects?limit=200&cursor={cursor}').ok()
            total, cursor = total + len(page['items']), page['next']
        assert total == made, f'{made} acknowledged, {total} there'


def test_filling_a_disk_that_is_too_small():
    with SmallDisk(2) as disk:
        data = disk.folder / 'data'
        done = subprocess.run([program(), 'demo', '--data', data, '--fill-only', '--projects', '300'], capture_output=True, text=True)
        assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
        understandable(done.stderr)
        assert '磁盘' in done.stderr, done.stderr
        again = subprocess.run([program(), 'demo', '--data', data, '--fill-only'], capture_output=True, text=True)
        assert again.returncode == 1, 'half a city is taken for a whole one'
        understandable(again.stderr)


def test_read_only_folder():
    """Every command on a folder that may be read and not written."""
    with tempfile.TemporaryDirectory(prefix='zhupi-read-') as folder:
        os.chmod(folder, 0o755)
        data = pathlib.Path(folder) / 'data'
        subprocess.run([program(), 'demo', '--data', data, '--fill-only', '--projects', '0'], check=True, capture_output=True)
        for path in [data, *data.rglob('*')]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        # Copied to where nobody may read it, whatever the rights of the folder it was built in.
        binary = shutil.copy(program(), pathlib.Path(folder) / 'zhupi')
        commands = {'serve': ['--listen', '127.0.0.1:0'], 'demo': ['--fill-only'], 'user': None, 'replay': ['--verify']}
        for command, arguments in commands.items():
            line = [binary, command, '--data', data, *(arguments or [])]
            if command == 'user':
                line = [binary, 'user', 'add', '--data', data, '--username', 'abc', '--name', '甲', '--role', 'auditor']
            done = subprocess.run(AS_NOBODY + line, capture_output=True, text=True, timeout=20)
            if command == 'replay' and done.returncode == 0:
                continue  # it only reads
            assert done.returncode == 1, (command, done.returncode, done.stdout, done.stderr)
            assert str(data) in understandable(done.stderr), done.stderr
        done = subprocess.run(AS_NOBODY + [binary, 'init', '--data', data / 'new'], capture_output=True, text=True, timeout=20)
        assert done.returncode == 1 and str(data) in understandable(done.stderr), (done.returncode, done.stderr)


def test_no_folder_at_all():
    with tempfile.TemporaryDirectory(prefix='zhupi-file-') as folder:
        file = pathlib.Path(folder) / 'file'
        file.write_text('x')
        for command in (['serve', '--data', file], ['init', '--data', file], ['demo', '--fill-only', '--data', file / 'below'],
                        ['replay', '--verify', '--data', file], ['replay', '--verify', '--data', pathlib.Path(folder) / 'none']):
            done = subprocess.run([program(), *command], capture_output=True, text=True, timeout=20)
            assert done.returncode == 1, (command, done.returncode, done.stdout, done.stderr)
            assert folder in understandable(done.stderr), done.stderr
        assert not (pathlib.Path(folder) / 'none').exists(), 'replay makes a folder where there was none'


def test_damaged_database():
    with City(serve=False) as city:
        database = pathlib.Path(city.data) / 'city.db'
        whole = database.read_bytes()
        for what, content in {'nonsense': b'not a database at all' * 500, 'torn': whole[:len(whole) // 2 - 100],
                              'zeros in the middle': whole[:8192] + b'\0' * 40960 + whole[49152:]}.items():
            database.write_bytes(content)
            done = city.run('replay', '--verify')
            assert done.returncode in (1, 3), (what, done.returncode, done.stdout)
            understandable(done.stderr + done.stdout)
        database.write_bytes(whole)
        city.verify()


if __name__ == '__main__':
    runner = Runner()
    if ROOT_USER and not OTHER_STORE:
        runner.run('a full disk refuses commands and recovers', test_full_while_serving)
        runner.run('kill -9 on a full disk loses nothing', test_killed_on_a_full_disk)
        runner.run('filling a disk that is too small', test_filling_a_disk_that_is_too_small)
    else:
        print('SKIPPED: a full disk. It needs root, to mount a small one, and the SQLite store', flush=True)
    if not OTHER_STORE:
        runner.run('a limit on file sizes is a full disk', test_limit_on_file_sizes)
        runner.run('a folder that cannot be written', test_read_only_folder)
        runner.run('no folder at all', test_no_folder_at_all)
        runner.run('a damaged database', test_damaged_database)
    runner.finish()

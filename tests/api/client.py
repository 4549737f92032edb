"""A city of its own for each test program: starts the real server on a free port with a fresh demo city, and talks real
HTTP to it. Standard library only.

ZHUPI        the program to test, build/release/bin/zhupi without it
ZHUPI_STORE  a postgres:// URL: every city gets a database of its own on that server; without it, SQLite in its folder
"""
import base64, gzip, http.client, json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PASSWORD = 'Zhupi-demo-2026'
# The program knows this name, too: what is tested must not find it by chance.
STORE = os.environ.pop('ZHUPI_STORE', '')
os.environ.pop('ZHUPI_DATA', None)


def program():
    path = os.environ.get('ZHUPI') or ROOT / 'build/release/bin/zhupi'
    if not pathlib.Path(path).exists():
        sys.exit(f'{path} is missing: build it first (cmake --preset release && cmake --build build/release)')
    return str(path)


# The store -----------------------------------------------------------------------------------------------------------

class OwnDatabase:
    """A database that lives as long as its city; nothing at all for SQLite, which lives in the city's folder."""

    def __init__(self):
        self.server = STORE
        self.arguments = []
        if self.server:
            self.name = 'zhupi_test_' + uuid.uuid4().hex[:12]
            self.psql(f'CREATE DATABASE {self.name}')
            base, mark, options = self.server.partition('?')
            self.arguments = ['--store', base.rsplit('/', 1)[0] + '/' + self.name + mark + options]

    def psql(self, sql):
        subprocess.run(['psql', '-X', '-q', '-d', self.server, '-c', sql], check=True, stdout=subprocess.DEVNULL)

    def drop(self):
        if self.server:
            self.psql(f'DROP DATABASE IF EXISTS {self.name} WITH (FORCE)')


# Answers -------------------------------------------------------------------------------------------------------------

CHINESE = re.compile('[\u4e00-\u9fff]')


def check_problem(answer):
    """What every problem detail promises: what is wrong and what to do next, in both languages, all of it filled in."""
    told = answer.json
    said = f'{answer.status} {answer.body[:400].decode(errors="replace")}'
    assert answer.headers.get('content-type', '').startswith('application/problem+json'), f'no problem detail: {said}'
    for key in ('type', 'title', 'titleEn', 'next', 'nextEn', 'code', 'trace'):
        assert isinstance(told.get(key), str) and told[key].strip(), f'no {key}: {said}'
    assert told['status'] == answer.status and told['type'] == '/problems/' + told['code'], said
    for key in ('title', 'titleEn', 'next', 'nextEn'):
        assert not re.search(r'\{\w+\}', told[key]), f'{key} has a gap: {said}'
    assert CHINESE.search(told['title']) and CHINESE.search(told['next']), f'not in Chinese: {said}'
    return told


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.body = response.read()
        if self.headers.get('content-encoding') == 'gzip':
            self.body = gzip.decompress(self.body)
        self.json = None
        if 'json' in self.headers.get('content-type', '') and self.body:
            self.json = json.loads(self.body)

    def ok(self):
        assert self.status < 300, f'{self.status} {self.body.decode(errors="replace")[:800]}'
        return self.json

    def problem(self, status, code):
        got = (self.status, (self.json or {}).get('code'))
        assert got == (status, code), f'expected {status} {code}, got {got}: {self.body[:400]}'
        return check_problem(self)


# People --------------------------------------------------------------------------------------------------------------

class Person:
    """One signed-in person, with a connection of their own."""

    def __init__(self, city, username, password=PASSWORD, timeout=30):
        self.city, self.username, self.cookie, self.token = city, username, None, None
        self.connection = http.client.HTTPConnection('127.0.0.1', city.port, timeout=timeout)
        if username:
            answer = self.post('/session', {'username': username, 'password': password})
            self.me = answer.ok()
            self.token = self.me['csrfToken']

    def ask(self, method, path, body=None, headers=None):
        """Sends a request as a browser would and returns the response, its body unread."""
        sent = {'Accept': 'application/json', **(headers or {})}
        if self.cookie:
            sent.setdefault('Cookie', self.cookie)
        if self.token and method not in ('GET', 'HEAD'):
            sent.setdefault('X-CSRF-Token', self.token)
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if body is not None:
            sent.setdefault('Content-Type', 'application/json')
            body = body.encode() if isinstance(body, str) else body
        url = path if re.match('/(api|healthz|readyz|metrics)', path) else '/api/v1' + path
        try:
            self.connection.request(method, url, body, {k: v for k, v in sent.items() if v is not None})
        except (BrokenPipeError, ConnectionResetError):
            if not body or len(body) < 1 << 20:
                raise  # a large body may be refused before all of it was sent; the answer is there to be read
        return self.connection.getresponse()

    def call(self, method, path, body=None, headers=None):
        answer = Answer(self.ask(method, path, body, headers))
        if 'set-cookie' in answer.headers:
            self.cookie = answer.headers['set-cookie'].split(';')[0]
        return answer

    def get(self, path, **headers):
        return self.call('GET', path, headers=headers)

    def post(self, path, body=None, **headers):
        return self.call('POST', path, {} if body is None else body, headers)

    def put(self, path, body, **headers):
        return self.call('PUT', path, body, headers)

    def change_password(self, old, new):
        self.post('/session/password', {'oldPassword': old, 'newPassword': new}).ok()
        self.token = self.get('/session').ok()['csrfToken']
        return self

    def begin_upload(self, length, name='a.pdf'):
        """Creates a tus upload; answers its path."""
        meta = 'filename ' + base64.b64encode(name.encode()).decode()
        made = self.call('POST', '/uploads', b'', {**TUS, 'Upload-Length': str(length), 'Upload-Metadata': meta})
        assert made.status == 201, (made.status, made.body)
        return re.sub(r'^https?://[^/]+', '', made.headers['location'])

    def send_piece(self, place, offset, content, **headers):
        return self.call('PATCH', place, content, {**TUS, 'Upload-Offset': str(offset),
                                                   'Content-Type': 'application/offset+octet-stream', **headers})

    def upload(self, content, name):
        """A whole file by tus: create, then one PATCH."""
        place = self.begin_upload(len(content), name)
        done = self.send_piece(place, 0, content)
        assert done.status == 204, (done.status, done.body)
        return place.rsplit('/', 1)[1]


TUS = {'Tus-Resumable': '1.0.0', 'Content-Type': None}


# Cities --------------------------------------------------------------------------------------------------------------

class City:
    """`projects` of history; 0 leaves the city with its people and nothing else. `folder`: where to keep it, a
    temporary one without it."""

    def __init__(self, projects=0, folder=None, serve=True):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix='zhupi-test-'))
        self.data = str(self.folder / 'data')
        self.database = OwnDatabase()
        self.process = None
        self.port = 0
        self.run('demo', '--fill-only', '--projects', str(projects), '--days', '365', check=True)
        if serve:
            self.start()

    def run(self, command, *arguments, check=False):
        """Another command of the program on this city's data."""
        done = subprocess.run([program(), command, '--data', self.data, *self.database.arguments, *arguments],
                              capture_output=True, text=True)
        assert not check or done.returncode == 0, f'{command}: {done.returncode} {done.stdout}{done.stderr}'
        return done

    def log(self):
        return (self.folder / 'log').read_text(errors='replace')

    def start(self, *arguments, before=()):
        """`before`: a program that starts the server, such as prlimit."""
        with open(self.folder / 'log', 'ab') as log:
            self.process = subprocess.Popen(
                [*before, program(), 'serve', '--data', self.data, *self.database.arguments, '--listen', '127.0.0.1:0', *arguments],
                stdout=subprocess.PIPE, stderr=log)
        line = self.process.stdout.readline().decode()
        match = re.search(r':(\d+)/', line)
        assert match, f'the server did not start: {line} {self.log()}'
        self.port = int(match[1])

    def sign_in(self, username, password=PASSWORD, **more):
        return Person(self, username, password, **more)

    def stranger(self):
        return Person(self, None)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Answers the exit code; 0 also when it did not run."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(timeout=30) if self.process else 0

    def verify(self):
        """Replays the log; the server must be stopped."""
        done = self.run('replay', '--verify')
        assert done.returncode == 0 and done.stdout.splitlines()[-1].startswith('verified'), done.stdout + done.stderr
        return done.stdout.splitlines()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.kill()
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)


def key():
    return {'Idempotency-Key': str(uuid.uuid4())}


PDF = b'%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'


class Runner:
    """Runs functions named test_*, prints each, and closes with the line that counts."""

    def __init__(self):
        self.passed, self.failed = 0, []

    def run(self, name, function, *arguments):
        try:
            function(*arguments)
            self.passed += 1
            print(f'ok      {name}', flush=True)
        except Exception as error:  # a failing test must not keep the others from running
            import traceback
            self.failed.append(name)
            print(f'FAILED  {name}: {error}', flush=True)
            traceback.print_exc()

    def finish(self):
        print(f'{self.passed} passed, {len(self.failed)} failed', flush=True)
        sys.exit(1 if self.failed else 0)


def try_all(tests):
    """Every test_… of a file, in its order, on one city whose log must replay exactly afterwards."""
    runner = Runner()
    with City() as city:
        for name, test in list(tests.items()):
            if name.startswith('test_'):
                runner.run(name[5:].replace('_', ' '), test, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

"""A city of its own for each test program: starts the real server on a free port with a fresh demo city, and talks real
HTTP to it. Standard library only."""
import http.client, json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PASSWORD = 'Zhupi-demo-2026'


def program():
    path = os.environ.get('ZHUPI') or ROOT / 'build/release/bin/zhupi'
    if not pathlib.Path(path).exists():
        sys.exit(f'{path} is missing: build it first (cmake --preset release && cmake --build build/release)')
    return str(path)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.body = response.read()
        self.json = None
        if 'json' in self.headers.get('content-type', ''):
            self.json = json.loads(self.body)

    def ok(self):
        assert self.status < 300, f'{self.status} {self.body.decode(errors="replace")[:800]}'
        return self.json

    def problem(self, status, code):
        got = (self.status, (self.json or {}).get('code'))
        assert got == (status, code), f'expected {status} {code}, got {got}: {self.body[:400]}'
        for key in ('title', 'titleEn', 'next', 'nextEn', 'type'):
            assert self.json.get(key), f'{code} has no {key}'
        return self.json


class Person:
    """One signed-in person, with a connection of their own."""

    def __init__(self, city, username, password=PASSWORD):
        self.city, self.username, self.cookie, self.token = city, username, None, None
        self.connection = http.client.HTTPConnection('127.0.0.1', city.port, timeout=30)
        if username:
            answer = self.post('/session', {'username': username, 'password': password})
            self.me = answer.ok()
            self.token = self.me['csrfToken']

    def call(self, method, path, body=None, headers=None):
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
        url = path if path.startswith('/api') or path.startswith('/health') else '/api/v1' + path
        self.connection.request(method, url, body, sent)
        answer = Answer(self.connection.getresponse())
        if 'set-cookie' in answer.headers:
            self.cookie = answer.headers['set-cookie'].split(';')[0]
        return answer

    def get(self, path, **headers):
        return self.call('GET', path, headers=headers)

    def post(self, path, body=None, **headers):
        return self.call('POST', path, {} if body is None else body, headers)

    def put(self, path, body, **headers):
        return self.call('PUT', path, body, headers)

    def upload(self, content, name):
        """A whole file by tus: create, then one PATCH."""
        import base64
        meta = 'filename ' + base64.b64encode(name.encode()).decode()
        made = self.call('POST', '/uploads', b'', {'Tus-Resumable': '1.0.0', 'Upload-Length': str(len(content)),
                                                   'Upload-Metadata': meta, 'Content-Type': 'application/octet-stream'})
        assert made.status == 201, (made.status, made.body)
        place = re.sub(r'^https?://[^/]+', '', made.headers['location'])
        done = self.call('PATCH', place, content, {'Tus-Resumable': '1.0.0', 'Upload-Offset': '0',
                                                   'Content-Type': 'application/offset+octet-stream'})
        assert done.status == 204, (done.status, done.body)
        return place.rsplit('/', 1)[1]


class City:
    """`projects` of history; 0 leaves the city with its people and nothing else."""

    def __init__(self, projects=0):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-test-'))
        self.data = str(self.folder / 'data')
        subprocess.run([program(), 'demo', '--data', self.data, '--fill-only', '--projects', str(projects), '--days', '365'],
                       check=True, stdout=subprocess.DEVNULL)
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([program(), 'serve', '--data', self.data, '--listen', '127.0.0.1:0'],
                                        stdout=subprocess.PIPE, stderr=open(self.folder / 'log', 'ab'))
        line = self.process.stdout.readline().decode()
        match = re.search(r':(\d+)/', line)
        assert match, f'the server did not start: {line} {(self.folder / "log").read_text()}'
        self.port = int(match[1])

    def sign_in(self, username, password=PASSWORD):
        return Person(self, username, password)

    def stranger(self):
        return Person(self, None)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def verify(self):
        """Replays the log; the server must be stopped."""
        done = subprocess.run([program(), 'replay', '--verify', '--data', self.data], capture_output=True, text=True)
        assert done.returncode == 0 and done.stdout.splitlines()[-1].startswith('verified'), done.stdout + done.stderr
        return done.stdout.splitlines()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
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

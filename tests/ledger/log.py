"""What the tests of the evidence log share: waiting for it, RFC 6962 in Python, and other people's verifiers."""
import base64, hashlib, os, pathlib, shutil, subprocess, sys, time
from client import ROOT, program

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'postgres'))  # load.py
PATIENCE = 120  # seconds after which a test that waits is given up; nothing is measured with it


def until(is_so, what):
    """What `is_so` answers once it is true."""
    begin = time.monotonic()
    while time.monotonic() - begin < PATIENCE:
        if answer := is_so():
            return answer
        time.sleep(0.05)
    raise AssertionError(f'waited in vain: {what}')


class Auditor:
    def __init__(self, city):
        self.person = city.sign_in('shenji')

    def status(self):
        return self.person.get('/ledger').ok()

    def caught_up(self):
        """The status once every event is in the log."""
        return until(lambda: (s := self.status())['size'] == s['events'] > 0 and s, f'all events in the log: {self.status()}')


def zhupi(*arguments, env=None):
    return subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True, env={**os.environ, **(env or {})})


def verify(place, *more):
    return zhupi('ledger', 'verify', place, *more)


def checkpoint(text):
    """Origin, size, root and signature lines."""
    body, lines = text.split('\n\n')
    origin, size, root = body.split('\n')
    return origin, int(size), base64.b64decode(root), lines.splitlines()


def sha256(data):
    return hashlib.sha256(data).digest()


def root_of_proof(entry, index, size, path):
    """RFC 9162 §2.1.3.2, word by word."""
    node, n, last = sha256(b'\0' + entry), index, size - 1
    for step in path:
        assert last > 0, 'the proof is too long'
        if n & 1 or n == last:
            node = sha256(b'\1' + step + node)
            while not n & 1 and n:
                n, last = n >> 1, last >> 1
        else:
            node = sha256(b'\1' + node + step)
        n, last = n >> 1, last >> 1
    assert last == 0, 'the proof is too short'
    return node


def read_proof(text):
    """index, path, checkpoint of a .tlog-proof."""
    head, note = text.split('\n\n', 1)
    lines = head.split('\n')
    assert lines[0] == 'c2sp.org/tlog-proof@v1', lines[0]
    return int(lines[1].removeprefix('index ')), [base64.b64decode(line) for line in lines[2:]], note


# Go's own packages --------------------------------------------------------------------------------------------------

def go_module():
    """A folder with Go's x/mod, from Debian's package or from ZHUPI_GOPATH; None, said loudly, where there is none."""
    for place in (os.environ.get('ZHUPI_GOPATH', ''), '/usr/share/gocode'):
        if place and shutil.which('go') and (pathlib.Path(place) / 'src/golang.org/x/mod/sumdb/tlog').is_dir():
            return place
    print('!!! NOT RUN: Go with golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev) is not here')
    return None


def go_replay(place, log, *keys):
    env = {**os.environ, 'GO111MODULE': 'off', 'GOPATH': place, 'GOFLAGS': ''}
    return subprocess.run(['go', 'run', HERE / 'replay.go', log, *keys], capture_output=True, text=True, env=env)


def sigstore():
    """The folder of npm's @sigstore/verify; None, said loudly, where it is not."""
    for place in (os.environ.get('ZHUPI_SIGSTORE', ''), ROOT / 'web/node_modules/@sigstore/verify'):
        if place and shutil.which('node') and (pathlib.Path(place) / 'dist/tlog/checkpoint.js').is_file():
            return place
    print('!!! NOT RUN: npm @sigstore/verify is not here (npm install @sigstore/verify; ZHUPI_SIGSTORE=…/@sigstore/verify)')
    return None

"""The evidence log judged with other people's tools: Python's hashes and the definition of RFC 6962, the openssl command,
and Go's own sumdb packages where Go is there. Reads what build/release/ledger/write_log writes."""
import base64, hashlib, os, pathlib, shutil, struct, subprocess, sys, tempfile, unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / 'tests'))
import brief  # noqa: E402

BUILD = pathlib.Path(os.environ.get('ZHUPI_BUILD', ROOT / 'build/release'))
SIZE = 1700
GOPATHS = [os.environ.get('ZHUPI_GOPATH', ''), '/usr/share/gocode']


def setUpModule():
    global FOLDER, TEMPORARY
    subprocess.run(['cmake', '--build', BUILD, '--target', 'write_log'], check=True, stdout=subprocess.DEVNULL)
    TEMPORARY = tempfile.TemporaryDirectory()
    FOLDER = pathlib.Path(TEMPORARY.name)
    subprocess.run([BUILD / 'ledger/write_log', FOLDER, str(SIZE)], check=True)


def tearDownModule():
    TEMPORARY.cleanup()


def hashed(kind, data):
    return hashlib.new(kind, data).digest()


def root(kind, leaves):
    """MTH of RFC 6962 §2.1, word by word."""
    if not leaves:
        return hashed(kind, b'')
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashed(kind, b'\1' + root(kind, leaves[:k]) + root(kind, leaves[k:]))


def entries(log):
    out = []
    for n in range((SIZE + 255) // 256):
        width = min(SIZE - n * 256, 256)
        bundle = (log / 'tile/entries' / (f'{n:03d}' + ('' if width == 256 else f'.p/{width}'))).read_bytes()
        while bundle:
            size = struct.unpack('>H', bundle[:2])[0]
            out.append(bundle[2:2 + size])
            bundle = bundle[2 + size:]
    return out


def checkpoint(file):
    text, lines = file.read_bytes().split(b'\n\n')
    origin, size, digest = text.decode().split('\n')
    return origin, int(size), base64.b64decode(digest), lines.decode().splitlines()


def openssl(*words):
    return subprocess.run(['openssl', *map(str, words)], capture_output=True, text=True)


class Definition(unittest.TestCase):
    def test_both_roots_are_those_of_the_definition(self):
        for kind, log in (('sha256', 'log'), ('sm3', 'log-sm3')):
            if kind not in hashlib.algorithms_available:
                print(f'!!! NOT RUN: this Python has no {kind}')
                continue
            _, size, digest, _ = checkpoint(FOLDER / log / 'checkpoint')
            leaves = [hashed(kind, b'\0' + entry) for entry in entries(FOLDER / 'log')]
            self.assertEqual(size, len(leaves))
            self.assertEqual(digest, root(kind, leaves))

    def test_the_proof_file_leads_from_the_entry_to_the_root(self):
        head, note = (FOLDER / 'proof.tlog-proof').read_text('utf-8').split('\n\n', 1)
        lines = head.split('\n')
        self.assertEqual(lines[0], 'c2sp.org/tlog-proof@v1')
        index, size = int(lines[1].removeprefix('index ')), SIZE
        node, n, last = hashed('sha256', b'\0' + (FOLDER / 'leaf.bin').read_bytes()), index, size - 1
        for step in map(base64.b64decode, lines[2:]):  # RFC 9162 §2.1.3.2
            if n & 1 or n == last:
                node = hashed('sha256', b'\1' + step + node)
                while not n & 1 and n:
                    n, last = n >> 1, last >> 1
            else:
                node = hashed('sha256', b'\1' + node + step)
            n, last = n >> 1, last >> 1
        self.assertEqual(last, 0)
        self.assertEqual(node, base64.b64decode(note.split('\n')[2]))


class OpenSsl(unittest.TestCase):
    identity = 'distid:1234567812345678'

    def verify(self, signature, text, key='seal.pem'):
        return openssl('dgst', '-sm3', '-sigopt', self.identity, '-verify', FOLDER / key, '-signature', signature, text)

    def test_the_sm2_line_of_the_checkpoint_verifies(self):
        origin, _, _, lines = checkpoint(FOLDER / 'log/checkpoint')
        key = (FOLDER / 'log-sm2.vkey').read_text('utf-8').strip().split('+', 2)
        typed = base64.b64decode(key[2])
        self.assertEqual(hashlib.sha256(key[0].encode() + b'\n' + typed).digest()[:4].hex(), key[1])
        self.assertTrue(typed.startswith(b'\xffsm2-sm3/v1'))
        found = [base64.b64decode(line.split(' ')[2]) for line in lines if line.split(' ')[1] == origin]
        signature = next(s[4:] for s in found if s[:4].hex() == key[1])
        (FOLDER / 'line.der').write_bytes(signature)
        good = self.verify(FOLDER / 'line.der', FOLDER / 'seal.txt')
        self.assertIn('Verified OK', good.stdout, good.stderr)
        self.assertEqual((FOLDER / 'seal.txt').read_bytes(), (FOLDER / 'log/checkpoint').read_bytes().split(b'\n\n')[0] + b'\n')

    def test_a_signature_of_ours_verifies_and_of_other_bytes_does_not(self):
        self.assertIn('Verified OK', self.verify(FOLDER / 'seal.der', FOLDER / 'seal.txt').stdout)
        self.assertNotEqual(self.verify(FOLDER / 'seal.der', FOLDER / 'leaf.bin').returncode, 0)

    def test_a_certificate_that_we_accept_is_accepted(self):
        good = openssl('verify', '-vfyopt', self.identity, '-CAfile', FOLDER / 'root.pem', FOLDER / 'leaf.pem')
        self.assertEqual(good.returncode, 0, good.stderr)


class Go(unittest.TestCase):
    def setUp(self):
        self.path = next((p for p in GOPATHS if p and (pathlib.Path(p) / 'src/golang.org/x/mod/sumdb/tlog').is_dir()), None)
        if not shutil.which('go') or not self.path:
            print('!!! NOT RUN: Go with golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev) is not here')
            self.skipTest('no Go')

    def replay(self, log, *keys):
        surroundings = {**os.environ, 'GO111MODULE': 'off', 'GOPATH': self.path, 'GOFLAGS': '',
                        'GOCACHE': str(FOLDER / 'go-cache')}
        return subprocess.run(['go', 'run', HERE / 'replay.go', log, *keys], capture_output=True, text=True, env=surroundings)

    def test_gos_own_packages_replay_the_log(self):
        done = self.replay(FOLDER / 'log', FOLDER / 'log.vkey', FOLDER / 'w1.vkey')
        self.assertIn('size 1700, 2 signatures known, 2 passed over', done.stdout, done.stdout + done.stderr)

    def test_gos_own_packages_find_a_changed_entry(self):
        shutil.copytree(FOLDER / 'log', FOLDER / 'forged')
        bundle = FOLDER / 'forged/tile/entries/001'
        data = bytearray(bundle.read_bytes())
        data[data.index(b'"seq":300') + 6] ^= 1
        bundle.write_bytes(data)
        done = self.replay(FOLDER / 'forged', FOLDER / 'log.vkey')
        self.assertIn('FAIL entry 300', done.stdout)


if __name__ == '__main__':
    brief.main()

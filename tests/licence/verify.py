"""A sealed licence judged with other people's tools: Python's zipfile, ElementTree and SM3, and the openssl command; and by our own
command, damaged and whole."""
import base64, hashlib, json, os, random, pathlib, subprocess, sys, tempfile, unittest, zipfile
import xml.etree.ElementTree as tree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / 'tests'))
import brief  # noqa: E402

BUILD = pathlib.Path(os.environ.get('ZHUPI_BUILD', ROOT / 'build/release'))
OFD = '{http://www.ofdspec.org/2016}'
SIGN = 'Doc_0/Signs/Sign_0/'
IDENTITY = 'distid:1234567812345678'


def setUpModule():
    global FOLDER, TEMPORARY
    subprocess.run(['cmake', '--build', BUILD, '--target', 'write_licence'], check=True, stdout=subprocess.DEVNULL)
    TEMPORARY = tempfile.TemporaryDirectory()
    FOLDER = pathlib.Path(TEMPORARY.name)
    subprocess.run([BUILD / 'licence/write_licence', FOLDER], check=True)


def tearDownModule():
    TEMPORARY.cleanup()


def opened(name):
    with zipfile.ZipFile(FOLDER / name) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def element(data, at=0):
    """(tag, content, whole) of the DER element at a place."""
    size, head = data[at + 1], 2
    if size >= 0x80:
        head += size & 0x7F
        size = int.from_bytes(data[at + 2:at + head], 'big')
    return data[at], data[at + head:at + head + size], data[at:at + head + size]


def elements(data):
    out, at = [], 0
    while at < len(data):
        one = element(data, at)
        out.append(one)
        at += len(one[2])
    return out


class Container(unittest.TestCase):
    def test_the_container_is_whole_and_names_its_files_in_utf8(self):
        with zipfile.ZipFile(FOLDER / 'licence.ofd') as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.namelist()[0], 'OFD.xml')

    def test_the_same_data_make_the_same_bytes(self):
        self.assertEqual((FOLDER / 'plain.ofd').read_bytes(), (FOLDER / 'again_plain.ofd').read_bytes())
        first, second = opened('licence.ofd'), opened('again.ofd')
        self.assertEqual([name for name in first if first[name] != second[name]], [SIGN + 'SignedValue.dat'])

    def test_every_xml_file_is_well_formed_and_ids_are_unique(self):
        files = opened('licence.ofd')
        ids = []
        for name, data in files.items():
            if name.endswith('.xml'):
                root = tree.fromstring(data)
                if '/Pages/' in name or name.endswith(('Document.xml', 'PublicRes.xml')):
                    ids += [node.get('ID') for node in root.iter() if node.get('ID')]
        self.assertEqual(len(ids), len(set(ids)))
        most = tree.fromstring(files['Doc_0/Document.xml']).find(f'{OFD}CommonData/{OFD}MaxUnitID')
        self.assertEqual(int(most.text), max(map(int, ids)))
        page = tree.fromstring(files['Doc_0/Document.xml']).find(f'{OFD}Pages/{OFD}Page').get('ID')
        self.assertEqual(tree.fromstring(files[SIGN + 'Signature.xml']).find(f'.//{OFD}StampAnnot').get('PageRef'), page)


class Seal(unittest.TestCase):
    def setUp(self):
        self.files = opened('licence.ofd')
        self.to_sign, self.certificate, _, self.signature = elements(element(self.files[SIGN + 'SignedValue.dat'])[1])

    def verify(self, certificate, covered, signature):
        for name, data in (('c.der', certificate), ('t.bin', covered), ('s.der', signature)):
            (FOLDER / name).write_bytes(data)
        key = subprocess.run(['openssl', 'x509', '-inform', 'DER', '-in', FOLDER / 'c.der', '-pubkey', '-noout'],
                             capture_output=True, check=True).stdout
        (FOLDER / 'k.pem').write_bytes(key)
        done = subprocess.run(['openssl', 'dgst', '-sm3', '-sigopt', IDENTITY, '-verify', FOLDER / 'k.pem', '-signature',
                               FOLDER / 's.der', FOLDER / 't.bin'], capture_output=True, text=True)
        return done.returncode == 0

    def test_every_file_is_named_with_its_digest(self):
        if 'sm3' not in hashlib.algorithms_available:
            self.skipTest('this Python has no SM3')
        named = {}
        for node in tree.fromstring(self.files[SIGN + 'Signature.xml']).iter(OFD + 'Reference'):
            named[node.get('FileRef')[1:]] = base64.b64decode(node.find(OFD + 'CheckValue').text)
        self.assertEqual(set(self.files) - set(named), {SIGN + 'Signature.xml', SIGN + 'SignedValue.dat'})
        for name, digest in named.items():
            self.assertEqual(digest, hashlib.new('sm3', self.files[name]).digest(), name)
        parts = elements(self.to_sign[1])
        self.assertEqual(parts[1][2], self.files[SIGN + 'Seal.esl'])
        self.assertEqual(parts[3][1][1:], hashlib.new('sm3', self.files[SIGN + 'Signature.xml']).digest())

    def test_openssl_verifies_the_sealing_and_the_seal(self):
        self.assertTrue(self.verify(self.certificate[1], self.to_sign[2], self.signature[1][1:]))
        info, maker, _, signature = elements(element(self.files[SIGN + 'Seal.esl'])[1])
        self.assertTrue(self.verify(maker[1], info[2], signature[1][1:]))
        self.assertFalse(self.verify(maker[1], info[2] + b'x', signature[1][1:]))


class Command(unittest.TestCase):
    """zhupi licence verify: 0 valid, 3 not, 1 when it cannot be judged."""

    def judge(self, file, *more):
        program = os.environ.get('ZHUPI') or BUILD / 'bin/zhupi'
        return subprocess.run([program, 'licence', 'verify', FOLDER / file, *more], capture_output=True, text=True)

    def codes(self, file, *more):
        done = self.judge(file, '--json', *more)
        verdict = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if verdict['valid'] else 3)
        self.assertEqual(verdict['valid'], not verdict['problems'])
        return [problem['code'] for problem in verdict['problems']], verdict

    def test_a_good_one_is_valid_for_whoever_trusts_the_root(self):
        codes, verdict = self.codes('licence.ofd', '--trust', FOLDER / 'root.der')
        self.assertEqual(codes, [])
        self.assertEqual(len(verdict['sealings']), 1)
        done = self.judge('licence.ofd', '--trust', FOLDER / 'root.der')
        self.assertTrue(done.stdout.endswith('valid 有效\n'), done.stdout)

    def test_who_trusts_nobody_is_told_why(self):
        codes, verdict = self.codes('licence.ofd')
        self.assertIn('chain.untrusted', codes)
        self.assertTrue(verdict['intact'])
        self.assertIn('INTACT, NOT TRUSTED', self.judge('licence.ofd').stdout)

    def test_no_seal_and_no_licence(self):
        self.assertEqual(self.codes('plain.ofd')[0], ['ofd.unsigned'])
        (FOLDER / 'noise.ofd').write_bytes(b'no licence at all')
        self.assertEqual(self.codes('noise.ofd')[1]['intact'], False)

    def test_a_changed_byte_is_never_valid(self):
        good, chance = (FOLDER / 'licence.ofd').read_bytes(), random.Random(8)
        for _ in range(40):
            at = chance.randrange(len(good))
            (FOLDER / 'damaged.ofd').write_bytes(good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1:])
            self.assertTrue(self.codes('damaged.ofd', '--trust', FOLDER / 'root.der')[0], at)

    def test_what_cannot_be_read_is_no_verdict(self):
        for arguments in (('nowhere.ofd',), ('licence.ofd', '--trust', FOLDER / 'plain.ofd'), ('licence.ofd', '--crl', FOLDER / 'plain.ofd')):
            done = self.judge(*arguments)
            self.assertEqual((done.returncode, done.stdout), (1, ''), done.stderr)
            self.assertRegex(done.stderr, '[\u4e00-\u9fff]')


if __name__ == '__main__':
    brief.main()

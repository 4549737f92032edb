#!/usr/bin/env python3
"""Five witnesses, three of them wanted: one is dead, one lies. And what a witness refuses, asked by hand."""
import base64, hashlib, http.client, http.server, pathlib, re, shutil, socket, subprocess, threading
from client import City, Runner, key, program
from log import Auditor, checkpoint, until, verify, zhupi
from load import FACTS


class Witness:
    """A real one, in a process of its own."""

    def __init__(self, folder, name, policy):
        self.folder, self.name, self.policy, self.process = folder / name, name, policy, None
        self.port = 0
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [program(), 'witness', '--data', self.folder, '--name', f'{self.name}.example.gov.cn/w', '--policy', self.policy,
             '--listen', f'127.0.0.1:{self.port}'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline().decode()
        self.port = int(re.search(r':(\d+)/', line)[1])
        self.keys = [self.process.stdout.readline().decode().strip() for _ in range(2)]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, body):  # of text
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        connection.request('POST', '/add-checkpoint', body.encode())
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers['Content-Type']

    def get(self, path):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        connection.request('GET', path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'


class Liar:
    """Signs whatever it likes, but not the checkpoint; a different lie each time."""

    def __init__(self):
        lies = [lambda: (200, '— liar ' + base64.b64encode(b'1234' + b'x' * 72).decode() + '\n'), lambda: (200, ''),
                lambda: (200, 'no line at all'), lambda: (409, '999999999\n'), lambda: (500, 'x' * 100000)]
        told = self.told = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers['Content-Length']))
                status, body = lies[len(told) % len(lies)]()
                told.append(status)
                self.send_response(status)
                self.send_header('Content-Type', 'text/x.tlog.size' if status == 409 else 'text/plain')
                self.send_header('Content-Length', str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f'http://127.0.0.1:{self.server.server_port}'


class Town:
    def __init__(self):
        self.city = City(1)
        self.data = pathlib.Path(self.city.data)
        Auditor(self.city).caught_up()
        self.log_policy = self.data / 'ledger/policy'  # read by the witnesses once, before it names them
        policy = self.city.folder / 'logs'
        shutil.copy(self.log_policy, policy)
        self.good = [Witness(self.city.folder, name, policy) for name in ('guizi', 'fagai', 'shenji')]
        with socket.socket() as closed:
            closed.bind(('127.0.0.1', 0))
            dead = f'http://127.0.0.1:{closed.getsockname()[1]}'
        # Keys for the two that never sign: those of witnesses that are not running.
        spare = [Witness(self.city.folder, name, policy) for name in ('sheng', 'gongzheng')]
        for one in spare:
            one.kill()
        self.liar = Liar()
        lines = [f'witness {w.name} {w.keys[n % 2]} {w.url}' for n, w in enumerate(self.good)]  # of both kinds of keys
        lines += [f'witness sheng {spare[0].keys[0]} {dead}', f'witness gongzheng {spare[1].keys[0]} {self.liar.url}/']
        self.witnesses = self.city.folder / 'witnesses'
        self.witnesses.write_text('\n'.join(lines) + '\ngroup 见证 3 guizi fagai shenji sheng gongzheng\nquorum 见证\n')
        self.restart()

    def restart(self):
        self.city.stop()
        self.city.start('--witnesses', str(self.witnesses), '--ledger-interval', '100')
        self.auditor = Auditor(self.city)
        self.owner = self.city.sign_in('owner01')

    def register(self, name='见证试验'):
        self.owner.post('/projects', {'name': name, **FACTS}, **key()).ok()

    def all_witnessed(self):
        return until(lambda: (s := self.auditor.status())['witnessed'] == s['events'] and s, f'witnesses: {self.auditor.status()}')

    def close(self):
        for witness in self.good:
            witness.kill()
        self.liar.server.shutdown()
        self.city.__exit__()


def of(status, name):
    return next(w for w in status['witnesses'] if w['name'] == name)


def test_quorum(town):
    for number in range(3):
        town.register(f'见证试验 {number}')
        status = town.all_witnessed()
    assert status['trouble'] is None
    for name in ('guizi', 'fagai', 'shenji'):
        assert of(status, name)['inQuorum'] and of(status, name)['trouble'] is None, status
        assert of(status, name)['size'] == status['witnessed']
    status = until(lambda: (s := town.auditor.status()) and of(s, 'sheng')['trouble'] and of(s, 'gongzheng')['trouble'] and s, 'both to fail')
    assert of(status, 'sheng')['trouble']['code'] == 'outgoing.away' and not of(status, 'sheng')['inQuorum']
    assert of(status, 'gongzheng')['failures'] > 0 and not of(status, 'gongzheng')['inQuorum']
    proof = town.auditor.person.get('/ledger/proof?event=5').ok()
    assert proof['quorumMet'] and proof['proof'].count('\n— ') == 5, proof['proof']  # two of the log, three of witnesses
    for place in (town.data, f'http://127.0.0.1:{town.city.port}/ledger'):
        done = verify(place, '--policy', town.log_policy)
        assert done.returncode == 0, done.stdout + done.stderr
        assert len(re.findall(r'^witness ', done.stdout, re.M)) == 3 and 'quorum     见证' in done.stdout, done.stdout


def test_every_lie(town):
    """Each lie costs the liar's own line, and the log goes on; it takes a while until all were told, because of the pauses."""
    status = until(lambda: len(town.liar.told) >= 4 and town.auditor.status(), f'four lies: {town.liar.told}')
    assert status['trouble'] is None and not of(status, 'gongzheng')['inQuorum']
    town.register()
    town.all_witnessed()


def test_too_few(town):
    """With one more dead the quorum is missed: proofs say so, and nothing else stops; then it comes back."""
    town.good[0].kill()
    before = town.auditor.status()['witnessed']
    town.register()
    status = town.auditor.caught_up()
    assert status['witnessed'] == before < status['events']
    until(lambda: of(town.auditor.status(), 'guizi')['trouble'], 'the dead one to be noticed')
    late = town.auditor.person.get(f"/ledger/proof?event={status['events']}").ok()
    assert not late['quorumMet']
    early = town.auditor.person.get('/ledger/proof?event=5').ok()
    assert early['quorumMet'], 'older events are proven by what was witnessed'
    done = verify(town.data, '--policy', town.log_policy)
    assert done.returncode == 3 and 'Too few witnesses' in done.stdout, done.stdout
    town.good[0].start()
    assert town.all_witnessed()['witnessed'] >= status['events']


def test_refusals(town):
    """c2sp.org/tlog-witness, each refusal by its status."""
    witness = town.good[1]
    note = (town.data / 'ledger/log/checkpoint').read_text()
    origin, size, root, lines = checkpoint(note)
    own = '\n'.join(line for line in lines if line.split(' ')[1] == origin) + '\n'
    body = note.split('\n\n')[0] + '\n'
    name, signature = own.split('\n')[0].rsplit(' ', 1)
    forged = bytearray(base64.b64decode(signature))
    forged[20] ^= 1
    monitored = f'/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint'
    status, kept = witness.get(monitored)
    assert status == 200 and kept.startswith(body) and '— fagai.example.gov.cn/w ' in kept, kept
    table = {
        'cosigned again': (f'old {size}\n\n{body}\n{own}', 200, '— fagai.example.gov.cn/w '),
        'stale': (f'old {size - 1}\n\n{body}\n{own}', 409, f'{size}\n'),
        'not readable': ('junk', 400, ''),
        'old above new': (f'old {size + 1}\n\n{body}\n{own}', 400, ''),
        'not signed': (f'old {size}\n\n{body}\n{name} {base64.b64encode(forged).decode()}\n', 403, ''),
        'unknown': (f'old 0\n\n{body.replace(origin, "another.example/log")}\n{own}', 404, ''),
        'a proof that is wrong': (f'old {size}\n{base64.b64encode(bytes(32)).decode()}\n\n{body}\n{own}', 422, ''),
    }
    for name, (asked, status, words) in table.items():
        got = witness.ask(asked)
        assert got[0] == status and got[1].startswith(words), (name, got)
    assert witness.ask(table['stale'][0])[2].startswith('text/x.tlog.size')
    witness.kill()  # and it remembers
    witness.start()
    assert witness.ask(table['stale'][0])[1] == f'{size}\n'
    assert witness.get('/' + '0' * 64 + '/checkpoint')[0] == 404


def test_a_second_process(town):
    """Two processes with one memory could roll a log back between them."""
    done = zhupi('witness', '--data', town.good[0].folder, '--listen', '127.0.0.1:0')
    assert done.returncode == 1 and done.stderr.strip(), done.stdout + done.stderr


def test_rolled_back(town):
    """Rows and log of yesterday put in place of today's: the witnesses remember, and the log says what they say."""
    if town.city.database.arguments:
        return print('        (rows are put back as files of SQLite; not on PostgreSQL)')
    town.city.stop()
    shutil.copytree(town.data, town.city.folder / 'yesterday')
    town.restart()
    town.register('此后被抹去')
    last = town.all_witnessed()['witnessed']
    town.city.stop()
    shutil.rmtree(town.data)
    shutil.copytree(town.city.folder / 'yesterday', town.data)
    town.restart()

    def refusing():
        status = town.auditor.status()
        found = [w['trouble']['code'] for w in status['witnesses'] if w['trouble']]
        return found.count('ledger.witness_ahead') >= 3 and status
    status = until(refusing, 'three witnesses to say that they have seen more')
    assert status['size'] < last
    assert status['witnessed'] <= status['size'], 'nothing newer is proven than what they saw'


def main():
    runner = Runner()
    town = Town()
    try:
        for name, function in list(globals().items()):
            if name.startswith('test_'):
                runner.run(name.removeprefix('test_').replace('_', ' '), function, town)
    finally:
        town.close()
    runner.finish()


if __name__ == '__main__':
    main()

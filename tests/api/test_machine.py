#!/usr/bin/env python3
"""What whoever runs the machine relies on: health, figures, limits on everything a stranger can send, slow clients that
cost nobody else anything, and a stop that lets running requests finish."""
import http.client, json, re, socket, threading, time
from client import City, Runner, key


def raw(city, data, timeout=15):
    """Sends bytes as they are; answers everything that comes back until the server hangs up or is silent."""
    with socket.create_connection(('127.0.0.1', city.port), timeout=timeout) as s:
        s.sendall(data)
        out = b''
        try:
            while piece := s.recv(65536):
                out += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return out


def status(answer):
    return int(answer.split(b' ', 2)[1]) if answer.startswith(b'HTTP/1.1 ') else None


def request(method='GET', target='/healthz', fields='Host: a\r\nConnection: close\r\n', body=b''):
    return f'{method} {target} HTTP/1.1\r\n{fields}\r\n'.encode('latin-1') + body


def test_watch(city):
    stranger = city.stranger()
    assert stranger.get('/healthz').body == b'ok\n' and stranger.get('/readyz').body == b'ready\n'
    figures = stranger.get('/metrics')
    assert figures.headers['content-type'].startswith('text/plain; version=0.0.4')
    values = dict(re.findall(r'^(zhupi_store_\w+) (\d+)', figures.body.decode(), re.M))
    assert {'zhupi_store_commits', 'zhupi_store_writes', 'zhupi_store_bytes'} <= values.keys(), values
    city.sign_in('owner01').post('/messages/read-all')
    later = dict(re.findall(r'^(zhupi_store_\w+) (\d+)', stranger.get('/metrics').body.decode(), re.M))
    assert int(later['zhupi_store_writes']) > int(values['zhupi_store_writes'])
    lines = stranger.get('/metrics').body.decode().splitlines()
    for line in lines:
        assert line.startswith('#') or re.fullmatch(r'[a-zA-Z_:][\w:]*(\{[^}]*\})? [-+.\deE]+(Inf|NaN)?', line), line
    names = [l.split()[2] for l in lines if l.startswith('# TYPE')]
    assert len(names) == len(set(names)) and any('http' in n for n in names), names
    assert not re.search(r'owner01|张|private|\d{11}', stranger.get('/metrics').body.decode()), 'figures name people'


def test_every_answer_is_guarded(city):
    stranger = city.stranger()
    for path in ('/healthz', '/api/v1/city', '/api/v1/session', '/api/v1/nowhere', '/', '/api/docs'):
        answer = stranger.call('GET', path if path.startswith(('/api', '/health')) else '/api/..' + path)
        for field in ('x-content-type-options', 'x-frame-options', 'referrer-policy', 'content-security-policy', 'trace-id'):
            assert field in answer.headers, f'{path} has no {field}: {answer.headers}'
    trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    answer = stranger.get('/city', traceparent=f'00-{trace}-00f067aa0ba902b7-01')
    assert answer.headers['trace-id'] == trace


def test_heads(city):
    big = 'x' * 20_000
    tries = {'a long header': (request(fields=f'Host: a\r\nA: {big}\r\n'), 431), 'an endless header': (request(fields=f'Host: a\r\nA: {big * 20}\r\n'), 431),
             'many headers': (request(fields='Host: a\r\n' + ''.join(f'A{n}: 1\r\n' for n in range(150))), 400),
             'a long address': (request(target='/' + 'a' * 9000, fields='Host: a\r\nConnection: close\r\n'), 414),
             'no Host': (request(fields=''), 400), 'two Hosts': (request(fields='Host: a\r\nHost: b\r\n'), 400),
             'an unknown method': (request('BREW'), 501), 'a folded line': (request(fields='Host: a\r\nA: 1\r\n b\r\n'), 400),
             'a NUL': (request(fields='Host: a\r\nA: \0\r\n'), 400), 'two lengths': (request('POST', '/api/v1/session', 'Host: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n', b'{}'), 400),
             'length and chunks': (request('POST', '/api/v1/session', 'Host: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n', b'0\r\n\r\n'), 400),
             'a bad chunk': (request('POST', '/api/v1/session', 'Host: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n', b'zz\r\n{}\r\n'), 400),
             'TLS at a plain port': (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\r\n\r\n', 400), 'nonsense': (b'\x00\xff' * 100 + b'\r\n\r\n', 400),
             'a broken escape': (request(target='/api/v1/%zz'), 400), 'a step up': (request(target='/api/v1/../../etc/passwd'), 400)}
    wrong = []
    for what, (data, expected) in tries.items():
        answer = raw(city, data, timeout=5)
        if status(answer) != expected:
            wrong.append(f'{what}: expected {expected}, got {answer[:60]}')
        elif expected < 500:
            told = json.loads(answer.split(b'\r\n\r\n', 1)[1])
            if not all(told.get(k) for k in ('title', 'titleEn', 'next', 'nextEn', 'code')):
                wrong.append(f'{what}: {told}')
    assert not wrong, '\n'.join(wrong)
    assert city.stranger().get('/healthz').status == 200


def test_bodies(city):
    head = 'Host: a\r\nContent-Type: application/json\r\n'
    # Refused by its length alone, before a byte of it was sent.
    answer = raw(city, request('POST', '/api/v1/session', head + f'Content-Length: {5 << 30}\r\n'), timeout=5)
    assert status(answer) == 413, answer[:100]
    # Refused while it comes: the length was not said.
    chunk = b'10000\r\n' + b' ' * 0x10000 + b'\r\n'
    assert status(raw(city, request('POST', '/api/v1/session', head + 'Transfer-Encoding: chunked\r\n', chunk * 20), timeout=5)) == 413
    # A client that asks first is told at once.
    answer = raw(city, request('POST', '/api/v1/session', head + f'Content-Length: {2 << 20}\r\nExpect: 100-continue\r\n'), timeout=5)
    assert status(answer) == 413, answer[:100]
    owner = city.sign_in('owner01')
    answer = owner.call('GET', '/city', 'x' * 10)  # a body where none belongs
    assert answer.status < 500, answer.status


def test_slow_clients(city):
    """Forty clients that drip one byte a second, and twenty that never read, cost nobody else anything."""
    drips = []
    for _ in range(40):
        s = socket.create_connection(('127.0.0.1', city.port))
        s.sendall(b'GET /healthz HTTP/1.1\r\nHost: ')
        drips.append(s)
    deaf = []
    for _ in range(20):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.connect(('127.0.0.1', city.port))
        s.sendall(request(target='/api/v1/openapi.json', fields='Host: a\r\n') * 20)
        deaf.append(s)
    owner, slowest = city.sign_in('owner01'), 0.0
    for _ in range(100):
        start = time.monotonic()
        owner.get('/projects').ok()
        slowest = max(slowest, time.monotonic() - start)
    print(f'        slowest of 100 answers beside 60 slow clients: {slowest * 1000:.1f} ms')
    start = time.monotonic()
    for s in drips:  # the head must be whole within ten seconds, however steadily it drips
        s.settimeout(0.05)
    cut = 0
    while cut < len(drips) and time.monotonic() - start < 30:
        cut = 0
        for s in drips:
            try:
                s.sendall(b'a')
                cut += s.recv(10) == b''
            except TimeoutError:
                pass
            except OSError:
                cut += 1
        time.sleep(0.3)
    assert cut == len(drips), f'{len(drips) - cut} dripping clients are still connected after 30 s'
    for s in drips + deaf:
        s.close()


def test_too_many_connections_of_one(city):
    held = []
    try:
        for _ in range(300):
            held.append(socket.create_connection(('127.0.0.1', city.port)))
        time.sleep(0.2)
        refused = 0
        for s in held:
            s.setblocking(False)
            try:
                refused += s.recv(1) == b''
            except BlockingIOError:
                pass
            except OSError:
                refused += 1
        assert refused >= 40, f'only {refused} of 300 connections of one address were cut'
    finally:
        for s in held:
            s.close()
    time.sleep(0.2)
    assert city.stranger().get('/healthz').status == 200


def test_graceful_stop(city):
    """SIGTERM: the upload that is under way ends well, streams end, idle connections close, the exit code is 0."""
    owner, idle = city.sign_in('owner01'), city.stranger()
    idle.get('/healthz')
    place, piece = owner.begin_upload(2_000_000), b'%PDF-1.4\n' + b'a' * 1_999_985 + b'%%EOF\n'
    events = city.sign_in('owner02').ask('GET', '/events')
    s = socket.create_connection(('127.0.0.1', city.port))
    s.sendall((f'PATCH {place} HTTP/1.1\r\nHost: a\r\nCookie: {owner.cookie}\r\nX-CSRF-Token: {owner.token}\r\nTus-Resumable: 1.0.0\r\n'
               f'Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {len(piece)}\r\n\r\n').encode())
    s.sendall(piece[:1_000_000])
    time.sleep(0.3)
    begin = time.monotonic()
    city.process.terminate()
    time.sleep(0.5)
    try:
        socket.create_connection(('127.0.0.1', city.port), timeout=2).close()
        raise AssertionError('it still takes new connections')
    except OSError:
        pass
    s.sendall(piece[1_000_000:])
    answer = s.recv(4096)
    assert status(answer) == 204, answer[:100]
    while events.fp.readline():
        pass
    code = city.process.wait(timeout=30)
    assert code == 0, f'exit code {code}'
    print(f'        stopped {time.monotonic() - begin:.1f} s after SIGTERM')
    city.start()
    assert city.sign_in('owner01').get('/uploads/' + place.rsplit('/', 1)[1]).ok()['size'] == len(piece)


def test_stop_under_load(city):
    """Every answer that was given is kept, and every request is either answered whole or not at all."""
    body = {'name': '停机试验', 'district': '990101', 'location': '江南区云江大道 1 号', 'scale': '试验',
            'answers': {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'},
            'investment': '900', 'landArea': '2000', 'floorArea': '1800', 'buildings': [], 'contact': '张明', 'contactPhone': '19900001234'}
    made, torn = [], []

    def client(username):
        owner = city.sign_in(username)
        while True:
            try:
                answer = owner.post('/projects', body, **key())
                made.append(answer.ok()['project'])
            except http.client.IncompleteRead as error:
                torn.append(error)
                return
            except (OSError, http.client.HTTPException, AssertionError):
                return
    threads = [threading.Thread(target=client, args=(f'owner0{n}',)) for n in range(3, 9)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    code = city.stop()
    for thread in threads:
        thread.join()
    assert code == 0 and not torn and len(made) > 20, (code, torn, len(made))
    city.start()
    kept = set()
    for n in range(3, 9):
        owner, cursor = city.sign_in(f'owner0{n}'), ''
        while cursor is not None:
            page = owner.get(f'/projects?limit=200&cursor={cursor}').ok()
            kept |= {row['id'] for row in page['items']}
            cursor = page['next']
    assert set(made) <= kept, f'{len(set(made) - kept)} acknowledged projects are gone'


if __name__ == '__main__':
    runner = Runner()
    with City() as city:
        runner.run('health, readiness and figures', test_watch, city)
        runner.run('every answer carries its guards', test_every_answer_is_guarded, city)
        runner.run('heads that are too large or broken', test_heads, city)
        runner.run('bodies that are too large or unexpected', test_bodies, city)
        runner.run('slow clients cost nobody else anything', test_slow_clients, city)
        runner.run('connections of one address are limited', test_too_many_connections_of_one, city)
        runner.run('a stop lets running requests finish', test_graceful_stop, city)
        runner.run('a stop under load loses nothing', test_stop_under_load, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

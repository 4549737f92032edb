"""The providers, as they behave: they check what they are sent as the real ones do, keep what they have taken, and fail
on demand. Each failure is one that is met in the field: no connection, an error before anything was done, an answer
that is lost after it was done, an answer that comes too late."""
import base64, email, email.policy, hashlib, hmac, http.server, json, random, re, secrets, socket, socketserver, ssl, subprocess, threading, time, urllib.parse

import curve

SLOW = 3.5  # seconds: longer than the tests' --notify-timeout


class Faults:
    """A share of all calls fails. Nothing does once `calm` is set."""

    def __init__(self, share=0.0, seed=1):
        self.share, self.random, self.lock, self.calm = share, random.Random(seed), threading.Lock(), False
        self.told = {}

    def next(self, kinds):
        with self.lock:
            if self.calm or self.random.random() >= self.share:
                return None
            kind = self.random.choice(kinds)
            self.told[kind] = self.told.get(kind, 0) + 1
            return kind


class Always:
    """Every call fails, in one way."""

    def __init__(self, kind):
        self.kind = kind

    def next(self, _):
        return self.kind


class Taken:
    """What was taken: every arrival, and each message once, as its reader sees it."""

    def __init__(self):
        self.lock, self.arrivals, self.read = threading.Lock(), 0, {}

    def put(self, key, what):
        """True when it is new."""
        with self.lock:
            self.arrivals += 1
            fresh = key not in self.read
            self.read.setdefault(key, []).append(what) if fresh else None
            return fresh

    def put_always(self, what):
        with self.lock:
            self.arrivals += 1
            self.read[f'#{self.arrivals}'] = [what]

    def all(self):
        with self.lock:
            return [one for many in self.read.values() for one in many]


# Mail ----------------------------------------------------------------------------------------------------------------

def own_certificate(folder):
    """A key and a certificate for 127.0.0.1, which is its own authority."""
    key, cert = str(folder / 'key.pem'), str(folder / 'cert.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj',
                    '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], check=True, capture_output=True)
    return key, cert


class Mailbox(socketserver.ThreadingTCPServer):
    """SMTP as in RFC 5321 with STARTTLS and AUTH. The mailbox behind it shows a Message-ID once, as mail stores that are
    set up for it do (RFC 5229 §4 and the duplicate test of RFC 7352)."""
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, faults=None, tls=None, account=None, port=0):
        self.faults, self.tls, self.account, self.taken, self.closed = faults or Faults(), tls, account, Taken(), {'nobody@example.cn'}
        super().__init__(('127.0.0.1', port), MailSession)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # a client that was killed


class MailSession(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write((line + '\r\n').encode())

    def handle(self):
        fault = self.server.faults.next(['gone', 'busy', 'lost', 'slow'])
        if fault == 'gone':
            return
        self.say('220 mail.example.cn ESMTP')
        secure = signed_in = False
        to = None
        while line := self.rfile.readline().decode(errors='replace').rstrip('\r\n'):
            verb = line.split(' ')[0].upper()
            if verb == 'EHLO':
                self.say('250-mail.example.cn')
                if self.server.tls and not secure:
                    self.say('250-STARTTLS')
                if self.server.account and (secure or not self.server.tls):
                    self.say('250-AUTH PLAIN')
                self.say('250 8BITMIME')
            elif verb == 'STARTTLS':
                self.say('220 go ahead')
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.server.tls[1], self.server.tls[0])
                self.connection = context.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile = self.connection.makefile('rb'), self.connection.makefile('wb', 0)
                secure = True
            elif verb == 'AUTH':
                given = line.split(' ')[2] if len(line.split(' ')) > 2 else None
                if given is None:
                    self.say('334 ')
                    given = self.rfile.readline().decode().strip()
                if base64.b64decode(given).split(b'\0')[1:] == [part.encode() for part in self.server.account or ()]:
                    signed_in = True
                    self.say('235 welcome')
                else:
                    self.say('535 5.7.8 wrong account or password')
            elif verb == 'MAIL':
                wanted = self.server.account and not signed_in
                self.say('530 5.7.0 sign in first' if wanted else '451 4.3.0 try later' if fault == 'busy' else '250 ok')
            elif verb == 'RCPT':
                to = re.search('<(.*)>', line)[1]
                self.say('550 5.1.1 no such mailbox' if to in self.server.closed else '250 ok')
            elif verb == 'DATA':
                self.say('354 go on')
                lines = []
                while (part := self.rfile.readline()) not in (b'.\r\n', b''):
                    lines.append(part[1:] if part.startswith(b'..') else part)
                if part == b'':
                    return  # cut off: nothing was taken
                message = email.message_from_bytes(b''.join(lines), policy=email.policy.default)
                self.server.taken.put((to, message['Message-ID']), (to, message))
                if fault == 'lost':
                    return
                if fault == 'slow':
                    time.sleep(SLOW)
                self.say('250 2.0.0 taken')
            elif verb == 'QUIT':
                self.say('221 bye')
                return
            else:
                self.say('250 ok' if verb in ('RSET', 'NOOP') else '502 what?')


# HTTP ----------------------------------------------------------------------------------------------------------------

class Web(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, faults=None, port=0):
        self.faults, self.taken, self.wrong, self.lock = faults or Faults(), Taken(), [], threading.Lock()
        super().__init__(('127.0.0.1', port), Handler)
        self.port = self.server_address[1]
        self.url = f'http://127.0.0.1:{self.port}'
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass

    def answer(self, request):
        """status, body, headers"""
        raise NotImplementedError

    busy = (503, {'error': 'busy'}, {})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        fault = self.server.faults.next(['gone', 'busy', 'lost', 'slow'])
        if fault == 'gone':
            self.connection.close()
            return
        if fault == 'busy':
            status, answer, headers = self.server.busy
        else:
            status, answer, headers = self.server.answer(self)
        if fault == 'lost':
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if fault == 'slow':
            time.sleep(SLOW)
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {'Content-Type': 'application/json', 'Content-Length': str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST

    def complain(self, what):
        self.server.wrong.append(what)


class Aliyun(Web):
    """SendSms and QuerySendDetails of 2017-05-25 behind the V3 signature. It takes every message that is right, as often
    as it comes: only whoever asks it can avoid a second one."""
    KEY, SECRET, NAME = 'LTAI-test', 'aliyun-secret-never-shown', '筑批'
    busy = (503, {'Code': 'ServiceUnavailable', 'Message': 'busy', 'RequestId': 'x'}, {})

    def __init__(self, faults=None):
        self.nonces, self.sent = set(), []
        super().__init__(faults)

    def signed_well(self, request):
        given = re.fullmatch('ACS3-HMAC-SHA256 Credential=(.*),SignedHeaders=(.*),Signature=([0-9a-f]{64})', request.headers.get('Authorization', ''))
        if not given or given[1] != self.KEY:
            return False
        query = urllib.parse.parse_qsl(urllib.parse.urlsplit(request.path).query, keep_blank_values=True)
        encode = lambda text: urllib.parse.quote(text, safe='-_.~')
        canonical_query = '&'.join(f'{encode(k)}={encode(v)}' for k, v in sorted(query))
        names = given[2].split(';')
        if names != sorted(names) or not {'host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'} <= set(names):
            return False
        headers = ''.join(f'{name}:{request.headers[name].strip()}\n' for name in names)
        digest = hashlib.sha256(request.body).hexdigest()
        if request.headers['x-acs-content-sha256'] != digest:
            return False
        canonical = '\n'.join([request.command, '/', canonical_query, headers, given[2], digest])
        to_sign = 'ACS3-HMAC-SHA256\n' + hashlib.sha256(canonical.encode()).hexdigest()
        return hmac.compare_digest(hmac.new(self.SECRET.encode(), to_sign.encode(), 'sha256').hexdigest(), given[3])

    def refuse(self, code, status=400):
        return status, {'Code': code, 'Message': code, 'RequestId': 'x'}, {}

    def answer(self, request):
        if not self.signed_well(request):
            request.complain('signature')
            return self.refuse('SignatureDoesNotMatch')
        when = time.strptime(request.headers['x-acs-date'], '%Y-%m-%dT%H:%M:%SZ')
        if abs(time.mktime(when) - time.timezone - time.time()) > 900:
            return self.refuse('InvalidTimeStamp.Expired')
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.path).query))
        with self.lock:
            if request.headers['x-acs-signature-nonce'] in self.nonces:
                return self.refuse('SignatureNonceUsed')
            self.nonces.add(request.headers['x-acs-signature-nonce'])
            return getattr(self, request.headers['x-acs-action'])(query)

    def SendSms(self, query):
        if query['SignName'] != self.NAME:
            return self.refuse('isv.SMS_SIGNATURE_ILLEGAL', 200)
        if not re.fullmatch('1[0-9]{10}', query['PhoneNumbers']):
            return self.refuse('isv.MOBILE_NUMBER_ILLEGAL', 200)
        words = json.loads(query['TemplateParam'])
        self.sent.append({'PhoneNum': query['PhoneNumbers'], 'OutId': query['OutId'], 'SendStatus': 3, 'ErrCode': 'DELIVERED',
                          'TemplateCode': query['TemplateCode'], 'day': time.strftime('%Y%m%d', time.gmtime(time.time() + 8 * 3600))})
        self.taken.put_always((query['PhoneNumbers'], query['TemplateCode'], words))
        return 200, {'Code': 'OK', 'Message': 'OK', 'BizId': str(len(self.sent)), 'RequestId': 'x'}, {}

    def QuerySendDetails(self, query):
        mine = [s for s in reversed(self.sent) if s['PhoneNum'] == query['PhoneNumber'] and s['day'] == query['SendDate']]
        size, page = int(query['PageSize']), int(query['CurrentPage'])
        shown = mine[(page - 1) * size:page * size]
        return 200, {'Code': 'OK', 'Message': 'OK', 'RequestId': 'x', 'TotalCount': str(len(mine)), 'SmsSendDetailDTOs': {'SmsSendDetailDTO': shown}}, {}


class Gateway(Web):
    """A provider with one call and an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header)."""
    SECRET = 'gateway-secret-never-shown'

    def answer(self, request):
        if request.headers.get('Authorization') != 'Bearer ' + self.SECRET:
            request.complain('secret')
            return 401, {'code': 1}, {}
        body = json.loads(request.body)
        self.taken.put(request.headers['Idempotency-Key'], (body['mobile'], body['content']))
        return 200, {'code': 0}, {}


class Wechat(Web):
    """stable_token, subscribe/send and jscode2session. A token is good for a number of calls; whoever has not subscribed
    is not written to; every call that is right makes a message."""
    APP, SECRET = 'wx-test', 'wechat-secret-never-shown'
    busy = (200, {'errcode': -1, 'errmsg': 'system error'}, {})

    def __init__(self, faults=None, token_lasts=7):
        self.tokens, self.token_lasts, self.fresh = {}, token_lasts, 0
        super().__init__(faults)

    def answer(self, request):
        parts = urllib.parse.urlsplit(request.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        with self.lock:
            if parts.path == '/cgi-bin/stable_token':
                asked = json.loads(request.body)
                if (asked['appid'], asked['secret']) != (self.APP, self.SECRET):
                    return 200, {'errcode': 40013, 'errmsg': 'invalid appid'}, {}
                if asked.get('force_refresh') or not self.tokens:
                    self.tokens = {secrets.token_hex(16): self.token_lasts}
                    self.fresh += 1
                return 200, {'access_token': next(iter(self.tokens)), 'expires_in': 7200}, {}
            if parts.path == '/sns/jscode2session':
                if query['secret'] != self.SECRET or query['js_code'] == 'wrong':
                    return 200, {'errcode': 40029, 'errmsg': 'invalid code'}, {}
                return 200, {'openid': 'openid-' + query['js_code'], 'session_key': 'x'}, {}
            token = query.get('access_token')
            if self.tokens.get(token, 0) <= 0:
                return 200, {'errcode': 40001, 'errmsg': 'invalid credential, access_token is invalid or not latest'}, {}
            self.tokens[token] -= 1
            sent = json.loads(request.body)
            if sent['touser'].endswith('-silent'):
                return 200, {'errcode': 43101, 'errmsg': 'user refuse to accept the msg'}, {}
            if any(len(word['value']) > 20 for name, word in sent['data'].items() if name.startswith('thing')):
                return 200, {'errcode': 47003, 'errmsg': 'argument invalid'}, {}
            self.taken.put_always((sent['touser'], sent['template_id'], {k: v['value'] for k, v in sent['data'].items()}))
            return 200, {'errcode': 0, 'errmsg': 'ok', 'msgid': 1}, {}


class PushService(Web):
    """RFC 8030: checks the sender's name (RFC 8292), opens what it is given with the browser's key (RFC 8291), and shows
    each tag once, as a notification does."""

    def __init__(self, faults=None):
        self.number = secrets.randbelow(curve.N - 1) + 1
        self.auth, self.senders = secrets.token_bytes(16), set()
        super().__init__(faults)

    def subscription(self, name):
        code = lambda data: base64.urlsafe_b64encode(data).decode().rstrip('=')
        return json.dumps({'endpoint': f'{self.url}/push/{name}', 'p256dh': code(curve.write_point(curve.multiply(curve.G, self.number))), 'auth': code(self.auth)})

    def answer(self, request):
        decode = lambda text: base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
        try:
            given = re.fullmatch(r'vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)', request.headers['Authorization'])
            sender = curve.read_point(decode(given[4]))
            if not self.senders:  # checking one signature costs half a second here
                assert curve.verifies(sender, f'{given[1]}.{given[2]}'.encode(), decode(given[3])), 'signature'
            self.senders.add(given[4])
            claims = json.loads(decode(given[2]))
            assert claims['aud'] == self.url and claims['sub'].startswith('mailto:') and 0 < claims['exp'] - time.time() <= 86400, claims
            assert int(request.headers['TTL']) > 0 and len(request.headers['Topic']) <= 32 and request.headers['Content-Encoding'] == 'aes128gcm'
            if request.path.endswith('/gone'):
                return 410, b'', {}
            pushed = json.loads(curve.open_pushed(request.body, self.number, self.auth))
        except (AssertionError, TypeError, ValueError, KeyError) as error:
            request.complain(repr(error))
            return 403, b'', {}
        self.taken.put((request.path, pushed['tag']), (request.path.rsplit('/', 1)[1], pushed))
        return 201, b'', {'Location': '/message/1'}

#!/usr/bin/env python3
"""kill -9, again and again, while providers fail: afterwards every reminder has reached its reader once, none is lost and
none came twice. What is counted is what readers see: a mailbox shows a Message-ID once, a browser a tag once; of short
messages and WeChat, which know no such thing, every arrival counts. ROUNDS, SHARE (of calls that fail) and SEED change it.

WeChat can neither recognise a repetition nor be asked: what may have arrived is not sent again but shown as "unknown", and
is counted apart (docs/notices.md)."""
import http.client, os, pathlib, random, sys, tempfile, threading, time
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'api'))
from client import City, Runner
from life import Life
from stand_ins import Aliyun, Faults, Gateway, Mailbox, PushService, Wechat

ROUNDS, SHARE, SEED = int(os.environ.get('ROUNDS', '8')), float(os.environ.get('SHARE', '0.3')), int(os.environ.get('SEED', '7'))
OWNERS = ('owner01', 'owner02', 'owner03')


class Run:
    def __init__(self, gateway):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-notify-'))
        faults = lambda n: Faults(0, SEED + n)
        self.mail, self.wechat, self.push = Mailbox(faults(1)), Wechat(faults(3), token_lasts=9), PushService(faults(4))
        self.sms = (Gateway if gateway else Aliyun)(faults(2))
        self.providers = (self.mail, self.sms, self.wechat, self.push)
        os.environ.update({'ZHUPI_ALIYUN_KEY_SECRET': Aliyun.SECRET, 'ZHUPI_WECHAT_APP_SECRET': Wechat.SECRET, 'ZHUPI_SMS_GATEWAY_SECRET': Gateway.SECRET})
        short = (['--sms-gateway-url', self.sms.url, '--sms-gateway-body', '{"mobile":"{phone}","content":"{text}"}', '--sms-gateway-header', 'Authorization: Bearer {secret}']
                 if gateway else ['--aliyun-endpoint', self.sms.url, '--aliyun-key-id', Aliyun.KEY, '--aliyun-signature', Aliyun.NAME])
        self.options = ['--smtp-server', f'smtp://127.0.0.1:{self.mail.port}', '--smtp-plain', '--smtp-from', 'notice@city.example.cn', *short,
                        '--wechat-endpoint', self.wechat.url, '--wechat-app-id', Wechat.APP, '--push-key', str(self.folder / 'vapid.pem'),
                        '--push-contact', 'mailto:it@example.cn', '--push-host', '127.0.0.1', '--notify-retry', '1', '--notify-timeout', '2', '--notify-attempts', '100']
        self.city = City(serve=False)
        self.city.start(*self.options)
        for owner in OWNERS:
            self.reach(owner)
        for provider in self.providers:
            provider.faults.share = SHARE
        self.before = [len(p.taken.all()) for p in self.providers]
        self.random, self.torn = random.Random(SEED), 0

    def reach(self, owner):
        person = self.city.sign_in(owner)
        person.put('/notices/settings/email', {'address': f'{owner}@example.cn', 'enabled': None}).ok()
        letter = [m for to, m in self.mail.taken.all() if to == f'{owner}@example.cn'][-1]
        code = ''.join(c for c in str(letter['Subject']) if c.isdigit())[:6]
        person.post('/notices/settings/email/confirm', {'code': code}).ok()
        person.put('/notices/settings/wechat', {'address': owner, 'enabled': None}).ok()
        person.put('/notices/settings/push', {'address': self.push.subscription(owner), 'enabled': None}).ok()

    def work(self, owner, number, stop):
        """Until the server dies under it."""
        try:
            life = Life(self.city, owner, number)
            while not stop.is_set():
                life.accepted_case()
                life.refused_case()
        except (OSError, http.client.HTTPException, AssertionError):
            self.torn += 1

    def round(self, number):
        stop = threading.Event()
        people = [threading.Thread(target=self.work, args=(owner, f'{number}{i}', stop)) for i, owner in enumerate(OWNERS)]
        for person in people:
            person.start()
        time.sleep(2 + self.random.random() * 3)
        self.city.kill()
        stop.set()
        for person in people:
            person.join()
        self.city.start(*self.options)

    def settle(self):
        for provider in self.providers:
            provider.faults.calm = True
        admin = self.city.sign_in('guanli')
        until = time.monotonic() + 240
        while time.monotonic() < until:
            left = [d for state in ('waiting', 'sending') for d in admin.get(f'/notices/deliveries?state={state}').ok()['items']]
            if not left:
                return
            time.sleep(1)
        raise AssertionError(f'{len(left)} still on their way: {left[:3]}')

    def expected(self):
        """By the cases themselves: (number, item, project, status) of every one that was accepted or refused."""
        found = []
        for owner in OWNERS:
            person, cursor = self.city.sign_in(owner), ''
            while cursor is not None:
                page = person.get('/cases?box=all&limit=200' + (f'&cursor={cursor}' if cursor else '')).ok()
                found += [(c['number'], c['item']['name']['zh'], c['projectName'], c['status']) for c in page['items'] if c['status'] in ('accepted', 'refused', 'handling')]
                cursor = page['next']
        return found

    def count(self, name, wanted, seen, unknown=0):
        """wanted and seen: lists of what tells one reminder from another."""
        lost = [w for w in wanted if w not in seen]
        doubled = [s for s in set(seen) if seen.count(s) > 1]
        strange = [s for s in seen if s not in wanted]
        print(f'        {name}: {len(wanted)} wanted, {len(seen)} read, {len(lost)} lost, {len(doubled)} doubled' + (f', {unknown} unknown' if unknown else ''), flush=True)
        assert not doubled and not strange, (doubled[:3], strange[:3])
        assert len(lost) <= unknown, f'{len(lost)} lost, {unknown} unknown: {lost[:3]}'
        return lost


def run(gateway):
    r = Run(gateway)
    try:
        for number in range(ROUNDS):
            r.round(number)
        r.settle()
        cases = r.expected()
        refused = [c for c in cases if c[3] == 'refused']
        after = [p.taken.all()[n:] for p, n in zip(r.providers, r.before)]
        mail, short, wechat, push = after
        number_in = lambda text: next(c[0] for c in cases if c[0] in text)
        told = [dict(p.faults.told) for p in r.providers]
        arrivals = [p.taken.arrivals for p in r.providers]
        print(f'        {ROUNDS} kills, {len(cases)} cases; failures of mail, short messages, WeChat, push: {told}; arrivals {arrivals}', flush=True)
        r.count('mail', [c[0] for c in cases], [number_in(m.get_content()) for _, m in mail])
        r.count('push', [c[0] for c in cases], [number_in(p['body']) for _, p in push])
        if gateway:
            r.count('short messages', [(c[2], c[1]) for c in refused], [next((c[2], c[1]) for c in refused if c[2] + '”' in text and c[1] + '”' in text) for _, text in short])
        else:
            r.count('short messages', [(c[2], c[1]) for c in refused], [(words['project'], words['item']) for _, _, words in short])
        admin = r.city.sign_in('guanli')
        unknown = [d for d in pages(admin, '/notices/deliveries?state=unknown&channel=wechat')]
        cut = lambda text: text if len(text) <= 20 else text[:19] + '…'
        r.count('WeChat', [(cut(c[2]), cut(c[1])) for c in cases], [(w['thing2'], w['thing1']) for _, _, w in wechat], len(unknown))
        for state in ('failed', 'given_up'):
            assert not pages(admin, f'/notices/deliveries?state={state}'), state
        assert all(told), 'a provider never failed'
        assert len(cases) >= 3 * ROUNDS, f'only {len(cases)} cases'
        assert r.city.stop() == 0
        print('        ' + r.city.verify(), flush=True)
    finally:
        r.city.__exit__()


def pages(person, path):
    found, cursor = [], ''
    while cursor is not None:
        page = person.get(path + '&limit=200' + (f'&cursor={cursor}' if cursor else '')).ok()
        found += page['items']
        cursor = page['next']
    return found


if __name__ == '__main__':
    runner = Runner()
    runner.run('killed · mail, Aliyun, WeChat and push', run, False)
    runner.run('killed · mail, a gateway, WeChat and push', run, True)
    runner.finish()

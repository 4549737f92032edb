#!/usr/bin/env python3
"""Every channel against a provider that checks what it is sent: addresses are confirmed, tests go out, reminders arrive
with the right words, what a provider refuses is refused for good, what it cannot take now is tried again, and no secret is
shown or logged."""
import os, pathlib, re, sys, tempfile, time
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'api'))
from client import City, Runner
from stand_ins import Aliyun, Always, Gateway, Mailbox, PushService, Wechat, own_certificate
from life import Life

ACCOUNT = ('notice', 'smtp-secret-never-shown')
SECRETS = (ACCOUNT[1], Aliyun.SECRET, Gateway.SECRET, Wechat.SECRET)


def eventually(what, found, seconds=40):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        got = found()
        if got:
            return got
        time.sleep(0.2)
    raise AssertionError(f'{what} did not happen in {seconds} s')


class Reminders:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-notify-'))
        tls = own_certificate(self.folder)
        self.mail, self.aliyun, self.wechat, self.push = Mailbox(tls=tls, account=ACCOUNT), Aliyun(), Wechat(token_lasts=2), PushService()
        os.environ['ZHUPI_SMTP_PASSWORD'] = ACCOUNT[1]
        os.environ['ZHUPI_ALIYUN_KEY_SECRET'] = Aliyun.SECRET
        os.environ['ZHUPI_WECHAT_APP_SECRET'] = Wechat.SECRET
        self.city = City(serve=False)
        self.options = ['--smtp-server', f'smtp://127.0.0.1:{self.mail.port}', '--smtp-user', ACCOUNT[0], '--smtp-from', 'notice@city.example.cn',
                        '--smtp-from-name', '云江市工程建设项目审批管理系统', '--smtp-ca', tls[1], '--aliyun-endpoint', self.aliyun.url, '--aliyun-key-id', Aliyun.KEY,
                        '--aliyun-signature', Aliyun.NAME, '--wechat-endpoint', self.wechat.url, '--wechat-app-id', Wechat.APP,
                        '--push-key', str(self.folder / 'vapid.pem'), '--push-contact', 'mailto:it@example.cn', '--push-host', '127.0.0.1',
                        '--public-url', 'https://zhupi.example.cn', '--notify-retry', '1', '--notify-timeout', '3']
        self.city.start(*self.options)
        self.owner = self.city.sign_in('owner01')
        self.admin = self.city.sign_in('guanli')
        self.life = Life(self.city, 'owner01', 1)

    def channel(self, name):
        return next(c for c in self.owner.get('/notices/settings').ok()['channels'] if c['channel'] == name)

    def code_for(self, address):
        letters = [m for to, m in self.mail.taken.all() if to == address]
        return re.search(r'\d{6}', letters[-1]['Subject'])[0]

    # Addresses --------------------------------------------------------------------------------------------------------

    def test_a_mail_address_counts_once_its_code_has_come_back(self):
        self.owner.put('/notices/settings/email', {'address': 'owner@example.cn', 'enabled': None}).ok()
        assert (self.channel('email')['address'], self.channel('email')['pending']) == (None, 'owner@example.cn')
        code = self.code_for('owner@example.cn')
        wrong = '000000' if code != '000000' else '000001'
        self.owner.post('/notices/settings/email/confirm', {'code': wrong}).problem(422, 'notices.code')
        self.owner.put('/notices/settings/email', {'address': 'other@example.cn', 'enabled': None}).problem(429, 'notices.too_soon')
        self.owner.post('/notices/settings/email/confirm', {'code': code}).ok()
        assert (self.channel('email')['address'], self.channel('email')['pending']) == ('owner@example.cn', None)
        self.owner.post('/notices/settings/email/confirm', {'code': code}).problem(409, 'notices.no_code')

    def test_a_code_is_guessed_five_times_at_most(self):
        other = self.city.sign_in('owner02')
        other.put('/notices/settings/email', {'address': 'two@example.cn', 'enabled': None}).ok()
        code = self.code_for('two@example.cn')
        for guess in [f'{int(code) + n + 1:06}'[-6:] for n in range(5)]:
            other.post('/notices/settings/email/confirm', {'code': guess}).problem(422, 'notices.code')
        other.post('/notices/settings/email/confirm', {'code': code}).problem(422, 'notices.code')

    def test_the_letter_is_what_rfc_5322_and_2047_want(self):
        letter = [m for to, m in self.mail.taken.all() if to == 'owner@example.cn'][0]
        # Between two encoded words white space means nothing (RFC 2047 §6.2); Python keeps it in names.
        assert str(letter['From']).replace(' ', '') == '云江市工程建设项目审批管理系统<notice@city.example.cn>', letter['From']
        assert re.fullmatch(r'<\w+@city\.example\.cn>', letter['Message-ID']) and letter['Auto-Submitted'] == 'auto-generated'
        assert '验证码' in str(letter['Subject']) and '验证码' in letter.get_content()
        assert all(len(line) <= 78 and all(ord(c) < 128 for c in line) for line in letter.as_bytes().decode().split('\n')), letter.as_bytes()

    def test_a_phone_that_signs_in_with_wechat_is_bound(self):
        self.owner.put('/notices/settings/wechat', {'address': 'wrong', 'enabled': None}).problem(422, 'notices.refused')
        self.owner.put('/notices/settings/wechat', {'address': 'one', 'enabled': None}).ok()
        assert self.channel('wechat')['address'] == '•••'

    def test_a_browser_is_pushed_to_only_on_hosts_that_are_allowed(self):
        evil = self.push.subscription('x').replace('127.0.0.1', '169.254.169.254')
        self.owner.put('/notices/settings/push', {'address': evil, 'enabled': None}).problem(422, 'notices.host')
        inside = self.push.subscription('x').replace('127.0.0.1', 'localhost')
        self.owner.put('/notices/settings/push', {'address': inside, 'enabled': None}).problem(422, 'notices.host')
        self.owner.put('/notices/settings/push', {'address': '{"endpoint":"https://a/","p256dh":"AA","auth":"AA"}', 'enabled': None}).problem(422, 'notices.address')
        self.owner.put('/notices/settings/push', {'address': self.push.subscription('one'), 'enabled': None}).ok()
        assert self.channel('push')['address'] == '•••'

    def test_wrong_addresses_are_refused(self):
        for channel, address in (('email', 'nobody'), ('email', 'a@b\r\nRCPT TO:<x@y.cn>'), ('email', 'a b@c.cn'), ('sms', '12345'), ('sms', '29900001234')):
            answer = self.owner.put(f'/notices/settings/{channel}', {'address': address, 'enabled': None})
            assert answer.status in (400, 422), (address, answer.status)
        self.owner.put('/notices/settings/telex', {'address': 'x', 'enabled': None}).problem(404, 'notices.channel_none')

    # Settings ---------------------------------------------------------------------------------------------------------

    def test_quiet_hours_and_digest_are_times_of_the_day(self):
        self.owner.put('/notices/settings', {'language': 'zh', 'quietFrom': '25:00', 'quietTo': '07:00', 'digest': None}).problem(422, 'notices.hours')
        now = self.owner.put('/notices/settings', {'language': 'zh', 'quietFrom': '22:00', 'quietTo': None, 'digest': None}).ok()
        assert now['quietFrom'] is None and now['quietTo'] is None
        now = self.owner.put('/notices/settings', {'language': 'zh', 'quietFrom': None, 'quietTo': None, 'digest': None}).ok()
        assert now['language'] == 'zh' and now['digest'] is None

    # Reminders --------------------------------------------------------------------------------------------------------

    def test_an_acceptance_arrives_by_every_channel_once(self):
        case = self.life.accepted_case()
        letter = eventually('the mail', lambda: [m for _, m in self.mail.taken.all() if case['number'] in m.get_content()])
        pushed = eventually('the push', lambda: [p for _, p in self.push.taken.all() if case['number'] in p['body']])
        told = eventually('WeChat', lambda: [w for _, _, w in self.wechat.taken.all() if w.get('thing2') == self.life.project_name[:19] + '…' or w.get('thing2') == self.life.project_name])
        assert len(letter) == len(pushed) == len(told) == 1, (len(letter), len(pushed), len(told))
        assert f"https://zhupi.example.cn/my/cases/{case['id']}" in letter[0].get_content()
        assert '已受理' in str(letter[0]['Subject']) and told[0]['phrase3'] == '已受理'
        mine = self.owner.get('/notices').ok()
        assert [n for n in mine['items'] if n['kind'] == 'case.accepted' and n['stands']] and mine['unread'] > 0

    def test_a_refusal_is_urgent_and_goes_by_short_message(self):
        self.owner.put('/notices/settings', {'language': 'zh', 'quietFrom': '00:00', 'quietTo': '23:59', 'digest': '08:30'}).ok()
        case = self.life.refused_case()
        sent = eventually('the short message', lambda: [s for s in self.aliyun.taken.all() if s[1] == 'SMS_900002'])
        assert sent[0][2]['project'] == self.life.project_name, sent
        eventually('the mail', lambda: [m for _, m in self.mail.taken.all() if case['number'] in m.get_content()])
        quiet = self.life.accepted_case()
        time.sleep(2)
        assert not [m for _, m in self.mail.taken.all() if quiet['number'] in m.get_content()], 'sent within quiet hours'
        waiting = self.admin.get('/notices/deliveries?state=waiting').ok()['items']
        assert {d['channel'] for d in waiting if d['number'] == quiet['number']} == {'email', 'wechat', 'push'}, waiting
        self.owner.put('/notices/settings', {'language': 'en', 'quietFrom': None, 'quietTo': None, 'digest': None}).ok()

    def test_words_follow_the_readers_language(self):
        case = self.life.accepted_case()
        letter = eventually('the mail', lambda: [m for _, m in self.mail.taken.all() if case['number'] in m.get_content()])
        assert str(letter[0]['Subject']).startswith('Accepted: '), letter[0]['Subject']
        self.owner.put('/notices/settings', {'language': 'zh', 'quietFrom': None, 'quietTo': None, 'digest': None}).ok()

    def deliveries(self, case, channel='email'):
        return [d for d in self.admin.get(f'/notices/deliveries?channel={channel}').ok()['items'] if d['number'] == case['number']]

    def test_what_has_been_overtaken_is_not_sent(self):
        """The mail server is busy while a case is accepted and then withdrawn: the reminder of the acceptance is dropped."""
        well, self.mail.faults = self.mail.faults, Always('busy')
        case = self.life.accepted_case()
        eventually('a failed attempt', lambda: [d for d in self.deliveries(case) if d['attempts'] > 0 and '451' in d['problem']])
        self.life.withdraw(case)
        self.mail.faults = well
        eventually('the drop', lambda: [d for d in self.deliveries(case) if d['state'] == 'overtaken'])
        assert not [m for _, m in self.mail.taken.all() if case['number'] in m.get_content()]
        mine = [n for n in self.owner.get('/notices').ok()['items'] if n['kind'] == 'case.accepted' and n['link'].endswith(f"/{case['id']}")]
        assert len(mine) == 1 and not mine[0]['stands'], mine

    def test_a_lost_answer_makes_no_second_message(self):
        """The provider has taken it, and its answer never came: it is asked before anything is sent again."""
        well, self.aliyun.faults = self.aliyun.faults, Always('lost')
        before = len(self.aliyun.taken.all())
        case = self.life.refused_case()
        eventually('the message', lambda: len(self.aliyun.taken.all()) > before)
        eventually('the doubt', lambda: [d for d in self.deliveries(case, 'sms') if d['state'] == 'sending' and d['attempts'] > 1])
        self.aliyun.faults = well
        eventually('the certainty', lambda: [d for d in self.deliveries(case, 'sms') if d['state'] in ('accepted', 'delivered')])
        assert len(self.aliyun.taken.all()) == before + 1, self.aliyun.taken.all()[before:]

    def test_a_mailbox_that_is_closed_is_refused_for_good_until_somebody_tries_again(self):
        other, life = self.city.sign_in('owner03'), Life(self.city, 'owner03', 3)
        other.put('/notices/settings/email', {'address': 'three@example.cn', 'enabled': None}).ok()
        other.post('/notices/settings/email/confirm', {'code': self.code_for('three@example.cn')}).ok()
        self.mail.closed.add('three@example.cn')
        case = life.accepted_case()
        refused = eventually('the refusal', lambda: [d for d in self.deliveries(case) if d['state'] == 'failed'])[0]
        assert refused['attempts'] == 1 and '550' in refused['problem'], refused
        self.mail.closed.remove('three@example.cn')
        assert self.admin.post(f"/notices/deliveries/{refused['id']}/retry").status == 204
        eventually('the mail', lambda: [m for to, m in self.mail.taken.all() if to == 'three@example.cn' and case['number'] in m.get_content()])
        eventually('the state', lambda: [d for d in self.deliveries(case) if d['state'] == 'accepted'])
        self.admin.post(f"/notices/deliveries/{refused['id']}/retry").problem(409, 'notices.delivery_state')
        self.admin.post('/notices/deliveries/999999/retry').problem(404, 'notices.delivery_none')

    def test_a_channel_that_is_switched_off_is_silent(self):
        self.owner.put('/notices/settings/push', {'address': None, 'enabled': False}).ok()
        case = self.life.accepted_case()
        eventually('the mail', lambda: [m for _, m in self.mail.taken.all() if case['number'] in m.get_content()])
        assert not self.deliveries(case, 'push')
        self.owner.put('/notices/settings/push', {'address': None, 'enabled': True}).ok()

    def test_a_forgotten_address_is_gone(self):
        assert self.owner.call('DELETE', '/notices/settings/wechat').ok()
        assert self.channel('wechat')['address'] is None
        case = self.life.accepted_case()
        eventually('the mail', lambda: [m for _, m in self.mail.taken.all() if case['number'] in m.get_content()])
        assert not self.deliveries(case, 'wechat')

    # Administration ---------------------------------------------------------------------------------------------------

    def test_an_administrator_tries_each_channel(self):
        good = {'email': 'it@example.cn', 'sms': '19900001234', 'wechat': 'openid-it', 'push': self.push.subscription('it')}
        for channel, address in good.items():
            answer = self.admin.post(f'/notices/channels/{channel}/test', {'address': address})
            assert answer.status == 204, (channel, answer.body)
        self.admin.post('/notices/channels/email/test', {'address': 'nobody@example.cn'}).problem(422, 'notices.refused')
        self.admin.post('/notices/channels/wechat/test', {'address': 'openid-silent'}).problem(422, 'notices.refused')
        self.admin.post('/notices/channels/push/test', {'address': self.push.subscription('gone')}).problem(422, 'notices.refused')

    def test_tokens_of_wechat_are_renewed(self):
        for _ in range(5):
            assert self.admin.post('/notices/channels/wechat/test', {'address': 'openid-many'}).status == 204
        assert self.wechat.fresh >= 3, self.wechat.fresh

    def test_channels_show_no_secret(self):
        view = self.admin.get('/notices/channels')
        shown = {c['channel']: c for c in view.ok()['channels']}
        assert all(shown[c]['configured'] for c in ('email', 'sms', 'wechat', 'push')), shown
        everything = view.body.decode() + self.city.log() + self.admin.get('/notices/deliveries').body.decode()
        assert not [s for s in SECRETS if s in everything]
        auditor = self.city.sign_in('shenji')
        assert not [s for s in SECRETS if s in auditor.get('/audit/events?limit=200').body.decode()]

    def test_templates_name_their_placeholders(self):
        view = self.admin.get('/notices/templates').ok()
        known = {'{' + p['name'] + '}' for p in view['placeholders']}
        used = set(re.findall(r'{\w+}', ' '.join(t['body']['zh'] + t['body']['en'] + t['title']['zh'] + t['title']['en'] for t in view['items'])))
        assert used <= known and len(view['items']) >= 15, used - known

    def test_providers_had_nothing_to_complain_of(self):
        assert not self.aliyun.wrong and not self.wechat.wrong and not self.push.wrong, (self.aliyun.wrong, self.push.wrong)


def gateway(runner):
    """Another provider of short messages, by configuration alone."""
    os.environ['ZHUPI_SMS_GATEWAY_SECRET'] = Gateway.SECRET
    provider = Gateway()
    with City(serve=False) as city:
        city.start('--sms-gateway-url', provider.url + '/send', '--sms-gateway-body', '{"mobile":"{phone}","content":"{text}"}', '--sms-gateway-accepted',
                   '"code": 0', '--sms-gateway-header', 'Authorization: Bearer {secret}', '--notify-retry', '1')

        def a_refusal_goes_through_the_gateway():
            life = Life(city, 'owner01', 1)
            life.refused_case()
            sent = eventually('the short message', lambda: [s for s in provider.taken.all() if '不予受理' in s[1]])
            assert len(sent) == 1 and life.project_name in sent[0][1] and not provider.wrong, (sent, provider.wrong)

        def a_test_goes_through_the_gateway():
            assert city.sign_in('guanli').post('/notices/channels/sms/test', {'address': '+8619900001234'}).status == 204
            assert provider.taken.all()[-1][0] == '19900001234'

        def other_channels_are_off():
            admin = city.sign_in('guanli')
            admin.post('/notices/channels/email/test', {'address': 'it@example.cn'}).problem(409, 'notices.channel_off')
            city.sign_in('owner02').put('/notices/settings/email', {'address': 'a@example.cn', 'enabled': None}).problem(409, 'notices.channel_off')
        for test in (a_refusal_goes_through_the_gateway, a_test_goes_through_the_gateway, other_channels_are_off):
            runner.run('gateway · ' + test.__name__, test)


def wrong_settings(runner):
    """A city that is set up wrongly says what is wrong, and does not start."""
    with City(serve=False) as city:
        for options, setting in ((['--smtp-server', 'http://mail'], 'smtp-server'), (['--smtp-server', 'smtp://m:25', '--smtp-from', 'x'], 'smtp-from'),
                                 (['--aliyun-key-id', 'a', '--aliyun-signature', 'b'], 'aliyun-key-secret'), (['--push-key', '/tmp/none.pem'], 'push-contact'),
                                 (['--sms-gateway-url', 'https://g/', '--sms-gateway-body', 'hello'], 'sms-gateway-body'), (['--public-url', 'zhupi'], 'public-url')):
            def refused(options=options, setting=setting):
                os.environ.pop('ZHUPI_ALIYUN_KEY_SECRET', None)
                done = city.run('serve', '--listen', '127.0.0.1:0', *options)
                assert done.returncode == 1 and setting in done.stderr, (done.returncode, done.stderr)
            runner.run(f'wrong settings · {setting}', refused)


if __name__ == '__main__':
    runner = Runner()
    tests = Reminders()
    try:
        for name in [n for n in vars(Reminders) if n.startswith('test_')]:
            runner.run(name, getattr(tests, name))
    finally:
        tests.city.__exit__()
    gateway(runner)
    wrong_settings(runner)
    runner.finish()

#!/usr/bin/env python3
"""Every route of the API, and everything that must not get through: strangers, wrong roles, missing CSRF tokens, objects
of others, wrong ids, queries, bodies and versions. The cases are made from /api/v1/openapi.json and rows.py."""
import json, re, urllib.parse
from client import PDF, ROOT, City, Runner, check_problem
from rows import ROWS
from stage import Stage
from wrong_bodies import unbounded, wrong_bodies

ROLES_OF = {p['code']: set(p['roles']) for p in json.loads((ROOT / 'lists/permissions.json').read_text())}
ONE_OF_EACH_ROLE = {'owner01': 'applicant', 'counter1': 'counter', 'officer': 'officer', 'reviewer': 'reviewer',
                    'approver': 'approver', 'jiancha': 'supervisor', 'guanli': 'administrator', 'shenji': 'auditor'}
CHANGING = {'POST', 'PUT', 'PATCH', 'DELETE'}


class Operation:
    def __init__(self, method, pattern, described):
        self.method, self.pattern, self.described = method.upper(), pattern, described
        self.name = described['operationId']
        self.open = described.get('security') == []
        self.permission = described.get('x-permission')
        self.parameters = described.get('parameters', [])
        self.names = re.findall(r'{(\w+)}', pattern)
        self.row = ROWS.get(self.name)
        content = described.get('requestBody', {}).get('content', {})
        self.body_schema = content.get('application/json', {}).get('schema')
        self.changes = self.method in CHANGING

    def query(self):
        return [p for p in self.parameters if p['in'] == 'query']

    def takes(self, header):
        return any(p['in'] == 'header' and p['name'] == header for p in self.parameters)

    def url(self, world, query='', **instead):
        values = {name: getattr(world, value, value) if isinstance(value, str) else value for name, value in self.row.path.items()}
        if 'case' in self.row.path.values():
            values['id'] = world.case['id']
        return re.sub(r'{(\w+)}', lambda m: str({**values, **instead}[m[1]]), self.pattern) + query

    def body(self, world):
        return self.row.body(world) if callable(self.row.body) else self.row.body

    def call(self, person, world, body=..., headers=None, query='', **instead):
        sent = self.body(world) if body is ... else body
        if sent is None and self.changes and self.body_schema is None:
            sent = b''
        given = {**self.row.headers, **(headers or {})}
        if self.body_schema is None:
            given.setdefault('Content-Type', None)
        return person.call(self.method, self.url(world, query, **instead), sent, given)


class Matrix:
    def __init__(self, city):
        self.stage = Stage(city)
        self.stranger = city.stranger()
        self.description = self.stranger.get('/openapi.json').ok()
        self.components = self.description['components']['schemas']
        self.operations = [Operation(method, pattern, described) for pattern, methods in self.description['paths'].items()
                           for method, described in methods.items()]
        self.tried = 0

    def may(self, operation):
        return self.stage.person(operation.row.by) if operation.row.by else self.stranger

    def expect(self, operation, what, answer, statuses, codes=None, pointer=None):
        """One entry of the matrix; collects what is wrong instead of stopping at it."""
        self.tried += 1
        try:
            assert answer.status in statuses, f'expected {statuses}, got {answer.status} {answer.body[:300].decode(errors="replace")}'
            if operation.method != 'HEAD':
                told = check_problem(answer)
                assert codes is None or told['code'] in codes, f'expected {codes}, got {told["code"]}'
                assert pointer is None or answer.status == 413 or told.get('pointer') == pointer, f'expected pointer {pointer}, got {told.get("pointer")} with {told["code"]}'
        except AssertionError as error:
            self.wrong.append(f'{operation.name} · {what}: {error}')

    def over(self, operations, try_one):
        self.wrong = []
        for operation in operations:
            try_one(operation)
        assert not self.wrong, f'{len(self.wrong)} wrong answers\n' + '\n'.join(self.wrong[:60])

    # The table --------------------------------------------------------------------------------------------------------

    def test_every_route_has_a_row(self):
        known = {o.name for o in self.operations}
        assert not known - ROWS.keys(), f'no row in rows.py for {known - ROWS.keys()}'
        assert not ROWS.keys() - known, f'rows for routes that are gone: {ROWS.keys() - known}'

    # Who --------------------------------------------------------------------------------------------------------------

    def test_strangers(self):
        def stranger(operation):
            self.expect(operation, 'a stranger', operation.call(self.stranger, self.stage), (401,), ('access.session',))
            forged = {'Cookie': 'zhupi_session=' + 'A' * 43}
            self.expect(operation, 'a forged session', operation.call(self.stranger, self.stage, headers=forged), (401,), ('access.session',))
        self.over([o for o in self.operations if not o.open], stranger)

    def test_wrong_roles(self):
        def every_other_role(operation):
            for username, role in ONE_OF_EACH_ROLE.items():
                if role not in ROLES_OF[operation.permission]:
                    answer = operation.call(self.stage.person(username), self.stage)
                    self.expect(operation, f'as {role}', answer, (403,), ('access.forbidden',))
        self.over([o for o in self.operations if o.permission], every_other_role)

    def test_csrf(self):
        def without(operation):
            person = self.may(operation)
            other = next(one for one in map(self.stage.person, ('owner06', 'owner05')) if one is not person)
            for what, token in (('no CSRF token', None), ("another's CSRF token", other.token)):
                answer = operation.call(person, self.stage, headers={'X-CSRF-Token': token})
                self.expect(operation, what, answer, (403,), ('access.csrf',))
        self.over([o for o in self.operations if o.changes and not o.open], without)

    def test_one_time_passwords(self):
        def beginner(operation):
            answer = operation.call(self.stage.beginner, self.stage)
            self.expect(operation, 'with a one-time password', answer, (403,), ('access.must_change',))
        self.over([o for o in self.operations if not o.open and 'session' not in o.described['tags']], beginner)

    # On what ----------------------------------------------------------------------------------------------------------

    def test_scope(self):
        def outsiders(operation):
            for username in operation.row.outside:
                answer = operation.call(self.stage.person(username), self.stage)
                self.expect(operation, f'as {username}', answer, (403, 404))
        self.over([o for o in self.operations if o.row.outside], outsiders)

    def test_what_a_body_names(self):
        """An object of somebody else, named in the body of a call that is right in itself."""
        stage, owner, other = self.stage, self.stage.person('owner01'), self.stage.person('owner02')
        theirs = other.upload(PDF + b'theirs', 'a.pdf')
        draft = owner.get(f'/projects/{stage.project}/stages/1/draft').ok()
        elsewhere = stage.person('elsewhere.officer').me['id']
        tries = {
            '/upload': owner.post(f'/projects/{stage.project}/papers', {'material': 'M01', 'title': 'a', 'upload': theirs}),
            '/material': owner.post(f'/projects/{stage.project}/papers', {'material': 'M99', 'title': 'a', 'upload': stage.finished_upload}),
            '/papers/M01': owner.put(f'/projects/{stage.project}/stages/1/draft',
                                     {'items': [], 'values': {}, 'papers': {'M01': stage.other_paper}, 'version': draft['version']}),
            '/paper': owner.post(f"/cases/{stage.case['id']}/deferrals", {'material': 'M01', 'paper': stage.other_paper}),
            '/user': stage.person('reviewer').post(f"/cases/{stage.case['id']}/assign", {'user': elsewhere}),
        }
        for pointer, answer in tries.items():
            assert answer.status in (404, 422), (pointer, answer.status, answer.body)
            assert check_problem(answer).get('pointer') == pointer, (pointer, answer.json)

    def test_scope_is_stated(self):
        open_to_all = {'itemGuide', 'flow', 'changeUser', 'resetPassword', 'ruleModel', 'saveRuleDraft', 'dropRuleDraft',
                       'flowFile', 'saveFlowDraft', 'dropFlowDraft', 'moveCase', 'returnOrder', 'closeOrder', 'judgeFinding',
                       'guideSheet', 'guideDiagram', 'materialForm', 'settleConflict', 'decideOwnerChange',
                       # everybody's own: those of others are not found
                       'calendar', 'revokeCalendarFeed', 'endLeave', 'endRecusal',
                       'changeNoticeChannel', 'confirmNoticeChannel', 'forgetNoticeAddress',
                       'testNoticeChannel', 'retryNoticeDelivery'}
        missing = [o.name for o in self.operations if o.names and not o.row.outside and o.name not in open_to_all]
        assert not missing, f'routes to one object that say nobody is outside its scope: {missing}'

    def test_wrong_ids(self):
        wrong = ('0', '-1', '+1', '1.5', '1e3', 'x', '999999999', '99999999999999999999', '%F0%9F%98%80', "1'--", '1%20', 'x' * 500)

        def every_id(operation):
            for name in operation.names:
                for value in wrong:
                    answer = operation.call(self.may(operation), self.stage, **{name: value})
                    self.expect(operation, f'{name}={value}', answer, (404,))
                for value in ('%00', '%FF', '..', 'a%2Fb', '%'):
                    answer = operation.call(self.may(operation), self.stage, **{name: value})
                    self.expect(operation, f'{name}={value}', answer, (400, 404))
        self.over([o for o in self.operations if o.names], every_id)

    def test_wrong_methods(self):
        offered = {}
        for operation in self.operations:
            offered.setdefault(operation.pattern, {})[operation.method] = operation

        def others(operation):
            methods = offered[operation.pattern].keys() | {'OPTIONS'} | ({'HEAD'} if 'GET' in offered[operation.pattern] else set())
            for method in {'GET', 'POST', 'PUT', 'PATCH', 'DELETE'} - methods:
                answer = self.may(operation).call(method, operation.url(self.stage), headers={'Content-Type': None})
                self.expect(operation, method, answer, (405,), ('http.method',))
                if set(answer.headers.get('allow', '').split(', ')) != methods:
                    self.wrong.append(f'{operation.pattern} allows {methods}, says {answer.headers.get("allow")}')
        self.over([next(iter(some.values())) for some in offered.values()], others)

    # With what --------------------------------------------------------------------------------------------------------

    def test_wrong_queries(self):
        def wrong_query(operation):
            def ask(what, query, pointer=None, statuses=(422,)):
                self.expect(operation, what, operation.call(self.may(operation), self.stage, query='?' + query), statuses, pointer=pointer)
            for parameter in operation.query():
                name, schema = parameter['name'], parameter['schema']
                values = ['长' * (schema.get('maxLength', 2000) + 1)]
                if schema['type'] == 'integer':
                    values = ['x', '1.5', '1' * 30, str(schema['minimum'] - 1), str(schema.get('maximum', 10 ** 18) + 1)]
                if 'enum' in schema:
                    values = ['zzz']
                if name == 'cursor':
                    values += ['x', '1', '1.', '.1', '1.2.3', '1' * 30 + '.1']
                for value in values:
                    ask(f'{name}={value[:20]}', f'{name}={urllib.parse.quote(value)}', f'?{name}')
                for broken in ('%00', '%FF', '%zz'):
                    ask(f'{name}={broken}', f'{name}={broken}', statuses=(400,))
            ask('an unknown parameter', 'surprise=1', '?surprise')
        self.over([o for o in self.operations if o.method == 'GET'], wrong_query)

    def test_wrong_bodies(self):
        def every_member(operation):
            person = self.may(operation)
            for what, body, pointer in wrong_bodies(operation.body_schema, operation.body(self.stage), self.components):
                answer = operation.call(person, self.stage, body)
                if what == 'beyond all bounds':  # no number that a machine can hold: the parser refuses it, wherever it stands
                    self.expect(operation, f'{pointer or "the body"} {what}', answer, (400,), ('json.malformed',))
                else:
                    self.expect(operation, f'{pointer or "the body"} {what}', answer, (422, 413), pointer=pointer or None)
        self.over([o for o in self.operations if o.body_schema], every_member)

    def test_no_bodies_at_all(self):
        good = lambda operation: json.dumps(operation.body(self.stage))
        texts = {'empty': lambda o: '', 'blank': lambda o: ' \r\n', 'no JSON': lambda o: '{"text": }', 'cut off': lambda o: good(o)[:-1],
                 'two of them': lambda o: good(o) * 2, 'a byte order mark': lambda o: '\ufeff' + good(o),
                 'broken UTF-8': lambda o: b'{"text": "\xff\xfe"}', 'half a surrogate': lambda o: '{"text": "\\ud800"}',
                 'NaN': lambda o: '{"text": NaN}', 'endless nesting': lambda o: '[' * 5000 + ']' * 5000,
                 'a member twice': lambda o: '{"text": "a", "text": "b"}'}

        def not_json(operation):
            for what, make in texts.items():
                self.expect(operation, what, operation.call(self.may(operation), self.stage, make(operation)), (400,), ('json.malformed', 'json.duplicate'))
            most = operation.described['requestBody']['x-most-bytes']
            answer = operation.call(self.may(operation), self.stage, ' ' * most + good(operation))
            self.expect(operation, f'more than {most} bytes', answer, (413,), ('http.body_too_large',))
            for kind in ('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''):
                answer = operation.call(self.may(operation), self.stage, good(operation), {'Content-Type': kind})
                self.expect(operation, f'as {kind or "nothing"}', answer, (415,), ('http.media_type',))
        self.over([o for o in self.operations if o.body_schema], not_json)

    def test_everything_is_bounded(self):
        endless = [f'{o.name} {place}' for o in self.operations if o.body_schema for place in unbounded(o.body_schema, self.components)]
        assert not endless, f'texts and lists without a limit: {endless}'

    def test_wrong_versions(self):
        versioned = [o for o in self.operations if o.takes('If-Match')]
        acting = [o.name for o in self.operations if o.changes and o.pattern.startswith(('/api/v1/cases/{id}', '/api/v1/applications/{id}'))]
        acting.remove('openPersonal')  # changes nothing of the case
        acting += ['changeUser', 'saveRuleDraft', 'dropRuleDraft', 'publishRules', 'rollBackRules']
        assert {o.name for o in versioned} >= set(acting), f'no If-Match on {set(acting) - {o.name for o in versioned}}'

        def stale(operation):
            for tag in ('"999999"', '"0"', 'W/"999999"', '"x"', '""', 'x', '"99999999999999999999"'):
                answer = operation.call(self.may(operation), self.stage, headers={'If-Match': tag})
                self.expect(operation, f'If-Match: {tag}', answer, (412,), ('version.stale',))
        self.over(versioned, stale)

    # And yet ----------------------------------------------------------------------------------------------------------

    def test_the_good_call(self):
        """What is refused above is refused for what is wrong with it: the same call made well gets through, or meets
        the state of the case."""
        last = ('cancelUpload', 'withdrawCase', 'withdrawApplication', 'signOut', 'changePassword')
        operations = sorted((o for o in self.operations if o.row.done), key=lambda o: o.name in last)
        bad = []
        for operation in operations:
            answer = operation.call(self.may(operation), self.stage)
            if answer.status not in operation.row.done:
                bad.append(f'{operation.name}: {answer.status} {answer.body[:300].decode(errors="replace")}')
            elif answer.status >= 400 and operation.method != 'HEAD':
                check_problem(answer)
        assert not bad, '\n'.join(bad)

    def test_lists_show_nothing_of_others(self):
        lists = {'owner02': ('/cases', '/results', '/projects'), 'elsewhere.officer': ('/cases',), 'district.officer': ('/cases', '/projects'),
                 'district.supervisor': ('/cases', '/projects', '/supervision/cases?kind=overdue', '/supervision/map')}
        for username, paths in lists.items():
            for path in paths:
                seen = self.stage.person(username).get(path).ok()
                for one in seen.get('items', seen.get('points')):
                    assert self.stage.project not in (one.get('project'), one.get('id') if 'flow' in one else None), (username, path, one)


if __name__ == '__main__':
    runner = Runner()
    with City() as city:
        matrix = Matrix(city)
        runner.run('every route has a row', matrix.test_every_route_has_a_row)
        for name in [n for n in dir(Matrix) if n.startswith('test_') and n != 'test_every_route_has_a_row' and n != 'test_the_good_call'] + ['test_the_good_call']:
            runner.run(name[5:].replace('_', ' '), getattr(matrix, name))
        print(f'        {matrix.tried} wrong calls to {len(matrix.operations)} routes')
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

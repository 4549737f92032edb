#!/usr/bin/env python3
"""What lists promise: pages that neither lose nor repeat a row while rows are added, and answers that need not be sent
again."""
import threading, urllib.parse
from client import City, Runner
from walk import Walk

P2 = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}


def register(owner, name):
    walk = Walk.__new__(Walk)
    walk.city, walk.owner = owner.city, owner
    return walk.register(name, P2, floorArea='1800', investment='900')


def pages(person, path, limit, between=lambda: None):
    """Every row of a list, page by page; `between` runs between two pages."""
    rows, cursor = [], None
    for _ in range(10_000):
        asked = {'limit': limit, **({'cursor': cursor} if cursor else {})}
        page = person.get(path + ('&' if '?' in path else '?') + urllib.parse.urlencode(asked)).ok()
        assert len(page['items']) <= limit, f'{len(page["items"])} rows on a page of {limit}'
        rows += page['items']
        cursor = page['next']
        if cursor is None:
            return rows
        between()
    raise AssertionError(f'{path} never ends')


LISTS = [('owner01', '/projects', 'id'), ('jiancha', '/cases', 'id'), ('jiancha', '/cases?box=done', 'id'),
         ('jiancha', '/cases?box=department', 'id'), ('jiancha', '/supervision/cases?kind=overdue', 'id'),
         ('jiancha', '/projects', 'id'), ('jiancha', '/projects?status=running', 'id'), ('owner01', '/messages', 'id'),
         ('owner01', '/results', 'number'), ('guanli', '/users', 'id'), ('guanli', '/users?role=officer', 'id'),
         ('shenji', '/audit', 'seq'), ('shenji', '/audit?type=case.accepted', 'seq')]


def test_pages_make_the_whole(city):
    for username, path, field in LISTS:
        person = city.sign_in(username)
        whole = [row[field] for row in pages(person, path, 200)]
        for limit in (1, 7) if len(whole) < 200 else (13, 50):
            paged = [row[field] for row in pages(person, path, limit)]
            assert paged == whole, f'{path} by {limit}: {len(paged)} rows, whole {len(whole)}'
        assert len(set(whole)) == len(whole), f'{path} repeats rows'


def test_who_gives_out_work_sees_what_nobody_has_taken(city):
    """The reviewer and the lead may assign; the counter may not, and is told of none."""
    owner = city.sign_in('owner03')
    walk = Walk.__new__(Walk)
    walk.city, walk.owner, walk.counter = owner.city, owner, city.sign_in('counter1')
    walk.register('无人认领的书店', P2, floorArea='1800', investment='900')
    walk.receive(walk.file(1)[0])
    for username, sees in (('zrzy.cb1', True), ('zrzy.sh', True), ('zrzy.qt', True), ('counter1', False)):
        person = city.sign_in(username)
        listed = [row['projectName'] for row in pages(person, '/cases?box=unassigned', 200)]
        assert ('无人认领的书店' in listed) == sees, f'{username}: {listed}'
        assert (person.get('/cases/counts').ok()['unassigned'] > 0) == sees, username


def test_the_tab_of_the_counter_counts_hand_ins(city):
    """A hand-in is one line of the counter's list, however many cases it holds; so it counts once."""
    walk = Walk(city, 'owner04')
    told = lambda: walk.counter.get('/cases/counts').ok()['intake']
    listed = lambda: [row['application'] for row in pages(walk.counter, '/cases?box=intake', 200)]
    before = told()
    assert before == len(set(listed())), 'what the tab says is what the list shows'
    walk.register('一次申报几个事项的书店', P2, floorArea='1800', investment='900')
    application, _ = walk.file(1)
    assert listed().count(application) > 1, 'several cases'
    assert told() == before + 1 == len(set(listed()))
    walk.receive(application)
    assert told() == before


def test_pages_are_stable_while_rows_are_added(city):
    """Newest first: what is added while someone pages comes before the first page, and moves nothing."""
    owner, supervisor, auditor = city.sign_in('owner03'), city.sign_in('jiancha'), city.sign_in('shenji')
    for person, path, field in ((owner, '/projects', 'id'), (supervisor, '/cases', 'id'), (auditor, '/audit?type=case.accepted', 'seq')):
        before = [row[field] for row in pages(person, path, 200)]
        added = iter(range(12))
        def add():
            n = next(added, None)
            if n is not None:
                register(owner, f'翻页时新增 {n}')
        step = max(1, len(before) // 9)
        during = [row[field] for row in pages(person, path, min(step, 200), add)]
        assert during == before, f'{path}: {len(before)} rows before, {len(during)} while paging'
        assert next(added, None) is not None or path != '/projects'


def test_pages_under_load(city):
    """Pages are read while three people write; every row that was there before is seen exactly once."""
    supervisor = city.sign_in('jiancha')
    before = {row['id'] for row in pages(supervisor, '/projects', 200)}
    stop, errors = threading.Event(), []

    def write(username):
        owner = city.sign_in(username)
        n = 0
        while not stop.is_set():
            try:
                register(owner, f'并发新增 {username} {n}')
                n += 1
            except Exception as error:
                errors.append(error)
                return
    writers = [threading.Thread(target=write, args=(f'owner0{n}',)) for n in (4, 5, 6)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(3):
            seen = [row['id'] for row in pages(supervisor, '/projects', 9)]
            assert len(set(seen)) == len(seen), 'a row twice'
            assert before <= set(seen), f'rows lost: {before - set(seen)}'
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not errors, errors[0]


def test_etags(city):
    supervisor, owner = city.sign_in('jiancha'), city.sign_in('owner01')
    register(owner, '已知的不再发送')  # the history that the city was filled with may have none of this owner
    project = owner.get('/projects?limit=1').ok()['items'][0]['id']
    case = supervisor.get('/cases?box=done&limit=1').ok()['items'][0]
    for path in (f'/projects/{project}', f"/cases/{case['id']}", f"/applications/{case['application']}"):
        person = owner if 'projects' in path else supervisor
        first = person.get(path)
        tag = first.headers['etag']
        assert first.ok() and tag
        for asked in (tag, 'W/' + tag, f'"x", {tag}', '*'):
            again = person.get(path, **{'If-None-Match': asked})
            assert (again.status, again.body) == (304, b''), f'{path} {asked}: {again.status} {again.body[:100]}'
            assert again.headers['etag'] == tag
        assert person.get(path, **{'If-None-Match': '"0-x"'}).status == 200
        zipped = person.get(path, **{'Accept-Encoding': 'gzip'})
        assert zipped.headers.get('content-encoding') == 'gzip' and zipped.headers['etag'] == 'W/' + tag, zipped.headers
        assert person.get(path, **{'Accept-Encoding': 'gzip', 'If-None-Match': 'W/' + tag}).status == 304


def test_a_tag_changes_with_what_it_names(city):
    walk = Walk(city, 'owner01')
    walk.register('标签试验', P2, floorArea='1800', investment='900')
    application, _ = walk.file(walk.view()['stages'][0]['number'])
    path = f'/applications/{application}'
    before = walk.owner.get(path).headers['etag']
    stale = walk.counter.post(path + '/receive', {'text': ''}, **{'If-Match': '"999-x"'})
    stale.problem(412, 'version.stale')
    # A compressed answer carries the tag as a weak one; it names the same version.
    walk.counter.post(path + '/receive', {'text': ''}, **{'If-Match': 'W/' + before}).ok()
    after = walk.owner.get(path, **{'If-None-Match': before})
    assert after.status == 200 and after.headers['etag'] != before
    walk.counter.post(path + '/receive', {'text': ''}, **{'If-Match': before}).problem(412, 'version.stale')


def test_nobody_writes_over_a_change_to_an_account_that_they_have_not_seen(city):
    keeper = city.sign_in('guanli')
    look = lambda: next(row for row in pages(keeper, '/users?q=owner06', 20) if row['username'] == 'owner06')
    change = lambda version, **what: keeper.call(
        'PATCH', f"/users/{opened['id']}", {'name': None, 'phone': None, 'enabled': None, 'grants': None, **what}, {'If-Match': f'"{version}"'})
    opened = look()
    changed = change(opened['version'], phone='19900005678').ok()
    assert changed['version'] == look()['version'] != opened['version']
    change(opened['version'], enabled=False).problem(412, 'version.stale')
    assert look()['enabled'], 'nothing was done'
    city.sign_in('owner06')
    assert look()['version'] == changed['version'], 'signing in is no change'
    assert change(changed['version'], phone=opened['phone']).ok()['version'] == opened['version']


def test_audit_by_name(city):
    auditor, someone = city.sign_in('shenji'), city.sign_in('owner02')
    name = someone.me['name']
    found = pages(auditor, '/audit?' + urllib.parse.urlencode({'actor': name}), 20)
    assert found and all(line['by'] == name for line in found), {line['by'] for line in found}
    everything = pages(auditor, '/audit', 200)
    assert [l['seq'] for l in found] == [l['seq'] for l in everything if l['by'] == name]


if __name__ == '__main__':
    runner = Runner()
    with City(projects=40) as city:
        runner.run('pages make the whole, whatever their size', test_pages_make_the_whole, city)
        runner.run('who gives out work sees what nobody has taken', test_who_gives_out_work_sees_what_nobody_has_taken, city)
        runner.run('the tab of the counter counts hand-ins', test_the_tab_of_the_counter_counts_hand_ins, city)
        runner.run('nobody writes over a change that they have not seen',
                   test_nobody_writes_over_a_change_to_an_account_that_they_have_not_seen, city)
        runner.run('rows that are added while paging move nothing', test_pages_are_stable_while_rows_are_added, city)
        runner.run('pages are whole under load', test_pages_under_load, city)
        runner.run('what is known already is not sent again', test_etags, city)
        runner.run('a tag changes with what it names', test_a_tag_changes_with_what_it_names, city)
        runner.run('the log is searched by name', test_audit_by_name, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

#!/usr/bin/env python3
"""The project's file (一项一档): what is brought into it, what is refused and why, versions and sheets, validity, who uses
what, how many papers were spared; and large uploads that are cut. ZHUPI_LONG=1 sends 1 GB instead of 24 MB."""
import base64, hashlib, io, os, pathlib, socket, subprocess, sys, time, zipfile
from client import PDF, TUS, City, Runner, key
from clamd import EICAR, Clamd
from walk import Walk

LOW_RISK = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}
WHOLE = 1 << 30 if os.environ.get('ZHUPI_LONG') else 24 << 20


def pdf(words):
    return b'%PDF-1.4\n% ' + words.encode() + b'\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'


def dwg(words):
    return b'AC1032' + words.encode().ljust(300, b'\0')


def project(city, owner='owner01', name='档案试验'):
    walk = Walk(city, owner)
    walk.register(name, LOW_RISK, floorArea='1800', investment='900')
    return walk


def add(owner, project, material, title, content, name=None, **more):
    upload = owner.upload(content, name or title)
    return owner.post(f'/projects/{project}/papers', {'material': material, 'title': title, 'upload': upload, **more}, **key())


def folder(owner, project, material):
    view = owner.get(f'/projects/{project}/file').ok()
    return next(f for f in view['folders'] if f['material'] == material)


# What comes in ---------------------------------------------------------------------------------------------------------

def packed(files, level=9):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_refusals(city):
    owner = city.sign_in('owner01')
    bomb = packed({'zeros.bin': b'\0' * (100 << 20)})
    for content, name, code in (
            (b'MZ\x90\0\3\0\0\0', '总图.pdf', 'file.program'),
            (PDF, '总图.dwg', 'file.name_differs'),
            (b'%PDF-1.7\nnothing more', '总图.pdf', 'file.broken'),
            (b'\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old', '合同.doc', 'file.old_office'),
            (b'Rar!\x1A\x07\1\0', '图纸.rar', 'file.packed'),
            (b'<html><script>', '说明.pdf', 'blob.type'),
            (packed({'../../etc/passwd': b'x'}), '图纸.zip', 'file.unsafe_path'),
            (packed({'setup.exe': b'x'}), '图纸.zip', 'file.program'),
            (bomb, '图纸.zip', 'file.bomb')):
        place = owner.begin_upload(len(content), name)
        status = 413 if code == 'file.bomb' else 422
        owner.send_piece(place, 0, content).problem(status, code)
        # Whoever lost the answer hears the same again; the bytes are gone, and the content is nobody's.
        owner.send_piece(place, len(content), b'').problem(status, code)
        owner.get('/uploads/' + place.rsplit('/', 1)[1]).problem(status, code)
        kept = pathlib.Path(city.data, 'uploads', place.rsplit('/', 1)[1])
        assert not kept.exists(), name
        digest = hashlib.sha256(content).hexdigest()
        assert not pathlib.Path(city.data, 'blobs', digest[:2], digest[2:]).exists(), name
    assert len(bomb) < 200_000


def test_what_materials_take(city):
    walk = project(city)
    owner = walk.owner
    add(owner, walk.project, 'M02', '图纸', dwg('a'), 'a.dwg').problem(422, 'file.not_accepted')
    assert add(owner, walk.project, 'M02', '执照', pdf('licence')).status == 200

    def announce(material, name):
        said = ','.join(f'{k} {base64.b64encode(v.encode()).decode()}' for k, v in {'filename': name, 'material': material}.items())
        return owner.call('POST', '/uploads', b'', {**TUS, 'Upload-Length': '10', 'Upload-Metadata': said})
    announce('M02', '总图.dwg').problem(422, 'file.not_accepted')  # before its first byte
    announce('M99', '总图.dwg').problem(422, 'paper.material')
    assert announce('M16', '总图.dwg').status == 201
    accepts = folder(owner, walk.project, 'M02')['accepts']
    assert 'pdf' in accepts and 'dwg' not in accepts


def test_digest_is_compared(city):
    owner = city.sign_in('owner01')
    content = pdf('digest')
    for digest, code in ((hashlib.sha256(content).hexdigest(), None), ('0' * 64, 'file.hash_differs')):
        said = 'filename ' + base64.b64encode('a.pdf'.encode()).decode() + ',sha256 ' + base64.b64encode(digest.encode()).decode()
        made = owner.call('POST', '/uploads', b'', {**TUS, 'Upload-Length': str(len(content)), 'Upload-Metadata': said})
        answer = owner.send_piece(made.headers['location'], 0, content)
        if code:
            answer.problem(422, code)
        else:
            assert answer.status == 204
            assert owner.get('/uploads/' + made.headers['location'].rsplit('/', 1)[1]).ok()['sha256'] == digest


# Versions and words ----------------------------------------------------------------------------------------------------

def test_sheets_and_versions(city):
    walk = project(city)
    owner, p = walk.owner, walk.project
    first = add(owner, p, 'M12', '首层平面图.dwg', dwg('1'), sheet='建施-01', sheetTitle='首层平面图').ok()
    add(owner, p, 'M12', '二层平面图.dwg', dwg('2'), sheet='建施-02').ok()
    newer = add(owner, p, 'M12', '首层（改）.dwg', dwg('1b'), sheet='建施-01').ok()
    assert (newer['version'], newer['sheetTitle']) == (2, '首层平面图')
    sheets = folder(owner, p, 'M12')['documents']
    assert [[v['paper']['title'] for v in d['versions']] for d in sheets] == [['首层（改）.dwg', '首层平面图.dwg'], ['二层平面图.dwg']]
    assert [v['validity']['standing'] for v in sheets[0]['versions']] == ['valid', 'superseded']
    assert sheets[0]['versions'][0]['by'] and sheets[0]['canChange']
    named = add(owner, p, 'M12', '二层（改）.dwg', dwg('2b'), replaces=sheets[1]['versions'][0]['paper']['id']).ok()
    assert (named['version'], named['sheet']) == (2, '建施-02')
    path = f"/projects/{p}/papers/{named['id']}"
    owner.call('PATCH', path, {'title': '二层', 'sheet': '建施-01', 'sheetTitle': ''}, key()).problem(409, 'paper.sheet_taken')
    owner.call('PATCH', path, {'title': '', 'sheet': '', 'sheetTitle': ''}, key()).problem(422, 'paper.title')
    owner.call('PATCH', path, {'title': '二层', 'sheet': '建' * 61, 'sheetTitle': ''}, key()).problem(422, 'paper.sheet')
    owner.call('PATCH', path, {'title': '二层', 'sheet': '建施-03', 'sheetTitle': '二层平面图'}, key()).ok()
    assert any(line['type'] == 'project.paper_described' and '建施-03' in line['text'] for line in owner.get(f'/projects/{p}/history').ok()['items'])
    # The same content for another material is used again, not sent again.
    copy = owner.post(f'/projects/{p}/papers', {'material': 'M16', 'title': '首层', 'paper': first['id']}, **key()).ok()
    assert copy['sha256'] == first['sha256'] and copy['material'] == 'M16'
    owner.post(f'/projects/{p}/papers', {'material': 'M16', 'title': '首层', 'paper': 999999}, **key()).problem(404, 'paper.none')
    owner.post(f'/projects/{p}/papers', {'material': 'M16', 'title': '首层'}, **key()).problem(422, 'paper.source')
    assert owner.call('DELETE', f"/projects/{p}/papers/{copy['id']}", headers=key()).status == 200
    owner.call('DELETE', f"/projects/{p}/papers/{copy['id']}", headers=key()).problem(404, 'paper.none')
    assert folder(owner, p, 'M16')['documents'] == []
    stranger = city.sign_in('owner02')
    for answer in (stranger.get(f'/projects/{p}/file'), stranger.call('PATCH', path, {'title': 'x', 'sheet': '', 'sheetTitle': ''}, key()),
                   stranger.call('DELETE', path, headers=key())):
        answer.problem(404, 'project.none')
    city.sign_in('zrzy.cb1').call('DELETE', path, headers=key()).problem(403, 'access.forbidden')


def test_hand_in_and_results(city):
    walk = project(city, 'owner02', '成果试验')
    owner, p = walk.owner, walk.project
    number = walk.view()['stages'][0]['number']
    draft = walk.complete_draft(number)
    drawing = next((line for line in draft['checklist'] if line['drawing']), None)
    if drawing:  # a second sheet goes along
        add(owner, p, drawing['material'], '立面图.dwg', dwg('front'), sheet='建施-09').ok()
        line = next(l for l in owner.get(f'/projects/{p}/stages/{number}/draft').ok()['checklist'] if l['material'] == drawing['material'])
        assert len(line['others']) == 1, line
    application, _ = walk.file(number)
    view = owner.get(f'/projects/{p}/file').ok()
    used = [v for f in view['folders'] for d in f['documents'] for v in d['versions'] if v['uses']]
    assert used and all(v['uses'][0]['application'] == application and v['uses'][0]['why'] == 'filing' for v in used)
    owner.call('DELETE', f"/projects/{p}/papers/{used[0]['paper']['id']}", headers=key()).problem(409, 'paper.in_use')
    told = owner.get(f'/applications/{application}').ok()
    s = view['savings']
    assert (s['needed'], s['saved'], s['handIns']) == (told['papersNeeded'], told['papersSaved'], 1)
    assert s['saved'] == s['reused'] + s['bySystem'] + s['later'] + s['shared'] and abs(s['rate'] - s['saved'] / s['needed']) < 1e-9
    walk.receive(application)
    done = set()
    for _ in range(12):
        open_cases = [c for c in owner.get(f'/applications/{application}').ok()['cases'] if c['status'] == 'received' and c['id'] not in done]
        if not open_cases:
            break
        for case in open_cases:
            walk.conclude(case)
            done.add(case['id'])
    results = [v for f in owner.get(f'/projects/{p}/file').ok()['folders'] for d in f['documents'] for v in d['versions'] if v['paper']['source'] == 'result']
    assert results, 'no result came into the file'
    for version in results:
        v = version['validity']
        assert v['standing'] == 'valid' and v['status'] and v['dates'] and v['scope'] and v['validFrom'], v
        assert version['item'] and version['caseId'] in done and not version['canRemove']
        owner.call('PATCH', f"/projects/{p}/papers/{version['paper']['id']}", {'title': 'x', 'sheet': '', 'sheetTitle': ''}, key()).problem(409, 'paper.issued')
    officer = city.sign_in('zrzy.cb1').get(f'/projects/{p}/file').ok()
    assert not officer['canUpload'] and not any(d['canChange'] for f in officer['folders'] for d in f['documents'])


def test_city_rate(city):
    """The kept sums are those of all projects, and a district's are its own."""
    boss = city.sign_in('jiancha')
    report = boss.get('/supervision/savings').ok()
    total = report['total']
    for part in ('handIns', 'needed', 'saved', 'reused', 'bySystem', 'later', 'shared'):
        assert total[part] == sum(d['savings'][part] for d in report['districts']) == sum(m['savings'][part] for m in report['months']), part
    assert total['handIns'] > 0 and 0 < total['rate'] < 1
    listed, cursor = {'needed': 0, 'saved': 0}, None
    while True:
        page = boss.get('/projects?limit=200' + (f'&cursor={cursor}' if cursor else '')).ok()
        for row in page['items']:
            one = boss.get(f"/projects/{row['id']}").ok()
            listed['needed'] += one['papersNeeded']
            listed['saved'] += one['papersSaved']
        cursor = page['next']
        if not cursor:
            break
    assert listed == {'needed': total['needed'], 'saved': total['saved']}, (listed, total)
    first = report['districts'][0]
    assert boss.get(f"/supervision/savings?district={first['district']}").ok()['total'] == first['savings']


# Large and cut ----------------------------------------------------------------------------------------------------------

class Large:
    """A PDF of any size that is never in memory as a whole: a block of noise, over and over, each time with its number."""

    def __init__(self, size):
        self.size = size
        self.noise = b''.join(hashlib.sha256(str(i).encode()).digest() for i in range(2048))  # 64 KB
        self.head, self.end = b'%PDF-1.4\n', b'\n%%EOF\n'

    def pieces(self, start=0):
        at = 0
        block = len(self.noise)
        for number in range(-(-self.size // block)):
            piece = bytearray(number.to_bytes(8, 'big') + self.noise[8:])
            if number == 0:
                piece[:len(self.head)] = self.head
            piece = piece[:self.size - at]
            overlap = at + len(piece) - (self.size - len(self.end))
            if overlap > 0:
                piece[len(piece) - overlap:] = self.end[len(self.end) - overlap:]
            if at + len(piece) > start:
                yield bytes(piece[max(0, start - at):])
            at += len(piece)

    def sha256(self):
        sum = hashlib.sha256()
        for piece in self.pieces():
            sum.update(piece)
        return sum.hexdigest()


def send_from(owner, place, large, start, until):
    """A PATCH that announces the rest and breaks off at `until`; the answer when it goes to the end."""
    with socket.create_connection(('127.0.0.1', owner.city.port), timeout=300) as line:
        line.sendall((f'PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {owner.cookie}\r\nX-CSRF-Token: {owner.token}\r\n'
                      f'Tus-Resumable: 1.0.0\r\nUpload-Offset: {start}\r\nContent-Type: application/offset+octet-stream\r\n'
                      f'Content-Length: {large.size - start}\r\n\r\n').encode())
        at = start
        for piece in large.pieces(start):
            piece = piece[:until - at]
            line.sendall(piece)
            at += len(piece)
            if at >= until:
                break
        return line.recv(65536).decode(errors='replace') if until == large.size else ''


def test_cut_three_times(city):
    """Two cuts of the line, one kill -9 of the server; what was acknowledged is never sent again, and all of it is there."""
    walk = project(city)
    owner = walk.owner
    large = Large(WHOLE)
    digest = large.sha256()
    began, spent = time.monotonic(), 0.0
    said = f"filename {base64.b64encode('施工图.pdf'.encode()).decode()},material {base64.b64encode(b'M16').decode()},sha256 {base64.b64encode(digest.encode()).decode()}"
    made = owner.call('POST', '/uploads', b'', {**TUS, 'Upload-Length': str(large.size), 'Upload-Metadata': said})
    place, at, sent = made.headers['location'], 0, 0
    for cut in range(3):
        until = large.size * (cut + 1) // 4 + 12_345
        send_from(owner, place, large, at, until)
        sent += until - at
        if cut == 2:
            city.kill()
            city.start()
            owner = city.sign_in('owner01')
        end = time.monotonic() + 60
        while True:  # the broken connection is noticed a moment later
            now = int(owner.call('HEAD', place, headers=TUS).headers['upload-offset'])
            if now == until or cut == 2 or time.monotonic() > end:
                break
            time.sleep(0.05)
        assert at < now <= until, (at, now, until)
        at = now
    answer = send_from(owner, place, large, at, large.size)
    sent += large.size - at
    seconds = time.monotonic() - began
    assert answer.startswith('HTTP/1.1 204'), answer
    upload = owner.get('/uploads/' + place.rsplit('/', 1)[1]).ok()
    assert (upload['size'], upload['sha256'], upload['mediaType']) == (large.size, digest, 'application/pdf')
    paper = owner.post(f'/projects/{walk.project}/papers', {'material': 'M16', 'title': '施工图.pdf', 'upload': upload['id']}, **key()).ok()
    response = owner.ask('GET', f"/projects/{walk.project}/papers/{paper['id']}/content?download=1")
    sum = hashlib.sha256()
    while piece := response.read(1 << 20):
        sum.update(piece)
    assert sum.hexdigest() == digest
    peak = next(line for line in open(f'/proc/{city.process.pid}/status') if line.startswith('VmHWM'))
    print(f'        {large.size >> 20} MB cut three times: {sent - large.size} bytes sent twice, {seconds:.1f} s, server {peak.split()[1]} kB at most', flush=True)
    assert sent - large.size < large.size // 4
    assert int(peak.split()[1]) < 400 << 10 if WHOLE > 100 << 20 else True


# Malware ---------------------------------------------------------------------------------------------------------------

def test_quarantine():
    """While the scanner is away nothing passes; once it is back, what waited goes on without being sent again."""
    with City(serve=False) as city:
        path = str(city.folder / 'clamd.ctl')
        city.start('--clamd', path)
        walk = project(city)
        owner, p = walk.owner, walk.project
        assert owner.get(f'/projects/{p}/file').ok()['scanned']
        content = pdf('waits')
        place = owner.begin_upload(len(content), '总图.pdf')
        owner.send_piece(place, 0, content).problem(503, 'file.quarantined')
        upload = place.rsplit('/', 1)[1]
        paper = {'material': 'M02', 'title': '总图', 'upload': upload}
        owner.post(f'/projects/{p}/papers', paper, **key()).problem(503, 'file.quarantined')
        assert int(owner.call('HEAD', place, headers=TUS).headers['upload-offset']) == len(content)
        city.kill()
        city.start('--clamd', path)
        owner = city.sign_in('owner01')
        owner.post(f'/projects/{p}/papers', paper, **key()).problem(503, 'file.quarantined')
        scanner = Clamd(path).start()
        assert owner.post(f'/projects/{p}/papers', paper, **key()).ok()['sha256'] == hashlib.sha256(content).hexdigest()
        assert scanner.scanned == [len(content)]
        infected = b'%PDF-1.4\n' + EICAR + b'\n%%EOF\n'
        place = owner.begin_upload(len(infected), '合同.pdf')
        told = owner.send_piece(place, 0, infected).problem(422, 'file.infected')
        assert 'Eicar-Test-Signature' in told['title']
        assert not pathlib.Path(city.data, 'uploads', place.rsplit('/', 1)[1]).exists()
        audit = city.sign_in('shenji').get('/audit/events?type=upload.infected')
        if audit.status == 200:
            assert any('Eicar' in str(event) for event in audit.json['items']), audit.json
        scanner.most = 1000  # StreamMaxLength: what cannot be scanned whole does not pass either
        long = b'%PDF-1.4\n' + b'x' * 500_000 + b'\n%%EOF\n'
        place = owner.begin_upload(len(long), '长.pdf')
        owner.send_piece(place, 0, long).problem(503, 'file.quarantined')
        scanner.stop()
        city.stop()
        city.verify()


if __name__ == '__main__':
    runner = Runner()
    with City(projects=6) as city:
        runner.run('a file that is not what it should be is refused, said why, and gone', test_refusals, city)
        runner.run('a material takes the kinds of files that it names', test_what_materials_take, city)
        runner.run('what arrives is what the browser digested', test_digest_is_compared, city)
        runner.run('drawings have sheets and versions; words can be corrected, and are on record', test_sheets_and_versions, city)
        runner.run('results are taken over with their validity; uses are shown; used papers stay', test_hand_in_and_results, city)
        runner.run('the rate of saved papers is the sum of all projects', test_city_rate, city)
        runner.run('an upload that is cut three times arrives whole', test_cut_three_times, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.run('nothing passes while the malware scanner is away', test_quarantine)
    runner.finish()

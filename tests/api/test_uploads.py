#!/usr/bin/env python3
"""Resumable uploads (tus 1.0): what arrived is kept, what is wrong is refused, what is finished is what was sent."""
import base64, hashlib, socket, time
from client import PDF, TUS, City, Runner, key

GIGABYTES_2 = 2 << 30


def content(size, seed=b'zhupi'):
    """A PDF by both its ends; between them is noise that repeats on every run."""
    end = b'\n%%EOF\n'
    out = bytearray(b'%PDF-1.4\n')
    while len(out) < size:
        seed = hashlib.sha256(seed).digest()
        out += seed
    return bytes(out[:size - len(end)]) + end


def offset(person, place):
    answer = person.call('HEAD', place, headers=TUS)
    assert answer.status == 200, answer.status
    return int(answer.headers['upload-offset'])


def torn_patch(person, place, at, piece, announced):
    """A PATCH whose connection breaks after `piece`."""
    head = (f'PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {person.cookie}\r\nX-CSRF-Token: {person.token}\r\n'
            f'Tus-Resumable: 1.0.0\r\nUpload-Offset: {at}\r\nContent-Type: application/offset+octet-stream\r\n'
            f'Content-Length: {announced}\r\n\r\n')
    with socket.create_connection(('127.0.0.1', person.city.port)) as s:
        s.sendall(head.encode() + piece)


def wait_for(what, seconds=10):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, 'it never came about'
        time.sleep(0.02)


def paper_of(city, owner, place):
    """The finished upload in a project's file, as others read it."""
    project = owner.get('/projects?limit=1').ok()['items'][0]['id']
    upload = place.rsplit('/', 1)[1]
    paper = owner.post(f'/projects/{project}/papers', {'material': 'M02', 'title': '图纸', 'upload': upload}, **key()).ok()
    return paper, owner.get(f"/projects/{project}/papers/{paper['id']}/content")


def test_what_uploads_can_do(city):
    answer = city.stranger().call('OPTIONS', '/uploads')
    assert answer.status == 204, answer.status
    assert int(answer.headers['tus-max-size']) == GIGABYTES_2, answer.headers
    assert answer.headers['tus-version'] == '1.0.0' and 'creation' in answer.headers['tus-extension']


def test_resumes_after_cuts(city):
    owner = city.sign_in('owner01')
    whole = content(3_000_000)
    place = owner.begin_upload(len(whole), '总平面图.pdf')
    torn_patch(owner, place, 0, whole[:1_000_000], len(whole))
    wait_for(lambda: offset(owner, place) == 1_000_000)
    torn_patch(owner, place, 1_000_000, whole[1_000_000:1_700_001], 2_000_000)
    wait_for(lambda: offset(owner, place) == 1_700_001)
    city.kill()  # what was acknowledged survives the server, too
    city.start()
    owner = city.sign_in('owner01')
    at = offset(owner, place)
    assert at == 1_700_001, at
    done = owner.send_piece(place, at, whole[at:])
    assert (done.status, done.headers['upload-offset']) == (204, str(len(whole)))
    paper, read = paper_of(city, owner, place)
    assert read.body == whole and paper['sha256'] == hashlib.sha256(whole).hexdigest() and paper['size'] == len(whole)


def test_wrong_offsets(city):
    owner = city.sign_in('owner01')
    place = owner.begin_upload(100)
    owner.send_piece(place, 10, PDF).problem(409, 'tus.offset')
    assert owner.send_piece(place, 0, PDF[:20]).status == 204
    for wrong in (0, 19, 21, 100, 2 ** 62):
        owner.send_piece(place, wrong, b'x').problem(409, 'tus.offset')
    for broken in ('', '-1', '+20', '2x', '1e1', '9' * 40):
        owner.send_piece(place, broken, b'x').problem(400, 'tus.header')
    assert offset(owner, place) == 20


def test_too_large(city):
    owner = city.sign_in('owner01')
    def create(length):
        return owner.call('POST', '/uploads', b'', {**TUS, 'Upload-Length': str(length)})
    create(GIGABYTES_2 + 1).problem(413, 'tus.too_large')
    create(2 ** 62).problem(413, 'tus.too_large')
    for broken in ('', '-1', 'x', '1.5', '9' * 40):
        create(broken).problem(400, 'tus.header')
    most = create(GIGABYTES_2)
    assert most.status == 201
    assert owner.call('DELETE', most.headers['location'], headers=TUS).status == 204
    place = owner.begin_upload(10)  # more than was announced
    answer = owner.send_piece(place, 0, b'%PDF-1.4\nabcdef')
    assert answer.status in (400, 409, 413), answer.status
    assert offset(owner, place) <= 10


def test_checksums(city):
    owner = city.sign_in('owner01')
    whole = content(200_000, b'sum')
    place = owner.begin_upload(len(whole))
    right = base64.b64encode(hashlib.sha256(whole[:100_000]).digest()).decode()
    damaged = whole[:50_000] + b'!' + whole[50_001:100_000]
    owner.send_piece(place, 0, damaged, **{'Upload-Checksum': 'sha256 ' + right}).problem(460, 'tus.checksum')
    assert offset(owner, place) == 0, 'a damaged piece was kept'
    assert owner.send_piece(place, 0, whole[:100_000], **{'Upload-Checksum': 'sha256 ' + right}).status == 204
    for unknown in ('md5 ' + right, 'sha256', 'sha256 !!!', ''):
        answer = owner.send_piece(place, 100_000, b'x', **{'Upload-Checksum': unknown})
        assert answer.status == 400, (unknown, answer.status)
    assert owner.send_piece(place, 100_000, whole[100_000:]).status == 204
    finished = owner.get('/uploads/' + place.rsplit('/', 1)[1]).ok()
    assert finished['sha256'] == hashlib.sha256(whole).hexdigest() and len(finished['sm3']) == 64


def test_names_and_types(city):
    owner = city.sign_in('owner01')
    name = '施工图 "A-1"; 第二版.pdf'
    place = owner.begin_upload(len(PDF), name)
    assert owner.send_piece(place, 0, PDF).status == 204
    assert owner.get('/uploads/' + place.rsplit('/', 1)[1]).ok()['name'] == name
    script = b'<html><script>alert(1)</script></html>'
    place = owner.begin_upload(len(script), 'harmless.pdf')
    owner.send_piece(place, 0, script).problem(422, 'blob.type')
    paper, read = paper_of(city, owner, owner.begin_upload(len(PDF)) and '/api/v1/uploads/' + owner.upload(PDF, '1.pdf'))
    assert read.headers['content-type'] == 'application/pdf' and read.headers['x-content-type-options'] == 'nosniff'
    assert "filename*=UTF-8''%E5%9B%BE%E7%BA%B8.pdf" in read.headers['content-disposition'], read.headers
    part = owner.get(f"/projects/{owner.get('/projects?limit=1').ok()['items'][0]['id']}/papers/{paper['id']}/content", Range='bytes=0-7')
    assert (part.status, part.body) == (206, PDF[:8])


def test_cancelled_is_gone(city):
    owner = city.sign_in('owner01')
    place = owner.begin_upload(100)
    assert owner.send_piece(place, 0, PDF[:10]).status == 204
    assert owner.call('DELETE', place, headers=TUS).status == 204
    assert owner.call('HEAD', place, headers=TUS).status == 404
    owner.send_piece(place, 10, b'x').problem(404, 'tus.unknown')
    owner.post(f"/projects/{owner.get('/projects?limit=1').ok()['items'][0]['id']}/papers",
               {'material': 'M02', 'title': 'a', 'upload': place.rsplit('/', 1)[1]}).problem(404, 'upload.none')


def test_many_unfinished(city):
    owner = city.sign_in('owner02')
    places = [owner.begin_upload(10) for _ in range(64)]
    owner.call('POST', '/uploads', b'', {**TUS, 'Upload-Length': '10'}).problem(429, 'tus.too_many')
    for place in places:
        assert owner.call('DELETE', place, headers=TUS).status == 204
    owner.begin_upload(10)


def test_protocol_version(city):
    owner = city.sign_in('owner01')
    for version in (None, '0.2.2', '2.0.0'):
        headers = {'Upload-Length': '10', 'Content-Type': None, **({'Tus-Resumable': version} if version else {})}
        answer = owner.call('POST', '/uploads', b'', headers)
        answer.problem(412, 'tus.version')
        assert answer.headers['tus-version'] == '1.0.0'


if __name__ == '__main__':
    runner = Runner()
    with City(projects=3) as city:
        from walk import Walk
        Walk(city, 'owner01').register('上传试验', {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own',
                                                  'low_risk': 'yes', 'air_defence': 'exempt'}, floorArea='1800', investment='900')
        runner.run('what uploads can do is told, 2 GB among it', test_what_uploads_can_do, city)
        runner.run('an upload goes on after cuts and after kill -9', test_resumes_after_cuts, city)
        runner.run('a wrong offset is a conflict', test_wrong_offsets, city)
        runner.run('more than 2 GB is too large', test_too_large, city)
        runner.run('a damaged piece is not kept', test_checksums, city)
        runner.run('names in any script, types by content', test_names_and_types, city)
        runner.run('what was cancelled is gone', test_cancelled_is_gone, city)
        runner.run('unfinished uploads of one person are limited', test_many_unfinished, city)
        runner.run('other versions of the protocol are refused', test_protocol_version, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()

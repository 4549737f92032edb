#!/usr/bin/env python3
"""A broken city/ never starts half-way: every command that reads one refuses it whole, naming file, line and remedy."""
import pathlib, re, shutil, subprocess, tempfile
from broken_cities import CALENDAR, CHANGES, Change
from client import ROOT, Runner, program

CITY = ROOT / 'city'


def zhupi(*arguments, **more):
    return subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True, timeout=60, **more)


class Workplace:
    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-city-'))
        self.city = self.folder / 'city'
        shutil.copytree(CITY, self.city)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)


def in_both_languages(text):
    return re.search('[\u4e00-\u9fff]', text) and re.search('[A-Za-z]{3}', text)


def check_refusal(done, file, line, what):
    """The first complaint names the file and the line, and is followed by what to do, in both languages."""
    assert done.returncode == 1, f'{what}: exit code {done.returncode} {done.stdout}{done.stderr}'
    assert done.stdout == '', f'{what}: {done.stdout}'
    named = [l for l in done.stderr.splitlines() if l.startswith(file)]
    assert named, f'{what}: {file} is not named: {done.stderr[:600]}'
    assert line is None or any(l.startswith(f'{file}:{line}:') for l in named), f'{what}: line {line} is not named: {named[:3]}'
    assert in_both_languages(done.stderr), done.stderr
    zh = named[0].split(': ', 1)[1]
    assert zh.count('。') >= 1 and zh.split('。', 1)[1].strip(), f'{what}: no remedy: {named[0]}'
    assert not re.search(r'\{\w+\}', done.stderr.replace('{yyyy}', '').replace('{seq}', '').replace('{oops}', '')
                         .replace('{seq4}', '').replace('{district}', '')), done.stderr


def test_change(change):
    with Workplace() as work:
        change = change.fitting(work.city)
        line = change.apply(work.city)
        check_refusal(zhupi('import', work.city, '--check'), change.named, line, change.what)


def test_calendar(what, old, new):
    with Workplace() as work:
        file = next((work.city / 'calendar').glob('*.csv'))
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))
        done = zhupi('import', work.city, '--check')
        assert done.returncode == 1 and file.name in done.stderr, f'{what}: {done.returncode} {done.stdout}{done.stderr}'
        assert in_both_languages(done.stderr), done.stderr


def test_nothing_is_begun():
    """init and import with a broken city leave no data behind; what was there before stays in force."""
    change = CHANGES[0].fitting(CITY)
    with Workplace() as work:
        line = change.apply(work.city)
        data = work.folder / 'data'
        check_refusal(zhupi('init', '--data', data, '--city', work.city), change.file, line, 'init')
        assert not data.exists() or not any(data.iterdir()), list(data.iterdir())
        check_refusal(zhupi('import', work.city, '--data', data), change.file, line, 'import')
        assert not (data / 'city').exists()

        assert zhupi('init', '--data', data, '--city', CITY).returncode == 0
        before = sorted((p.relative_to(data), p.read_bytes()) for p in (data / 'city').rglob('*') if p.is_file())
        check_refusal(zhupi('import', work.city, '--data', data), change.file, line, 'import')
        after = sorted((p.relative_to(data), p.read_bytes()) for p in (data / 'city').rglob('*') if p.is_file())
        assert before == after, 'a broken import has touched the city in force'


def test_no_command_starts_with_it():
    with Workplace() as work:
        data = work.folder / 'data'
        assert zhupi('init', '--data', data, '--city', CITY).returncode == 0
        change = CHANGES[0].fitting(CITY)
        line = change.apply(data / 'city')
        for arguments in (('serve', '--data', data, '--listen', '127.0.0.1:0'), ('replay', '--verify', '--data', data),
                          ('user', 'add', '--data', data, '--username', 'abc', '--name', '甲', '--role', 'auditor')):
            check_refusal(zhupi(*arguments), change.file, line, arguments[0])


def test_several_faults_at_once():
    """All of them are told, so that one run of the editor is enough."""
    with Workplace() as work:
        faults = [CHANGES[0].fitting(CITY), CHANGES[1].fitting(CITY), Change('', 'flows/g1.yaml', 'lead: zjj', 'lead: nobody'), Change('', 'city.yaml', 'intake: spj', 'intake: bakery')]
        lines = [(f.file, f.apply(work.city)) for f in faults]
        done = zhupi('import', work.city, '--check')
        for file, line in lines:
            assert f'{file}:{line}:' in done.stderr, f'{file}:{line} is not told: {done.stderr}'


def test_no_city_at_all():
    with Workplace() as work:
        empty = work.folder / 'empty'
        empty.mkdir()
        done = zhupi('import', empty, '--check')
        assert done.returncode == 1 and in_both_languages(done.stderr), (done.returncode, done.stderr)
        for nothing in (work.folder / 'none', work.city / 'city.yaml'):
            done = zhupi('import', nothing, '--check')
            assert done.returncode in (1, 2) and in_both_languages(done.stderr), (done.returncode, done.stderr)


def test_the_whole_city():
    done = zhupi('import', CITY, '--check')
    assert done.returncode == 0 and re.search(r'\d+ 个事项', done.stdout) and done.stderr == '', done


if __name__ == '__main__':
    runner = Runner()
    runner.run('the city of the project is whole', test_the_whole_city)
    for change in CHANGES:
        runner.run(change.what, test_change, change)
    for what, old, new in CALENDAR:
        runner.run('calendar: ' + what, test_calendar, what, old, new)
    runner.run('all faults are told at once', test_several_faults_at_once)
    runner.run('no city at all', test_no_city_at_all)
    runner.run('a broken city leaves nothing behind', test_nothing_is_begun)
    runner.run('no command starts with a broken city', test_no_command_starts_with_it)
    runner.finish()

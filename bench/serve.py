#!/usr/bin/env python3
"""How long the demo takes to fill, how soon `zhupi serve` is ready on it, and how much memory it holds. Prints figures
and asserts nothing.

    bench/serve.py [--projects 300] [--days 730] [--starts 5]
"""
import argparse, concurrent.futures, http.client, os, pathlib, re, resource, shutil, statistics, subprocess, sys, tempfile, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tests/api'))
from client import OwnDatabase, Person, program


class Serving:
    """A server on the filled data; the figures of its start."""

    def __init__(self, data, arguments):
        begin = time.monotonic()
        self.process = subprocess.Popen([program(), 'serve', '--data', data, *arguments, '--listen', '127.0.0.1:0'],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(re.search(r':(\d+)/', self.process.stdout.readline())[1])
        connection = http.client.HTTPConnection('127.0.0.1', self.port)
        connection.request('GET', '/readyz')
        assert connection.getresponse().status == 200
        self.ready = time.monotonic() - begin

    def memory(self):
        """Resident now and at most so far, in MB."""
        text = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return [int(re.search(name + r':\s+(\d+) kB', text)[1]) / 1024 for name in ('VmRSS', 'VmHWM')]

    def stop(self):
        begin = time.monotonic()
        self.process.terminate()
        self.process.wait()
        return time.monotonic() - begin


def look_around(server, username):
    """What a person does in a few minutes: lists page by page, cases and projects one after another."""
    person = Person(server, username)
    answers = 0
    for path in ('/cases?limit=200', '/cases?box=overdue', '/projects?limit=200', '/cases/counts', '/city', '/catalog/flows', '/openapi.json'):
        found = person.get(path).ok()
        answers += 1
        for row in found.get('items', [])[:60]:
            if 'application' in row:
                person.get(f"/cases/{row['id']}").ok()
                answers += 1
            elif 'flow' in row:
                person.get(f"/projects/{row['id']}").ok()
                answers += 1
    return answers


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--projects', type=int, default=300)
    options.add_argument('--days', type=int, default=730)
    options.add_argument('--starts', type=int, default=5)
    asked = options.parse_args()
    folder, database = tempfile.mkdtemp(prefix='zhupi-bench-'), OwnDatabase()
    data = folder + '/data'
    try:
        begin = time.monotonic()
        filled = subprocess.run([program(), 'demo', '--data', data, *database.arguments, '--fill-only', '--projects', str(asked.projects),
                                 '--days', str(asked.days)], check=True, capture_output=True, text=True).stdout
        took, used = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f'demo   {took:6.2f} s to fill, {used.ru_utime + used.ru_stime:.1f} s of processor · {filled.splitlines()[-1]}')
        print(f'load   {os.getloadavg()[0]:6.2f} on {os.cpu_count()} processors: with more than a little, the times say less')
        size = sum(p.stat().st_size for p in pathlib.Path(data).rglob('*') if p.is_file()) / 1e6
        print(f'data   {size:6.1f} MB on disk')
        ready = []
        for _ in range(asked.starts):
            server = Serving(data, database.arguments)
            ready.append(server.ready)
            idle, stopped = server.memory(), server.stop()
        print(f'start  {statistics.median(ready) * 1000:6.0f} ms to ready, median of {asked.starts} ({min(ready) * 1000:.0f} to {max(ready) * 1000:.0f})'
              f' · stop {stopped * 1000:.0f} ms')
        print(f'memory {idle[0]:6.1f} MB resident when ready, {idle[1]:.1f} MB at most')
        server = Serving(data, database.arguments)
        begin = time.monotonic()
        people = ['jiancha', 'zjj.cb1', 'zrzy.sh', 'owner01', 'counter1', 'fgw.pz', 'owner02', 'jiancha']
        with concurrent.futures.ThreadPoolExecutor(len(people)) as pool:
            answers = sum(pool.map(lambda name: look_around(server, name), people))
        busy = server.memory()
        print(f'memory {busy[0]:6.1f} MB resident after {answers} answers to {len(people)} people in {time.monotonic() - begin:.1f} s, {busy[1]:.1f} MB at most')
        server.stop()
        begin = time.monotonic()
        verified = subprocess.run([program(), 'replay', '--verify', '--data', data, *database.arguments], check=True, capture_output=True, text=True)
        print(f'replay {time.monotonic() - begin:6.2f} s · {verified.stdout.splitlines()[-1]}')
    finally:
        database.drop()
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()

"""PostgreSQL clusters that a test makes, stops, breaks and starts again."""
import os, pathlib, shutil, signal, subprocess, tempfile, time, urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin'))[-1]
AS_OWNER = ['runuser', '-u', 'postgres', '--'] if os.getuid() == 0 else []


def run(*command, check=True):
    done = subprocess.run([*AS_OWNER, *map(str, command)], capture_output=True, text=True)
    assert not check or done.returncode == 0, f'{command}: {done.stdout}{done.stderr}'
    return done.stdout.strip()


class Cluster:
    def __init__(self, *settings, on=None):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-pg-', dir=on))
        os.chmod(self.home, 0o755)
        self.folder = self.home / 'c'
        done = subprocess.run([ROOT / 'scripts/private_postgres.sh', 'start', self.folder, *settings], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        self.url = done.stdout.strip()
        self.port = int(urllib.parse.parse_qs(urllib.parse.urlparse(self.url).query)['port'][0])

    @property
    def data(self):
        return self.folder / 'data'

    def sql(self, text, database='zhupi', port=None, host=None):
        return run(BIN / 'psql', '-qAtX', '-h', host or self.folder, '-p', port or self.port, '-U', 'zhupi', '-d', database, '-c', text)

    def kill(self):
        """kill -9 of the postmaster: its children notice and go."""
        os.kill(int((self.data / 'postmaster.pid').read_text().splitlines()[0]), signal.SIGKILL)

    def stop(self, how='fast'):
        run(BIN / 'pg_ctl', '-D', self.data, '-m', how, '-w', 'stop', check=False)

    def start(self):
        """After kill -9 the last child may hold the shared memory for a moment more; then it is tried again."""
        for _ in range(40):
            (self.data / 'postmaster.pid').unlink(missing_ok=True)
            run(BIN / 'pg_ctl', '-D', self.data, '-l', self.folder / 'log', '-w', '-t', '60', 'start', check=False)
            if subprocess.run([BIN / 'pg_isready', '-q', '-h', self.folder, '-p', str(self.port)]).returncode == 0:
                return
            time.sleep(0.25)
        raise AssertionError((self.folder / 'log').read_text()[-2000:])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run([ROOT / 'scripts/private_postgres.sh', 'stop', self.folder])
        shutil.rmtree(self.home, ignore_errors=True)


class Standby:
    """A streaming replica of a cluster, made by pg_basebackup."""

    def __init__(self, primary, port):
        self.primary, self.port = primary, port
        self.data = primary.folder / 'standby'
        run(BIN / 'pg_basebackup', '-h', primary.folder, '-p', primary.port, '-U', 'zhupi', '-D', self.data, '-R', '-X', 'stream', '-c', 'fast')
        with open(self.data / 'postgresql.conf', 'a') as conf:
            conf.write(f"port = {port}\nhot_standby = on\n")
        run(BIN / 'pg_ctl', '-D', self.data, '-l', primary.folder / 'standby.log', '-w', 'start')

    @property
    def url(self):
        return f'postgres://zhupi@/zhupi?host={self.primary.folder}&port={self.port}'

    def promote(self):
        run(BIN / 'pg_ctl', '-D', self.data, '-w', 'promote')

    def stop(self):
        run(BIN / 'pg_ctl', '-D', self.data, '-m', 'immediate', '-w', 'stop', check=False)

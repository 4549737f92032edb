"""A disk so small that a test can fill it. Needs root."""
import pathlib, shutil, subprocess, tempfile


class SmallDisk:
    """A disk of a few megabytes: tmpfs."""

    def __init__(self, megabytes):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='zhupi-disk-'))
        subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={megabytes}m', 'tmpfs', self.folder], check=True)

    def fill(self, leave=0):
        """Takes all room but `leave` bytes."""
        with open(self.folder / 'ballast', 'ab') as ballast:
            block = b'\0' * 65536
            while (room := shutil.disk_usage(self.folder).free - leave) > 0:
                try:
                    ballast.write(block[:min(room, len(block))])
                    ballast.flush()
                except OSError:
                    break

    def make_room(self):
        (self.folder / 'ballast').unlink()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(['umount', '-l', self.folder])
        self.folder.rmdir()

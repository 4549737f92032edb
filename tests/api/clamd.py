"""Somebody who speaks like clamd(8): PING and INSTREAM, commands of the z and n kinds, pieces with their length in front,
StreamMaxLength, and the test file that every scanner knows (eicar.org). Run by itself it listens on a socket until it is
stopped: python3 clamd.py /tmp/clamd.ctl"""
import os, socket, struct, sys, threading

# Put together here, so that no scanner takes this file for it.
EICAR = (r'X5O!P%@AP[4\PZX54(P^)7CC)7}' + '$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*').encode()


class Clamd:
    def __init__(self, path, most=100 << 20):
        self.path, self.most = path, most
        self.scanned = []  # sizes, in order
        self.listener = None

    def start(self):
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(16)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()
        return self

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        os.unlink(self.path)

    def accept(self, listener):
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(line,), daemon=True).start()

    def talk(self, line):
        with line, line.makefile('rb') as heard:
            kind = heard.read(1)
            end = {b'z': b'\0', b'n': b'\n'}.get(kind)
            if end is None:
                return
            command = b''
            while (byte := heard.read(1)) not in (end, b''):
                command += byte
            answers = {b'PING': lambda: b'PONG', b'INSTREAM': lambda: self.scan(heard)}
            answer = answers.get(command, lambda: b'UNKNOWN COMMAND')()
            try:
                line.sendall(answer + end)
            except OSError:
                pass

    def scan(self, heard):
        content, size = b'', 0
        while True:
            length = heard.read(4)
            if len(length) < 4:
                return b'stream: ERROR'
            (length,) = struct.unpack('>I', length)
            if length == 0:
                break
            size += length
            if size > self.most:
                return b'INSTREAM size limit exceeded. ERROR'
            content = (content + heard.read(length))[-(1 << 20):] if size > 1 << 20 else content + heard.read(length)
        self.scanned.append(size)
        return b'stream: Eicar-Test-Signature FOUND' if EICAR in content else b'stream: OK'


if __name__ == '__main__':
    Clamd(sys.argv[1]).start()
    threading.Event().wait()

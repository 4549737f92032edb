#!/usr/bin/env python3
"""Keeps the house standing as it is drawn: prints every breach of the rules below, and fails if there is one.

  1. A room includes only itself and rooms that it USES, directly or through them; all stand on lower floors.
  2. Each third-party library has one home; nothing outside it sees the library, not even through a header of ours.
  3. Headers that cost every includer seconds stay in .cpp files, or in headers that only their own folder includes.
  4. No source file is longer than 900 lines.

The floors are read from the zhupi_room(...) lines of src/*/CMakeLists.txt; CMake refuses wrong links, this script wrong
includes. Usage: check_floors.py [--root DIR]
"""
import argparse, functools, pathlib, re, sys

LONGEST = 900
ROOF = ('main', 8)  # the program itself stands on everything

# Where a library may be included. A new one needs a line here and one in docs/dependencies.md.
HOMES = {
    'CLI/': ['main'],
    'argon2.h': ['crypto'],
    'boost/asio': ['server/net'],
    'boost/beast': ['server/net'],
    'boost/describe': ['*'],
    'simdjson': ['base'],
    'boost/mp11': ['*'],
    'boost/multiprecision': ['feel'],
    'curl/': ['notify'],
    'dlfcn.h': ['crypto'],
    'fmt/': ['base'],
    'openssl/': ['crypto', 'server/net'],
    'pugixml.hpp': ['dmn', 'bpmn', 'licence'],
    're2/': ['feel'],
    'spdlog/': ['base'],
    'libpq-fe.h': ['store'],
    'sqlite3.h': ['store'],
    'tl/expected.hpp': ['*'],
    'toml++/': ['main'],
    'unicode/': ['feel'],
    'yaml-cpp/': ['catalog'],
    'zlib.h': ['document', 'server/net'],
}
# Cheap enough for any header of ours, or a type that our headers are made of.
LIGHT = ('boost/describe', 'boost/mp11', 'tl/expected.hpp')
# 0.3 to 3 seconds of every including file.
HEAVY_STANDARD = ('filesystem', 'future', 'iostream', 'regex', 'thread')
SYSTEM = re.compile(r'^(sys|netinet|arpa|linux)/|^(dirent|fcntl|netdb|poll|pwd|sched|signal|spawn|termios|unistd)\.h$')
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
ROOM = re.compile(r'zhupi_room\(\s*(\w+)\s+FLOOR\s+([\d.]+)(?:\s+USES((?:\s+\w+)+?))?(?:\s+LINKS[^)]*)?\s*\)')
GENERATED = ('api.d.ts',)
LONG_KINDS = ('.cpp', '.hpp', '.py', '.ts', '.vue', '.mjs', '.sh', '.cmake', '.sql')


class House:
    def __init__(self, root):
        self.root = root
        self.source = root / 'src'
        self.floor, self.uses, self.breaches = {}, {}, []
        for cmake in sorted(self.source.glob('*/CMakeLists.txt')):
            if cmake.parent.name == ROOF[0]:
                continue
            found = ROOM.search(cmake.read_text('utf-8'))
            if not found or found[1] != cmake.parent.name:
                self.breach(cmake, f"has no zhupi_room({cmake.parent.name} FLOOR ...) line")
                continue
            self.floor[found[1]] = float(found[2])
            self.uses[found[1]] = (found[3] or '').split()
        if (self.source / ROOF[0]).is_dir():
            self.uses[ROOF[0]], self.floor[ROOF[0]] = sorted(self.floor), float(ROOF[1])
        self.files = [f for f in sorted(self.source.rglob('*')) if f.suffix in ('.cpp', '.hpp')]
        self.includes = {f: [(kind == '<', name) for kind, name in INCLUDE.findall(f.read_text('utf-8'))] for f in self.files}

    def breach(self, file, what):
        self.breaches.append(f'{file.relative_to(self.root)}: {what}')

    def room_of(self, file):
        return file.relative_to(self.source).parts[0]

    @functools.cache
    def reachable(self, room):
        """The rooms that `room` may include: what it uses, and what those use."""
        below = set()
        for used in self.uses.get(room, []):
            if self.floor.get(used, 99) < self.floor[room]:  # anything else is a breach by itself
                below |= {used} | self.reachable(used)
        return frozenset(below)

    @functools.cache
    def headers_seen(self, file):
        """Every header of ours that the file includes, directly or not."""
        seen, waiting = set(), [file]
        while waiting:
            for third_party, name in self.includes.get(waiting.pop(), []):
                header = self.source / name
                if not third_party and header in self.includes and header not in seen:
                    seen.add(header)
                    waiting.append(header)
        return seen

    def check_rooms(self):
        for room, used in self.uses.items():
            for other in used:
                if other not in self.floor:
                    self.breach(self.source / room / 'CMakeLists.txt', f"uses '{other}', which is no room")
                elif self.floor[other] >= self.floor[room]:
                    self.breach(self.source / room / 'CMakeLists.txt', f"uses '{other}', which does not stand below it")

    def check_own_includes(self, file):
        room = self.room_of(file)
        for third_party, name in self.includes[file]:
            target = name.split('/')[0]
            if third_party or target == room or target not in self.floor:
                continue
            if self.floor[target] >= self.floor.get(room, 0):
                way = 'upstairs' if self.floor[target] > self.floor.get(room, 0) else 'sideways'
                self.breach(file, f'includes {name}, which runs {way} (floor {self.floor[target]:g}). '
                                  'Move the code down, or pass what it needs as an argument.')
            elif target not in self.reachable(room):
                self.breach(file, f"includes {name}, but room '{room}' does not use '{target}'")

    def outside_name(self, name):
        """What a third-party or costly include is listed as; None for a light one, '' for one that is not listed."""
        if name in HEAVY_STANDARD:
            return name
        if SYSTEM.search(name) or ('.' not in name and '/' not in name):
            return None
        listed = max((key for key in HOMES if name.startswith(key)), key=len, default='')
        return None if listed in LIGHT else listed

    def check_libraries(self, file):
        if file.name.endswith('_test.cpp') or file.name.startswith('test_'):  # a test may look at the outside with the library's own eyes
            return
        folder = file.relative_to(self.source).parent.as_posix()
        for third_party, name in self.includes[file]:
            if not third_party:
                continue
            listed = self.outside_name(name)
            if listed == '':
                self.breach(file, f'includes <{name}>, which has no home in scripts/check_floors.py')
            elif listed and listed in HOMES and not any((folder + '/').startswith(home + '/') for home in HOMES[listed]):
                self.breach(file, f"includes <{name}>, whose home is {' and '.join('src/' + h for h in HOMES[listed])}")
        for header in self.headers_seen(file):
            if header.parent == file.parent:
                continue
            for third_party, name in self.includes[header]:
                if third_party and self.outside_name(name):
                    self.breach(file, f'sees <{name}> through {header.relative_to(self.source)}')

    def check_headers(self, file):
        if file.suffix == '.hpp' and '#pragma once' not in file.read_text('utf-8'):
            self.breach(file, 'has no #pragma once')

    def check_lengths(self):
        skipped = {'build', 'node_modules', 'dist', '.git', '.node', 'data'}
        for top in ('src', 'scripts', 'tests', 'bench', 'cmake', 'forms', 'web', 'mobile', 'deploy'):
            for file in sorted((self.root / top).rglob('*')):
                if file.name == 'api.d.ts':
                    continue  # made by `npm run types`
                if file.suffix in LONG_KINDS and file.name not in GENERATED and not skipped & set(file.relative_to(self.root).parts):
                    lines = file.read_text('utf-8').count('\n')
                    if lines > LONGEST:
                        self.breach(file, f'has {lines} lines; {LONGEST} is the most. Split it by idea.')

    def check(self):
        self.check_rooms()
        for file in self.files:
            self.check_own_includes(file)
            self.check_libraries(file)
            self.check_headers(file)
        self.check_lengths()
        return sorted(set(self.breaches))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--root', type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    house = House(parser.parse_args().root)
    breaches = house.check()
    for breach in breaches:
        print(breach)
    print(f'{len(house.files)} files in {len(house.floor)} rooms: '
          + (f'{len(breaches)} breaches' if breaches else 'every include runs downstairs'))
    return 1 if breaches else 0


if __name__ == '__main__':
    sys.exit(main())

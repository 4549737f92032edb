#!/usr/bin/env python3
"""Adds up what the test programs in a log say of themselves: prints "PASSED FAILED", or nothing when none says anything.

Knows doctest ("[doctest] test cases: 20 | 20 passed | 0 failed"), Vitest ("Tests  1 failed | 44 passed (45)"),
Playwright ("3 failed" and "42 passed (1.1m)" on lines of their own) and our own "42 passed, 0 failed".
"""
import pathlib, re, sys

COLOURS = re.compile(r'\x1b\[[0-9;]*m')
ROW = re.compile(r'^(?:\[doctest\] test cases:|Tests\s)|^\d+ (?:passed|failed|flaky)(?:,|$| \()')
COUNT = re.compile(r'(\d+) (passed|failed|flaky)')


def count(text):
    passed = failed = rows = 0
    for line in COLOURS.sub('', text).splitlines():
        line = re.sub(r'^\d+: ', '', line).strip()  # ctest -V numbers the lines of each test
        if ROW.search(line):
            rows += 1
            for number, verdict in COUNT.findall(line):
                # A test that passes only when it is tried again has failed.
                if verdict == 'passed':
                    passed += int(number)
                else:
                    failed += int(number)
    return (passed, failed) if rows else None


if __name__ == '__main__':
    counted = count(pathlib.Path(sys.argv[1]).read_text('utf-8', errors='replace'))
    if counted:
        print(*counted)

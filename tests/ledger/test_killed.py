#!/usr/bin/env python3
"""kill -9 of the server while its log grows: whatever moment it is, the log goes on, and holds every event that was
acknowledged. On PostgreSQL with ZHUPI_STORE."""
import random
from client import City, Runner
from log import Auditor, checkpoint, until, verify
from load import Load

ROUNDS = 12


def store_of(city):
    return city.database.arguments[1] if city.database.arguments else city.data


def test_killed(city):
    chance = random.Random(7)
    notes, acknowledged = [], 0
    for _ in range(ROUNDS):
        auditor = Auditor(city)
        begin = auditor.status()['size']
        load = Load(city, clients=4).start()
        wanted = begin + chance.randrange(1, 60)
        until(lambda: auditor.status()['size'] >= wanted, 'the log to grow')
        city.kill()
        notes.append((city.folder / 'data/ledger/log/checkpoint').read_text())
        city.start('--ledger-interval', '50')
        load.stop()  # each client has its last command answered, by the new server
        acknowledged += len(load.acknowledged)
    auditor = Auditor(city)
    size = auditor.caught_up()['size']
    assert size > acknowledged > ROUNDS
    done = verify(city.data, '--store', store_of(city), '--data', city.data)
    assert done.returncode == 0 and f'compared={size} head={size}' in done.stdout, done.stdout + done.stderr
    for number, note in enumerate(notes):  # nobody has ever been shown what is not the beginning of this
        file = city.folder / f'note{number}'
        file.write_text(note)
        done = verify(city.data, '--since', file)
        assert done.returncode == 0 and f'continues  {checkpoint(note)[1]}\n' in done.stdout, done.stdout + done.stderr


def main():
    runner = Runner()
    with City(1, serve=False) as city:
        city.start('--ledger-interval', '50')
        runner.run(f'killed {ROUNDS} times while it grows', test_killed, city)
    runner.finish()


if __name__ == '__main__':
    main()

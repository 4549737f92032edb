"""The scripts that guard the house, tried on small houses with and without faults."""
import json, pathlib, re, subprocess, sys, tempfile, unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / 'scripts'), str(ROOT / 'tests')]
import batch_sources, brief, check_floors, count_results  # noqa: E402

SOUND = {
    'base/CMakeLists.txt': 'zhupi_room(base FLOOR 0.5 LINKS PkgConfig::SIMDJSON)\n',
    'base/text.hpp': '#pragma once\n#include <string>\n#include <boost/describe.hpp>\n',
    'store/CMakeLists.txt': 'pkg_check_modules(X)\nzhupi_room(store FLOOR 5 USES base\n  LINKS PkgConfig::SQLITE)\n',
    'store/store.hpp': '#pragma once\n#include "base/text.hpp"\n',
    'store/sqlite/connection.hpp': '#pragma once\n#include <sqlite3.h>\n',
    'store/sqlite/store.cpp': '#include "store/sqlite/connection.hpp"\n#include <thread>\n',
    'ledger/CMakeLists.txt': 'zhupi_room(ledger FLOOR 6 USES store)\n',
    'ledger/ledger.hpp': '#pragma once\n#include "store/store.hpp"\n#include "base/text.hpp"\n',
    'notify/CMakeLists.txt': 'zhupi_room(notify FLOOR 6 USES store)\n',
    'notify/notify.cpp': '#include <unistd.h>\n',
}


def breaches(**changed):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in {**SOUND, **changed}.items():
            file = root / 'src' / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, 'utf-8')
        return check_floors.House(root).check()


class Floors(unittest.TestCase):
    def refused(self, file, text, because):
        found = breaches(**{file: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(because, found[0])
        self.assertTrue(found[0].startswith('src/' + file), found[0])

    def test_a_sound_house_has_no_breach(self):
        self.assertEqual(breaches(), [])

    def test_an_include_may_not_run_upstairs(self):
        self.refused('base/text.cpp', '#include "store/store.hpp"\n', 'upstairs')

    def test_an_include_may_not_run_sideways(self):
        self.refused('notify/notify.cpp', '#include "ledger/ledger.hpp"\n', 'sideways')

    def test_a_room_includes_only_what_it_uses(self):
        self.refused('notify/CMakeLists.txt', 'zhupi_room(notify FLOOR 6 USES ledger)\n', 'does not stand below')
        found = breaches(**{'ledger/CMakeLists.txt': 'zhupi_room(ledger FLOOR 6 USES base)\n'})
        self.assertEqual(found, ["src/ledger/ledger.hpp: includes store/store.hpp, but room 'ledger' does not use 'store'"])

    def test_a_library_stays_at_home(self):
        self.refused('notify/notify.cpp', '#include <sqlite3.h>\n', 'home is src/store')
        self.refused('notify/notify.cpp', '#include <nlohmann/json.hpp>\n', 'no home')
        self.refused('notify/notify.cpp', '#include <simdjson.h>\n', 'home is src/base')

    def test_a_library_is_not_seen_through_a_header(self):
        self.refused('notify/notify.cpp', '#include "store/sqlite/connection.hpp"\n', 'sees <sqlite3.h>')
        self.refused('store/store.cpp', '#include "store/sqlite/connection.hpp"\n', 'sees <sqlite3.h>')

    def test_costly_standard_headers_do_not_leave_their_folder(self):
        found = breaches(**{'store/store.hpp': '#pragma once\n#include <thread>\n'})
        self.assertEqual(len(found), 1, found)
        self.assertIn('src/ledger/ledger.hpp: sees <thread> through store/store.hpp', found[0])

    def test_the_program_stands_on_every_room_and_no_room_on_the_program(self):
        program = {'main/CMakeLists.txt': 'add_executable(zhupi)\n', 'main/main.cpp': '#include "ledger/ledger.hpp"\n'}
        self.assertEqual(breaches(**program), [])
        found = breaches(**program, **{'main/main.hpp': '#pragma once\n', 'notify/notify.cpp': '#include "main/main.hpp"\n'})
        self.assertEqual(len(found), 1, found)
        self.assertIn('upstairs', found[0])

    def test_tests_may_look_at_the_outside(self):
        self.assertEqual(breaches(**{'notify/notify_test.cpp': '#include <sqlite3.h>\n'}), [])

    def test_long_files_and_headers_without_a_guard_are_refused(self):
        self.refused('notify/notify.cpp', '\n' * 901, '901 lines')
        self.refused('ledger/entry.hpp', '#include <string>\n', '#pragma once')

    def test_a_folder_without_a_floor_is_refused(self):
        self.refused('bim/CMakeLists.txt', 'add_library(bim)\n', 'zhupi_room(bim')


class Counting(unittest.TestCase):
    def counted(self, text, passed, failed):
        self.assertEqual(count_results.count(text), (passed, failed))

    def test_every_test_program_is_understood(self):
        self.counted('3: [doctest] test cases:   20 |   19 passed | 1 failed | 2 skipped\n', 19, 1)
        self.counted(' Test Files  2 passed (2)\n      Tests  1 failed | 44 passed (45)\n', 44, 1)
        self.counted('\x1b[32m  42 passed\x1b[39m (1.1m)\n  3 failed\n  1 flaky\n', 42, 4)
        self.counted('api: 7 routes\n12 passed, 0 failed\n', 12, 0)

    def test_programs_are_added_up(self):
        self.counted('1: [doctest] test cases: 2 | 2 passed | 0 failed |\n2: [doctest] test cases: 3 | 1 passed | 2 failed |\n', 3, 2)

    def test_other_words_are_not_counted(self):
        self.assertIsNone(count_results.count('100% tests passed, 0 tests failed out of 9\nall 3 passed the gate\n'))


class Documents(unittest.TestCase):
    def test_the_table_of_floors_is_that_of_the_sources(self):
        rows = re.findall(r'^\| ([\d.]+) \| `(\w+)` \|', (ROOT / 'ARCHITECTURE.md').read_text('utf-8'), re.M)
        self.assertEqual({room: float(floor) for floor, room in rows}, check_floors.House(ROOT).floor)

    def test_every_dependency_is_explained(self):
        page = (ROOT / 'docs/dependencies.md').read_text('utf-8')
        script = (ROOT / 'scripts/install_packages.sh').read_text('utf-8').replace('\\\n', ' ')
        named = [name for line in re.findall(r'^    \w+\) echo (.*?) ;;', script, re.M) for name in line.split()]
        self.assertGreater(len(named), 20)
        package = json.loads((ROOT / 'web/package.json').read_text('utf-8'))
        for name in named + list(package['dependencies']) + list(package['devDependencies']):
            self.assertTrue(f'`{name}`' in page, f'docs/dependencies.md does not explain {name}')

    def test_links_between_pages_lead_somewhere(self):
        for page in [*ROOT.glob('*.md'), *ROOT.glob('docs/**/*.md'), *ROOT.glob('city/**/*.md')]:
            for target in re.findall(r'\]\(([^)#:]+)(?:#[^)]*)?\)', page.read_text('utf-8')):
                self.assertTrue((page.parent / target).exists(), f'{page.relative_to(ROOT)}: {target}')

    def test_the_change_log_knows_the_version(self):
        version = (ROOT / 'VERSION').read_text('utf-8').strip()
        self.assertIn(f'## {version} ', (ROOT / 'CHANGELOG.md').read_text('utf-8'))


class Packages(unittest.TestCase):
    def test_an_unknown_group_is_an_error(self):
        done = subprocess.run([ROOT / 'scripts/install_packages.sh', 'kitchen'], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("unknown group 'kitchen'", done.stderr)


class Batches(unittest.TestCase):
    def together(self, *texts):
        return len(batch_sources.batches(8, dict(enumerate(texts)))) == 1

    def test_files_that_keep_different_names_share_a_batch(self):
        self.assertTrue(self.together('namespace a {\nnamespace {\nint one() { return 1; }\n}\n}', 'namespace a {\nnamespace {\nint two() { return 2; }\n}\n}'))

    def test_a_name_that_both_keep_parts_them(self):
        for kept in ('int f() { return 1; }', 'constexpr int a = 1, b = 2;', 'struct Row { int id; };', 'template <typename T>\nT f(T t) { return t; }',
                     'enum class Kind { one };', 'const std::vector<int> list{1};', 'using Line = std::pair<int, int*>;'):
            other = kept.replace('1', '3').replace('id', 'no').replace('one', 'two').replace('int*', 'char')
            self.assertFalse(self.together('namespace {\n%s\n}' % kept, 'namespace {\n%s\n}' % other), kept)
        self.assertFalse(self.together('static int f() { return 1; }', 'namespace {\nint f() { return 2; }\n}'))
        self.assertFalse(self.together('#define CHECKED 1', 'int CHECKED = 2;'))

    def test_what_one_keeps_the_other_may_not_call(self):
        kept = 'namespace {\nint text_of(int) { return 1; }\n}'
        self.assertFalse(self.together(kept, 'int g() { return text_of(2); }'))
        self.assertFalse(self.together('int g() { return text_of(2); }', kept))
        self.assertTrue(self.together(kept, 'int g() { return other::text_of(2) + it->text_of(1); }'))
        self.assertTrue(self.together(kept, 'int g() { int text_of = 2; return text_of; }'))
        self.assertTrue(self.together(kept, '// text_of(2)\nauto s = "text_of(2)";'))

    def test_the_same_using_may_stand_in_both(self):
        self.assertTrue(self.together('namespace a {\nusing net::Call;\nCall f();\n}', 'namespace a {\nusing net::Call;\nCall g();\n}'))
        self.assertFalse(self.together('using net::Call;', 'using bpmn::Call;'))
        self.assertFalse(self.together('using namespace feel;', 'int f();'))
        self.assertTrue(self.together('using namespace feel;', 'using namespace feel;'))

    def test_no_batch_is_longer_than_it_may_be(self):
        made = batch_sources.batches(2, {name: f'int {name}();' for name in 'abcde'})
        self.assertEqual([len(batch) for batch in made], [2, 2, 1])


if __name__ == '__main__':
    brief.main()

#!/usr/bin/env python3
"""`zhupi rules`: test, eval, lint."""
import os, pathlib, re, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ZHUPI = pathlib.Path(os.environ.get('ZHUPI', ROOT / 'build/release/bin/zhupi'))
SUITE = ROOT.parent / 'shared/suites/dmn-tck'
FLOW = str(HERE / 'flow.dmn')
passed = failed = 0


def rules(*arguments, given=None):
    done = subprocess.run([ZHUPI, 'rules', *arguments], capture_output=True, text=True, input=given, timeout=300)
    return done.returncode, done.stdout, done.stderr


def check(rule, holds, shown=''):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f'FAIL {rule}\n     {shown}')


def kit():
    global passed, failed
    if not SUITE.is_dir():
        print(f'!!! The DMN TCK is not at {SUITE}: NONE OF ITS CASES WAS TRIED')
        return
    for part in sorted(p for p in SUITE.iterdir() if p.is_dir()):
        code, out, err = rules('test', str(part))
        for line in out.splitlines()[:-1]:
            print(line)
        match = re.search(r'(\d+) passed, (\d+) failed\n$', out)
        check(f'{part.name} is counted', match is not None, err)
        if match:
            good, bad = int(match[1]), int(match[2])
            print(f'{part.name}: {good} cases passed, {bad} failed'.replace(' passed,', ' right,').replace('failed', 'wrong'))
            passed, failed = passed + good, failed + bad
            check(f'{part.name}: the exit code says so', code == (0 if bad == 0 else 3), code)


def evaluate():
    code, out, err = rules('eval', FLOW, '--decision', '流程', '--input', '{"面积": 1200}')
    check('a decision is evaluated', (code, out) == (0, '"一般"\n'), (out, err))
    code, out, err = rules('eval', FLOW, '--decision', 'd2', '--input', '{"开工日期": "2026-11-25"}')
    check('texts become dates where the model wants them; an id will do', (code, out) == (0, '2026\n'), (out, err))
    code, out, err = rules('eval', FLOW, '--decision', '流程', '--input', '-', '--explain', given='{"面积": 6000}')
    check('it explains itself', '规则 3 成立' in out and '规则 1 不成立：“建筑面积”应不超过 300，实际是 6000。' in out, (out, err))
    code, out, err = rules('eval', FLOW, '--decision', '流程', '--input', '{"面积": 300}')
    check('null comes with its reason', (code, out) == (0, 'null\n') and '规则 1, 2 同时成立' in err, (out, err))
    with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
        file.write('{"面积": 1}')
        file.flush()
        code, out, err = rules('eval', FLOW, '--decision', '流程', '--input', '@' + file.name)
        check('the input may be a file', (code, out) == (0, '"小型"\n'), (out, err))


def complaints():
    for rule, arguments, code, words in [
        ('a missing model', ['eval', 'nothing.dmn', '--decision', 'd'], 1, 'nothing.dmn: cannot be opened'),
        ('an unknown decision', ['eval', FLOW, '--decision', 'x'], 1, 'There are: 流程, 开工年份'),
        ('JSON that is none', ['eval', FLOW, '--decision', '流程', '--input', '{面积: 1}'], 1, '--input'),
        ('JSON that is no object', ['eval', FLOW, '--decision', '流程', '--input', '[1]'], 1, 'must be a JSON object'),
        ('a missing input file', ['eval', FLOW, '--decision', '流程', '--input', '@no.json'], 1, 'no.json: cannot be opened'),
        ('a missing folder', ['test', 'nowhere'], 1, 'there is no such folder'),
        ('a folder without tests', ['test', str(ROOT / 'lists')], 1, 'no tests found'),
        ('no file to check', ['lint'], 2, 'files is required'),
        ('something that is no model', ['lint', str(HERE / 'run')], 1, 'XML'),
        ('a decision left out', ['eval', FLOW], 2, '--decision is required'),
    ]:
        got, out, err = rules(*arguments)
        check(f'{rule} is told of', got == code and words in out + err and 'terminate' not in err, (got, out, err))
    for command in ([], ['test'], ['eval'], ['lint']):
        got, out, err = rules(*command, '--help')
        check(f'help of rules {command} has examples', got == 0 and '例 Examples' in out, out + err)


def hostile():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + ''.join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(12)) + ']><x>&m;</x>'
    head = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="m">'
    for rule, text, words in [
        ('an entity bomb', bomb, 'DOCTYPE'),
        ('depth', head + '<context>' * 5000 + '</context>' * 5000 + '</definitions>', 'exceeds the limit'),
        ('size', head + '<!--' + ' ' * (17 << 20) + '--></definitions>', 'exceeds the limit'),
        ('a file from elsewhere', '<html/>', "its root is 'html'"),
        ('a file cut short', head + '<decision', 'not valid XML'),
    ]:
        with tempfile.NamedTemporaryFile('w', suffix='.dmn') as file:
            file.write(text)
            file.flush()
            code, out, err = rules('lint', file.name)
            check(f'{rule} is refused', code == 1 and words in err, err[:300])
    endless = head + ('<decision name="d"><variable name="d"/><literalExpression><text>{f: function(n) f(n + 1), r: f(1)}.r'
                      '</text></literalExpression></decision></definitions>')
    with tempfile.NamedTemporaryFile('w', suffix='.dmn') as file:
        file.write(endless)
        file.flush()
        code, out, err = rules('eval', file.name, '--decision', 'd')
        check('endless recursion ends in a diagnostic', (code, out) == (0, 'null\n') and '1200' in err, (code, out, err))


def lint():
    code, out, err = rules('lint', FLOW, '--english')
    check('findings come with an example', code == 3 and 'rules 1, 2 can hold at once: 建筑面积 = 300' in out, out)
    check('gaps too', 'No rule covers: 建筑面积 = 5000' in out, out)
    check('they are counted', out.endswith('1 errors, 1 warnings, 0 notes\n'), out)


if not ZHUPI.exists():
    print(f'{ZHUPI} is not built')
    print('0 passed, 1 failed')
    sys.exit(1)
for part in (kit, evaluate, complaints, hostile, lint):
    part()
print(f'{passed} passed, {failed} failed')
sys.exit(failed != 0)

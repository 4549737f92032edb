#!/usr/bin/env python3
"""Sorts the .cpp files of a room into batches that can be compiled as one file each (ZHUPI_UNITY, cmake/Precompiled.cmake).

  scripts/batch_sources.py SIZE FILE...     prints "batch file" per line; files alone in their batch have batch 0

What a file keeps to itself (an unnamed namespace, static, using, #define) would be seen by the files after it in a batch:
at best the compiler refuses it, at worst another function is called. So a file joins a batch only if it mentions no name
that one of those before it keeps to itself, none of them mentions or includes one of its own, and it opens every namespace
they open.
"""
import functools, pathlib, re, sys

SOURCES = pathlib.Path(__file__).parent.parent / 'src'

BLANK = re.compile(r'''R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+\'''', re.S)
TOKEN = re.compile(r'[A-Za-z_]\w*|::|->|\d[\w.\']*|\S')
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
NAME = re.compile(r'[A-Za-z_]\w*$')


def tokens_of(text):
    text = BLANK.sub(lambda found: ' ' if found[0].startswith('/') else ' 0 ', text)
    macros = set(re.findall(r'^\s*#\s*define\s+(\w+)', text, re.M))
    text = re.sub(r'^\s*#(?:\\\n|[^\n])*', ' ', text, flags=re.M)
    return TOKEN.findall(text), macros


def mentioned(tokens):
    """Names that are looked up where they stand, not behind a dot, an arrow or a namespace; those that are called as "name("."""
    found = set()
    for before, token, after in zip([''] + tokens, tokens, tokens[1:] + ['']):
        if NAME.match(token) and before not in ('.', '->', '::'):
            found |= {token, token + '('} if after == '(' else {token}
    return found


def declared(head):
    """The names that one declaration, up to its body or its semicolon, introduces; a function's as "name(", for a variable
    of another file may well have the same."""
    if head and head[0] == 'template':
        depth = 0
        for at, token in enumerate(head):
            depth += (token == '<') - (token == '>')
            if token == '>' and depth == 0:
                head = head[at + 1:]
                break
    if not head:
        return set()
    if head[0] in ('struct', 'class', 'union', 'enum'):
        names = [token for token in head[1:] if NAME.match(token) and token not in ('class', 'struct', 'final', 'alignas')]
        return set(names[:1])
    if head[0] == 'using':
        return {head[1]} if '=' in head else {head[-1]}
    if head[0] == 'namespace':
        return {head[1]}
    names, before, depth, angle = set(), '', 0, 0
    for token in head + [';']:
        if token == '<':
            angle += 1
        elif token == '>':
            angle = max(0, angle - 1)
        elif token in '([{':
            if depth == 0 and angle == 0 and NAME.match(before):
                if token == '(':  # nothing more is declared after a function; or a macro such as TEST_CASE
                    return names if before.isupper() else names | {before + '('}
                names.add(before)
            depth += 1
        elif token in ')]}':
            depth -= 1
        elif token in '=,;' and depth == 0 and angle == 0 and NAME.match(before):
            names.add(before)
        before = token
    return names


def kept(tokens, everything=False):
    """(names a file keeps to itself, or everything it declares, each with the "using" it comes from or the empty string;
    namespaces that it opens with "using namespace")"""
    names, opens, scopes, head = {}, set(), [], []

    def close():
        nonlocal head
        if head and (everything or 'unnamed' in scopes or 'static' in head or head[0] == 'using' or (head[0] == 'namespace' and '=' in head)):
            by = ' '.join(head) if head[0] in ('using', 'namespace') else ''
            names.update(dict.fromkeys(declared([token for token in head if token != 'static']), by))
        head = []

    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token == '{' and head[:1] == ['namespace'] or token == '{' and head[:2] == ['inline', 'namespace']:
            scopes.append('named' if len(head) > 1 else 'unnamed')
            head = []
        elif token == '}' and not head and scopes:
            scopes.pop()
        elif token == '{':
            depth = 0  # a body: skipped whole
            while True:
                depth += (tokens[at] == '{') - (tokens[at] == '}')
                if depth == 0:
                    break
                at += 1
            following = tokens[at + 1] if at + 1 < len(tokens) else ''
            if following in (';', ',', '='):
                head += ['{', '}']
            else:
                close()
        elif token == ';':
            if head[:2] == ['using', 'namespace']:
                opens.add(' '.join(head[2:]))
                head = []
            close()
        else:
            head.append(token)
        at += 1
    return names, opens


@functools.cache
def included(name):
    """What a header of ours, and those it includes, declare."""
    header = SOURCES / name
    if not header.exists():  # generated, or somebody else's
        return frozenset()
    text = header.read_text('utf-8')
    return frozenset(kept(tokens_of(text)[0], True)[0]).union(*map(included, INCLUDE.findall(text)))


def agree(one, other):
    """Neither mentions or includes a name that the other keeps to itself, unless both have it by the same "using"."""
    clashes = (one['own'].keys() & other['own'].keys()) | (one['words'] & other['own'].keys()) | (other['words'] & one['own'].keys())
    clashes |= (other['own'].keys() & one['included'] - other['included']) | (one['own'].keys() & other['included'] - one['included'])
    return all(one['own'].get(name) and one['own'].get(name) == other['own'].get(name) for name in clashes)


def batches(size, texts):
    """Lists of the keys of `texts`, none longer than size."""
    made = []
    for key, text in texts.items():
        tokens, macros = tokens_of(text)
        own, opens = kept(tokens)
        file = {'files': [key], 'own': own | dict.fromkeys(macros, ''), 'words': mentioned(tokens), 'opens': opens,
                'included': frozenset().union(*map(included, INCLUDE.findall(text)))}
        for batch in made:
            if len(batch['files']) < size and batch['opens'] <= opens and agree(batch, file):
                for part in file:
                    batch[part] = batch[part] + file[part] if part == 'files' else batch[part] | file[part]
                break
        else:
            made.append(file)
    return [batch['files'] for batch in made]


if __name__ == '__main__':
    files = sys.argv[2:]
    made = batches(int(sys.argv[1]), {file: open(file, encoding='utf-8').read() for file in files})
    for number, batch in enumerate(made, 1):
        for file in batch:
            print(number if len(batch) > 1 else 0, file)

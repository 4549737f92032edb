#!/usr/bin/env python3
"""Turns lists/*.json, where every list of the project is written once, into C++, TypeScript and Markdown.

  generate_lists.py --cpp DIR     C++ headers below DIR (done by every build)
  generate_lists.py --write       web/src/app/lists.gen.ts and docs/reference/*.md (committed)
  generate_lists.py --check       fails when the committed files are out of step (done by ./test.sh)
"""
import argparse, json, pathlib, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
KINDS = ('invalid malformed unauthenticated forbidden not_found conflict precondition too_large unsupported too_many '
         'unavailable internal').split()


def rows(name):
    """All rows of lists/NAME.json, or of every file in lists/NAME/."""
    folder, single = ROOT / 'lists' / name, ROOT / 'lists' / f'{name}.json'
    files = sorted(folder.glob('*.json')) if folder.is_dir() else [single] if single.exists() else []
    out, seen = [], {}
    for file in files:
        for row in json.loads(file.read_text('utf-8')):
            if row['code'] in seen:
                sys.exit(f"{file}: code '{row['code']}' is already in {seen[row['code']]}")
            seen[row['code']] = file
            out.append(row)
    return out


def identifier(code):
    return code.replace('.', '_').replace('-', '_')


def text(value):
    return json.dumps(value, ensure_ascii=False)


def cpp_errors():
    out = ['#pragma once', '// Generated from lists/errors by scripts/generate_lists.py.', '#include <span>', '',
           '#include "base/error.hpp"', '', 'namespace zhupi::err {']
    codes = rows('errors')
    for r in codes:
        if r['kind'] not in KINDS:
            sys.exit(f"lists/errors: '{r['code']}' has the unknown kind '{r['kind']}'; one of {', '.join(KINDS)}")
        for key in ('zh', 'en', 'nextZh', 'nextEn'):
            if not r.get(key):
                sys.exit(f"lists/errors: '{r['code']}' has no {key}")
        out.append(f"inline constexpr ErrorCode {identifier(r['code'])}{{{text(r['code'])}, ErrorKind::{r['kind']}, "
                   f"{text(r['zh'])}, {text(r['en'])}, {text(r['nextZh'])}, {text(r['nextEn'])}}};")
    out += ['', 'inline constexpr const ErrorCode* all[] = {']
    out += [f"    &{identifier(r['code'])}," for r in codes]
    out += ['};', '}  // namespace zhupi::err', '']
    return '\n'.join(out)


def cpp_named(name, namespace, comment):
    """A list of {code, zh, en, ...}: constants and a table of names."""
    out = ['#pragma once', f'// Generated from lists/{name} by scripts/generate_lists.py.', '#include <string_view>', '',
           f'namespace zhupi::{namespace} {{', f'// {comment}',
           'struct Named { std::string_view code, zh, en; };']
    listed = rows(name)
    out += [f'inline constexpr std::string_view {identifier(r["code"])} = {text(r["code"])};' for r in listed]
    out += ['inline constexpr Named all[] = {']
    out += [f'    {{{text(r["code"])}, {text(r["zh"])}, {text(r["en"])}}},' for r in listed]
    out += ['};', f'}}  // namespace zhupi::{namespace}', '']
    return '\n'.join(out)


def cpp_permission_table():
    out = ['#pragma once', '// Generated from lists/permissions.json by scripts/generate_lists.py.', '#include <string_view>', '',
           'namespace zhupi::permission {', 'struct Held { std::string_view permission, role; };',
           '// Which role holds which permission.', 'inline constexpr Held held[] = {']
    out += [f'    {{{text(r["code"])}, {text(role)}}},' for r in rows('permissions') for role in r['roles']]
    out += ['};', '}  // namespace zhupi::permission', '']
    return '\n'.join(out)


def typescript():
    out = ['// Generated from lists/ by scripts/generate_lists.py --write. Do not edit.', '']
    for name in ('permissions', 'event_types', 'roles', 'statuses'):
        listed = rows(name)
        if not listed:
            continue
        const = ''.join(w.capitalize() for w in name.split('_'))
        const = const[0].lower() + const[1:]
        out.append(f'export const {const} = {{')
        out += [f"  {text(r['code'])}: {{ zh: {text(r['zh'])}, en: {text(r['en'])} }}," for r in listed]
        out += ['} as const', f'export type {const[0].upper() + const[1:].rstrip("s")} = keyof typeof {const}', '']
    return '\n'.join(out)


def markdown(title, name, extra):
    head = ['code', '中文', 'English', *extra]
    out = [f'# {title}', '', f'Generated from `lists/{name}` by `scripts/generate_lists.py --write`.', '',
           '| ' + ' | '.join(head) + ' |', '|' + '---|' * len(head)]
    for r in rows(name):
        out.append('| ' + ' | '.join([f"`{r['code']}`", r['zh'], r['en'], *(str(r.get(k, '')) for k in extra.values())])
                   + ' |')
    return '\n'.join(out) + '\n'


def form_messages():
    """What the form runtime of web and mobile says of a field."""
    out = ['// Generated from lists/errors/catalog.json and forms.json by scripts/generate_lists.py --write. Do not edit.', '',
           'export const messages = {']
    out += [f"  {text(r['code'])}: {{ zh: {text(r['zh'])}, en: {text(r['en'])} }}," for r in rows('errors') if r['code'].startswith('field.')]
    return '\n'.join(out + ['} as const', ''])


def committed():
    files = {
        ROOT / 'forms/messages.gen.ts': form_messages(),
        ROOT / 'web/src/app/lists.gen.ts': typescript(),
        ROOT / 'docs/reference/errors.md': markdown('Error codes 错误码', 'errors', {'kind': 'kind', '怎么办': 'nextZh', 'what to do': 'nextEn'}),
    }
    for name, title in (('permissions', 'Permissions 权限'), ('event_types', 'Event types 事件类型'), ('roles', 'Roles 角色'), ('statuses', 'States of a case 办件状态')):
        if rows(name):
            files[ROOT / f'docs/reference/{name}.md'] = markdown(title, name, {})
    return files


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument('--cpp', metavar='DIR')
    args.add_argument('--write', action='store_true')
    args.add_argument('--check', action='store_true')
    chosen = args.parse_args()
    if chosen.cpp:
        target = pathlib.Path(chosen.cpp)
        made = {'base/permission_table.hpp': cpp_permission_table(),
                'base/error_codes.hpp': cpp_errors(),
                'base/permissions.hpp': cpp_named('permissions', 'permission', 'What a role may be granted.'),
                'base/event_types.hpp': cpp_named('event_types', 'event', 'What the log can hold.'),
                'base/roles.hpp': cpp_named('roles', 'role', 'The kinds of people.'),
                'base/statuses.hpp': cpp_named('statuses', 'status_name', 'The states of a case, in words.')}
        for name, content in made.items():
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists() or file.read_text('utf-8') != content:
                file.write_text(content, 'utf-8')
    stale = []
    for file, content in committed().items() if chosen.write or chosen.check else []:
        if file.exists() and file.read_text('utf-8') == content:
            continue
        if chosen.check:
            stale.append(str(file.relative_to(ROOT)))
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, 'utf-8')
    if stale:
        sys.exit('out of step with lists/: ' + ', '.join(stale) + '\nrun scripts/generate_lists.py --write')


main()

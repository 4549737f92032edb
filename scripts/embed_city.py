#!/usr/bin/env python3
"""embed_city.py CITY OUT: writes the files of a city's folder as a C++ table."""
import pathlib, sys

city, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
rows = []
for file in sorted(p for p in city.rglob('*') if p.suffix in ('.yaml', '.csv', '.dmn', '.bpmn')):
    # A string literal may hold 64 KiB at most in some compilers, so long files are split.
    text = file.read_text('utf-8')
    parts = [text[i:i + 15000] for i in range(0, len(text), 15000)] or ['']
    literal = ' '.join(f'R"~~~({part})~~~"' for part in parts)
    rows.append(f'    {{"{file.relative_to(city).as_posix()}", {literal}}},')
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text('// Generated from city/ by scripts/embed_city.py.\n#include "main/city_files.hpp"\n\nnamespace zhupi {\n'
               'const std::vector<CityFile>& embedded_city() {\n    static const std::vector<CityFile> files{\n'
               + '\n'.join(rows) + '\n    };\n    return files;\n}\n}  // namespace zhupi\n', 'utf-8')

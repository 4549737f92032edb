"""Ways to break a city's files, each a small change that somebody could make in an editor."""


class Change:
    """Replaces the first `old` after the first `after` in a file; `line` is where the program must point, counted from
    the line of the change, or None when the fault has no line (a file that is gone)."""

    def __init__(self, what, file, old=None, new=None, after='', line=0, named=None, or_else=None):
        self.what, self.file, self.old, self.new, self.after, self.line = what, file, old, new, after, line
        self.named = named or file  # where the fault shows, which may be another file than the changed one
        self.or_else = or_else      # the same fault where a city says it elsewhere, in its rules

    def fitting(self, city):
        """This change, or its sibling for a city that has no such text here."""
        if self.old is None or self.or_else is None:
            return self
        content = (city / self.file).read_bytes()
        begin = content.find(self.after.encode())
        return self if begin >= 0 and content.find(self.old.encode(), begin) >= 0 else self.or_else

    def apply(self, city):
        """Answers the line that must be named."""
        path = city / self.file
        if self.old is None:
            path.unlink()
            return None
        content = path.read_bytes()
        old, new = (text if isinstance(text, bytes) else text.encode() for text in (self.old, self.new))
        begin = content.index(self.after.encode())
        at = content.index(old, begin)
        path.write_bytes(content[:at] + new + content[at + len(old):])
        return None if self.line is None else content[:at].count(b'\n') + 1 + self.line


A02 = '  - code: A02'
RULE_LINE = -2  # a rule is named by its first line
LIMITS, HANDLING, NEEDS = 'rules/limits.dmn', 'rules/handling.dmn', 'rules/materials.dmn'


def item(what, old, new, after=A02, **more):
    return Change(what, 'items/stage1.yaml', old, new, after, **more)


def rule(what, file, old, new, item_code='"A02"', line=RULE_LINE, **more):
    return Change(what, file, f'<text>{old}</text>', f'<text>{new}</text>', item_code, line=line, **more)


CHANGES = [
    item('an unknown department', 'department: fgw', 'department: nowhere',
         or_else=rule('an unknown department', HANDLING, '"云江市发展和改革委员会"', '"云江市面包局"')),
    item('an unknown material', '- M06', '- M99', or_else=rule('an unknown material', NEEDS, '"M06"', '"M99"')),
    item('a limit of nothing', 'promised: 5', 'promised: 0', or_else=rule('a limit of nothing', LIMITS, '5', '0')),
    item('a limit of years', 'promised: 5', 'promised: 5000', or_else=rule('a limit of years', LIMITS, '5', '5000')),
    item('a limit that is no number', 'promised: 5', 'promised: five', or_else=rule('a limit that is no number', LIMITS, '5', 'five')),
    item('a promise above the law', 'promised: 5', 'promised: 21', '  - code: A03',
         or_else=rule('a promise above the law', LIMITS, '5', '21', '"A03"')),
    item('an unknown prerequisite', 'after: [A01, A05]', 'after: [A01, Z99]'),
    item('an item that waits for itself', 'after: [A01, A05]', 'after: [A02]', line=None, named='flows/g1.yaml'),
    Change('a circle of prerequisites', 'items/stage2.yaml', 'after: [A08, B11, B15]', 'after: [C03]', '  - code: C01', line=None,
           named='flows/g1.yaml'),
    item('an item twice', 'code: A02', 'code: A01'),
    item('a misspelt key', 'basis: ', 'bases: '),
    item('a key twice', '    nature: other_power\n', '    nature: other_power\n    nature: licence\n', line=None),
    item('no English name', ', en: Approval of a government feasibility study', ''),
    item('an unknown nature', 'nature: other_power', 'nature: whim'),
    item('a pattern for numbers that cannot be filled', '{seq}', '{oops}'),
    item('an open bracket', 'after: [A01, A05]', 'after: [A01, A05', line=None),
    item('a tab', '    nature: other_power', '\tnature: other_power', line=None),
    Change('broken UTF-8', 'items/stage1.yaml', '政府投资项目可行性', b'\xff\xfe', A02, line=None),
    Change('an unknown item in a flow', 'flows/g1.yaml', '- A01', '- Z01', 'items:'),
    Change('a total that is not the sum', 'flows/g1.yaml', 'official_total: 54', 'official_total: 53'),
    Change('a stage that does not exist', 'flows/g1.yaml', 'number: 4', 'number: 9', 'stages:'),
    Change('an unknown lead department', 'flows/g1.yaml', 'lead: zjj', 'lead: nobody'),
    Change('a flow without its items', 'flows/g1.yaml', '\nitems:', '\nthings:', line=None),
    Change('a wrong credit code', 'departments.yaml', '119901009900003753', '119901009900003754'),
    Change('a district twice', 'city.yaml', '"990102"', '"990101"'),
    Change('an unknown counter', 'city.yaml', 'intake: spj', 'intake: bakery'),
    Change('no city file', 'city.yaml'),
    Change('no departments', 'departments.yaml'),
    Change('no materials', 'materials.yaml'),
    Change('no questions', 'questions.yaml'),
]
CALENDAR = [('a day that is none', '2019-02-03', '2019-02-30'), ('a day twice', '2019-02-03', '2019-02-02'),
            ('neither working nor free', '2019-02-03,1', '2019-02-03,maybe'), ('a missing column', '2019-02-03,1,makeup_workday,', '2019-02-03,1')]

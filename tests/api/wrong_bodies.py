"""Wrong bodies, made from the API's own description: for a good body and its JSON Schema, every way to get one member
wrong, with the place that the problem detail must name."""
import copy


def resolve(schema, components):
    while '$ref' in schema:
        schema = components[schema['$ref'].rsplit('/', 1)[1]]
    if 'anyOf' in schema:  # optional members: X or null
        return resolve(next(s for s in schema['anyOf'] if s.get('type') != 'null'), components)
    return schema


def optional(schema):
    return any(s.get('type') == 'null' for s in schema.get('anyOf', []))


def sample(schema, components):
    """Something of the right shape, for members that the good body leaves out."""
    schema = resolve(schema, components)
    if 'enum' in schema:
        return schema['enum'][0]
    kind = schema.get('type')
    if kind == 'object' and 'properties' in schema:
        return {name: sample(member, components) for name, member in schema['properties'].items()}
    return {'string': {'date': '2026-01-05', 'decimal': '1', 'date-time': '2026-01-05T09:00:00+08:00'}.get(schema.get('format'), 'a'),
            'integer': 1, 'number': 1.5, 'boolean': True, 'array': [], 'object': {}}[kind]


def escaped(name):
    return name.replace('~', '~0').replace('/', '~1')


def wrong_values(schema):
    """(what, value) that this one value must not be."""
    kind = schema.get('type')
    others = {'string': 7, 'integer': 'x', 'number': 'x', 'boolean': 'yes', 'array': {}, 'object': []}
    yield f'not a {kind}', others[kind]
    if kind == 'integer':
        yield 'a fraction', 1.5
        yield 'beyond all bounds', 10 ** 30
    if kind == 'string':
        if 'enum' in schema:
            yield 'a value that is not listed', 'zzz'
        elif schema.get('format') in ('date', 'date-time', 'decimal'):
            yield f'no {schema["format"]}', '12,5x'
            yield f'an endless {schema["format"]}', '9' * 5000
        else:
            yield 'too long', '长' * (schema.get('maxLength', 100_000) + 1)
            yield 'a NUL inside', 'a\u0000b'
    if kind == 'array':
        yield 'too many', [None] * (schema.get('maxItems', 100_000) + 1)
    if kind == 'object' and schema['additionalProperties']:
        yield 'too many', {str(n): 'x' for n in range(schema.get('maxProperties', 50_000) + 1)}


def wrong_bodies(schema, good, components, pointer=''):
    """(what, body, pointer) for everything that can be wrong in `good`, member by member."""
    schema = resolve(schema, components)
    if not schema:
        return  # anything may stand here: the route judges it (the documents of forms)
    for what, value in wrong_values(schema):
        yield what, value, pointer
    if schema.get('type') == 'array' and good:
        for what, element, where in wrong_bodies(schema['items'], good[0], components, f'{pointer}/0'):
            yield what, [element], where
    if schema.get('type') != 'object':
        return
    members = schema.get('properties')
    if members is None:
        name, value = next(iter(good.items()), ('a', sample(schema['additionalProperties'], components)))
        for what, member, where in wrong_bodies(schema['additionalProperties'], value, components, f'{pointer}/{escaped(name)}'):
            yield what, {name: member}, where
        return
    full = {name: good.get(name) if good.get(name) is not None else sample(member, components) for name, member in members.items()}
    yield 'an unknown member', {**full, 'surprise': 1}, f'{pointer}/surprise'
    for name, member in members.items():
        where = f'{pointer}/{name}'
        if name in schema.get('required', []):
            rest = copy.deepcopy(full)
            del rest[name]
            yield 'missing', rest, where
        if not optional(member):
            yield 'null', {**full, name: None}, where
        for what, value, at in wrong_bodies(member, full[name], components, where):
            yield what, {**full, name: value}, at


def unbounded(schema, components, pointer=''):
    """Places where a stranger may send as much as they like."""
    schema = resolve(schema, components)
    kind = schema.get('type')
    if kind == 'string' and not ({'maxLength', 'enum', 'format'} & schema.keys()):
        yield pointer
    if kind == 'array':
        if 'maxItems' not in schema:
            yield pointer
        yield from unbounded(schema['items'], components, pointer + '/0')
    if kind == 'object' and schema['additionalProperties']:
        if 'maxProperties' not in schema:
            yield pointer
        yield from unbounded(schema['additionalProperties'], components, pointer + '/*')
    for name, member in schema.get('properties', {}).items():
        yield from unbounded(member, components, f'{pointer}/{name}')

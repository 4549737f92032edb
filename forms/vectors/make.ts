// Makes the generated vectors, the same ones each time: random expressions, values, forms, merges and differences, with
// what this side finds in them. `npm run vectors` in web/ writes them; the C++ side must find the same.

import type { Definition, Field, Kind, Values } from '../definition'
import { difference } from '../difference'
import { Form } from '../form'
import { merge } from '../merge'
import { trimmed, wrongValue } from '../value'
import { wholeField, wholeForm, type SomeForm } from './reading'
import { runExpression, runForm, troublesOf } from './run'

/** mulberry32: small, and the same everywhere. */
function dice(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  return { below, pick: <T>(list: readonly T[]) => list[below(list.length)]!, chance: (percent: number) => next() * 100 < percent }
}
type Dice = ReturnType<typeof dice>

const options = [{ code: 'home', name: { zh: '住宅', en: 'Homes' } }, { code: 'school', name: { zh: '学校', en: 'School' } }, { code: 'shop', name: { zh: '商铺', en: 'Shop' } }]
const kinds: Kind[] = ['text', 'long_text', 'number', 'date', 'choice', 'yes_no', 'phone', 'credit_code', 'identity_number']
const samples: Record<Kind, string[]> = {
  text: ['', '云江', '云江新城', 'a', 'B', '😀', ' 前后 ', 'x'.repeat(12), '～', 'home'],
  long_text: ['', '一段文字', '第一行\n第二行', '　', '说明'],
  number: ['', '0', '1', '2', '10', '-3', '0.1', '0.2', '0.3', '12.5', '99.9999', '100.00', '1000000', '2.35', '-2.5', '1e3', '壹', '3.14159', '99999999999999', ' 7 ', '007'],
  date: ['', '2026-11-26', '2026-11-27', '2024-02-29', '2026-02-28', '2025-12-31', '2026-02-30', '26-1-1', '1999-01-01'],
  choice: ['', 'home', 'school', 'shop', 'none'],
  yes_no: ['', 'yes', 'no', 'maybe'],
  phone: ['', '13800138000', '0999-0000001', '12', '1380013800x'],
  credit_code: ['', '91110000600037341L', '91110000600037341M', '123'],
  identity_number: ['', '360426199101010071', '11010519491231002X', '360426199101010072'],
}

// Expressions -----------------------------------------------------------------------------------------------------------

const base: SomeForm = {
  sections: [{
    code: 's',
    fields: [
      ...['a', 'b', 'c'].map((code) => ({ code, kind: 'number' as const, required: false })), ...['t', 'u'].map((code) => ({ code, required: false })),
      ...['d', 'e'].map((code) => ({ code, kind: 'date' as const, required: false })), ...['p', 'q'].map((code) => ({ code, kind: 'yes_no' as const, required: false })),
      { code: 'use', kind: 'choice', options, required: false },
    ],
    groups: [{ code: 'rows', fields: [{ code: 'area', kind: 'number', required: false }, { code: 'name', required: false }, { code: 'built', kind: 'date', required: false }, { code: 'kept', kind: 'yes_no', required: false }] }],
  }],
}

type Type = 'number' | 'text' | 'date' | 'days' | 'boolean'

const written = { number: ['0', '1', '2', '-2.5', '100'], text: ['"a"', '"云江"', '"home"'], date: ['@"2026-02-28"', 'date("2026-11-26")'], days: ['@"P1D"', '@"P30D"'] }

function expression(d: Dice, type: Type, depth: number, row = ''): string {
  const e = (of: Type, inner = row) => expression(d, of, depth - 1, inner)
  const leaf = depth <= 0 || d.chance(12)
  switch (type) {
    case 'number':
      if (leaf) return d.pick(['a', 'b', 'c', '0', '1', '2.5', '0.1', '100', '-3', 'count(rows)', ...(row ? [`${row}.area`] : [])])
      return d.pick([
        () => `${e('number')} + ${e('number')}`, () => `(${e('number')} - ${e('number')})`, () => `${e('number')} * (${e('number')})`, () => `(${e('number')}) / (${e('number')})`,
        () => `if ${e('boolean')} then ${e('number')} else ${d.chance(20) ? 'null' : e('number')}`, () => `${d.pick(['abs', 'floor', 'ceiling'])}(${e('number')})`,
        () => `round half up(${e('number')}, ${d.below(4)})`, () => `string length(${e('text')})`, () => `${d.pick(['min', 'max', 'sum'])}(rows.area)`, () => `${d.pick(['min', 'max'])}(${e('number')}, ${e('number')})`,
      ])()
    case 'text':
      if (leaf) return d.pick(['t', 'u', 'use', '"云江"', '"a"', '""', ...(row ? [`${row}.name`] : [])])
      return d.pick([() => `${e('text')} + ${e('text')}`, () => `(if ${e('boolean')} then ${e('text')} else ${e('text')})`])()
    case 'date':
      if (leaf) return d.pick(['d', 'e', 'today()', '@"2026-02-28"', 'date("2024-02-29")', ...(row ? [`${row}.built`] : [])])
      return d.pick([() => `(${e('date')} + ${e('days')})`, () => `(${e('date')} - ${e('days')})`, () => `${d.pick(['min', 'max'])}(${e('date')}, ${e('date')})`, () => 'max(rows.built)'])()
    case 'days':
      if (leaf) return d.pick(['@"P1D"', '@"-P30D"', 'duration("P365D")', '@"P0D"'])
      return d.pick([() => `(${e('date')} - ${e('date')})`, () => `(${e('days')} + ${e('days')})`, () => `(${e('days')} - ${e('days')})`])()
    case 'boolean': {
      if (leaf) return d.pick(['p', 'q', 'true', 'false', ...(row ? [`${row}.kept`] : [])])
      const of = d.pick(['number', 'text', 'date', 'days'] as const)
      return d.pick([
        () => `${e(of)} ${d.pick(['<', '<=', '>', '>=', '=', '!='])} ${e(of)}`, () => `${e(of)} ${d.pick(['=', '!='])} null`, () => `(${e('boolean')} and ${e('boolean')})`,
        () => `(${e('boolean')} or ${e('boolean')})`, () => `not(${e('boolean')})`, () => `${e(of)} between ${e(of)} and ${e(of)}`, () => (d.chance(70) ? `${e('number')} in [${d.pick(['-2.5', '0'])}..${d.pick(['0', '1', '100'])}]` : `${e('date')} in [@"2024-02-29"..date("2026-11-26")]`),
        () => `${e(of)} in (${d.pick(written[of])}, ${d.pick(written[of])})`, () => `${d.pick(['contains', 'starts with', 'ends with'])}(${e('text')}, ${e('text')})`,
        () => `list contains(rows.name, ${e('text')})`, () => `(${e('boolean')}) = (${e('boolean')})`,
        () => (row ? 'p' : `(${d.pick(['some', 'every'])} r in rows satisfies ${e('boolean', 'r')})`),
      ])()
    }
  }
}

function someValues(d: Dice, definition: Definition): Values {
  const values: Values = {}
  for (const { fields, groups } of definition.sections) {
    for (const field of fields) if (d.chance(80)) values[field.code] = d.pick(samples[field.kind])
    for (const group of groups)
      for (let row = d.below(4); row > 0; row--) {
        const name: string = d.pick(['1', '2', '10', '0007', 'k3'])
        for (const field of group.fields) if (d.chance(75)) values[`${group.code}/${name}/${field.code}`] = d.pick(samples[field.kind])
      }
  }
  return values
}

function expressions(count: number) {
  const d = dice(20261126)
  const definition = wholeForm(base)
  const cases = []
  while (cases.length < count) {
    const type = d.pick(['number', 'number', 'text', 'date', 'boolean', 'boolean', 'boolean'] as const)
    const kind = type === 'boolean' ? ('yes_no' as const) : type
    let text = expression(d, type, 1 + d.below(4))
    if (text.length > 400) continue
    // Some with a piece lost: both sides must refuse them in the same way.
    if (d.chance(12)) {
      const cut = d.below(text.length)
      text = (text.slice(0, cut) + text.slice(cut + 1 + d.below(3))).trim() || '('
    }
    const one = { kind, expression: text, values: someValues(d, definition) }
    cases.push({ ...one, ...runExpression(base, one) })
  }
  return { form: base, cases }
}

// Values ----------------------------------------------------------------------------------------------------------------

function someField(d: Dice, code: string, kind = d.pick(kinds)): Partial<Field> & { code: string } {
  const field: Partial<Field> & { code: string } = { code, kind, required: d.chance(60) }
  if (kind === 'choice') field.options = options.slice(0, 2 + d.below(2))
  if (kind === 'number') {
    field.decimals = d.below(5)
    if (d.chance(50)) field.least = d.pick(['0', '-2.5', '1'])
    if (d.chance(50)) field.most = d.pick(['100', '12.5', '99999'])
    field.unit = d.pick(['', '㎡'])
  }
  if (d.chance(30)) field.maxLength = d.pick([4, 10, 18])
  return field
}

function values(count: number) {
  const d = dice(39554)
  return {
    cases: Array.from({ length: count }, () => {
      const field = someField(d, 'f')
      // Often a value of another kind: what does not belong must be refused alike.
      const value = d.pick(samples[d.chance(70) ? field.kind! : d.pick(kinds)].filter((text) => trimmed(text)))
      return { field, value, code: wrongValue(wholeField(field), trimmed(value)) }
    }),
  }
}

// Forms -----------------------------------------------------------------------------------------------------------------

/** Conditions and rules over the fields of a form; often enough some of them are wrong. */
function someForm(d: Dice): SomeForm {
  const form = structuredClone(base)
  const [section] = form.sections!
  const boolean = (depth = 2) => expression(d, 'boolean', depth)
  for (const field of [...section!.fields!, ...section!.groups![0]!.fields]) {
    field.required = d.chance(40)
    if (d.chance(15)) field.shownIf = boolean(1)
    if (d.chance(15)) field.requiredIf = boolean()
  }
  if (d.chance(40)) section!.fields![2]!.value = expression(d, 'number', 2)
  if (d.chance(30)) section!.groups![0]!.shownIf = d.pick(['p', 'a > 1', 'not(q)'])
  section!.groups![0]!.least = d.below(3)
  section!.groups![0]!.most = 2 + d.below(3)
  form.rules = Array.from({ length: d.below(4) }, (_, i) => {
    const inRow = d.chance(40)
    return {
      code: `rule_${i}`, group: inRow ? 'rows' : '', warning: d.chance(30), about: [d.pick(inRow ? ['area', 'name', 'built'] : ['a', 'b', 't', 'd', 'rows'])],
      check: inRow ? d.pick(['area > 1', 'built <= today()', 'area < a', 'string length(name) > 1', 'area <= sum(rows.area)', 'kept or area > 2']) : boolean(3),
    }
  })
  return form
}

function forms(count: number) {
  const d = dice(2020)
  const cases = []
  for (let n = 0; n < count; ) {
    const form = someForm(d)
    const definition = wholeForm(form)
    const troubles = troublesOf(definition)
    const name: string = `made ${cases.length}`
    if (troubles.length) {
      cases.push({ name, form, troubles })
      n++
      continue
    }
    const compiled = new Form(definition)
    const checks = Array.from({ length: 3 }, () => someValues(d, definition)).map((some) => ({ values: some, ...runForm(compiled, some) }))
    n += checks.length
    cases.push({ name, form, checks })
  }
  return { cases }
}

function merges(count: number) {
  const d = dice(4711)
  return {
    cases: Array.from({ length: count }, (_, n) => {
      const part = (reader: string): SomeForm => ({
        sections: d.pick([['s'], ['s', 't'], ['t', 's']]).map((code) => ({
          code,
          fields: ['a', 'b', 'c', 'd'].filter(() => d.chance(45)).map((name) => ({
            ...someField(d, `${code}_${name}`, name === 'a' ? 'number' : name === 'b' ? 'choice' : d.chance(90) ? 'text' : 'date'), readers: [reader],
            shownIf: d.chance(20) ? d.pick(['x', 'y = 1']) : '', requiredIf: d.chance(20) ? d.pick(['x', 'not(x)']) : '',
          })),
          groups: d.chance(50) ? [{ code: `${code}_g`, least: d.below(3), most: 2 + d.below(3), readers: [reader], fields: ['p', 'q'].filter(() => d.chance(70)).map((name) => someField(d, name, 'text')) }] : [],
        })),
        rules: d.chance(30) ? [{ code: 'r', check: d.pick(['x', 'x', 'y']), about: ['x'] }] : [],
      })
      const parts = ['A', 'B', 'C'].slice(0, 2 + d.below(2)).map(part)
      const { definition, conflicts } = merge(parts.map(wholeForm))
      return { name: `made ${n}`, forms: parts, conflicts, merged: definition }
    }),
  }
}

function differences(count: number) {
  const d = dice(99)
  const definition = wholeForm(base)
  return {
    form: base,
    cases: Array.from({ length: count }, () => {
      const before = someValues(d, definition)
      const after = { ...before, ...someValues(d, definition) }
      for (const key of Object.keys(after)) if (d.chance(20)) delete after[key]
      if (d.chance(20)) after.gone = 'x'
      return { before, after, changes: difference(definition, before, after) }
    }),
  }
}

/** File by file, as JSON text. */
export function make(): Record<string, string> {
  const made = { expressions: expressions(450), values: values(260), forms: forms(200), merges: merges(60), differences: differences(60) }
  return Object.fromEntries(Object.entries(made).map(([name, content]) => [`${name}.made.json`, `${JSON.stringify(content)}\n`]))
}

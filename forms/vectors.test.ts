import { describe, expect, it } from 'vitest'
import { difference } from './difference'
import { Form } from './form'
import { merge } from './merge'
import { trimmed, wrongValue } from './value'
import { wholeField, wholeForm } from './vectors/reading'
import { runExpression, runForm, troublesOf } from './vectors/run'

// The same files are read by src/forms/vectors_test.cpp. "hand" means that people wrote what is expected; "made" that
// forms/vectors/make.ts did.

const all = import.meta.glob<any>('./vectors/*.json', { eager: true, import: 'default' })
function read(name: string) {
  const files = Object.keys(all).filter((file) => file.startsWith(`./vectors/${name}.`))
  expect(files).toHaveLength(2)
  return files.map((file) => all[file])
}
let count = 0

describe('the vectors', () => {
  it('of expressions', () => {
    for (const { form, cases } of read('expressions'))
      for (const { text, refused, ...one } of cases) {
        count++
        expect(runExpression(form, one), `${one.expression} ${JSON.stringify(one.values)}`).toEqual(refused ? { refused } : { text })
      }
  })
  it('of values', () => {
    for (const { cases } of read('values'))
      for (const { field, value, code } of cases) {
        count++
        expect(wrongValue(wholeField(field), trimmed(value)), `${JSON.stringify(field)} ${value}`).toBe(code)
      }
  })
  it('of forms', () => {
    for (const { cases } of read('forms'))
      for (const { name, form, troubles, checks } of cases) {
        if (troubles) expect(troublesOf(wholeForm(form)), name).toEqual(troubles)
        count += troubles ? 1 : checks.length
        const compiled = troubles ? null : new Form(wholeForm(form))
        for (const { values, ...wanted } of checks ?? []) {
          const judged: Record<string, unknown> = { ...runForm(compiled!, values) }
          // A vector written by hand may speak of some sides only; of those it says everything.
          const said = Object.fromEntries(Object.keys(wanted).map((side) => [side, judged[side]]))
          expect(said, `${name} ${JSON.stringify(values)}`).toEqual(wanted)
        }
      }
  })
  it('of merges', () => {
    for (const { cases } of read('merges'))
      for (const { name, forms, conflicts, merged } of cases) {
        count++
        const made = merge(forms.map(wholeForm))
        expect(made.conflicts, name).toEqual(conflicts)
        if (merged) expect(made.definition, name).toEqual(wholeForm(merged))
      }
  })
  it('of differences', () => {
    for (const { form, cases } of read('differences'))
      for (const { form: own, before, after, changes } of cases) {
        count++
        expect(difference(wholeForm(own ?? form), before, after)).toEqual(changes)
      }
  })
  it('are a thousand and more', () => expect(count).toBeGreaterThanOrEqual(1000))
})

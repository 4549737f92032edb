// The forms of several items as one: each field asked once, as strictly as the strictest of those who ask for it, and
// with all who read it (src/forms/merge.cpp).

import { Decimal } from './decimal'
import type { Definition, Field, Group } from './definition'

export interface Merged {
  definition: Definition
  /** Where the first form's word stands because another one's cannot be had as well. */
  conflicts: string[]
}

const either = (a: string, b: string) => (a === b ? a : `(${a}) or (${b})`)
/** Of two conditions for being shown, no condition is the widest. */
const widest = (a: string, b: string) => (a && b ? either(a, b) : '')
const oneAsks = (a: string, b: string) => (a && b ? either(a, b) : a || b)
const unite = (a: string[], b: string[]) => [...new Set([...a, ...b])]
const order = (a: string, b: string) => Decimal.parse(a)!.compare(Decimal.parse(b)!)
const greater = (a: string | null, b: string | null) => (a === null || (b !== null && order(b, a) > 0) ? b : a)
const smaller = (a: string | null, b: string | null) => (a === null || (b !== null && order(b, a) < 0) ? b : a)

export function merge(forms: Definition[]): Merged {
  const definition: Definition = { sections: [], rules: [] }
  const conflicts: string[] = []

  function tighten(into: Field, more: Field, at: string) {
    if (into.kind !== more.kind || into.unit !== more.unit) return void conflicts.push(at)
    into.required ||= more.required
    into.requiredIf = into.required ? '' : oneAsks(into.requiredIf, more.requiredIf)
    into.shownIf = widest(into.shownIf, more.shownIf)
    into.value ||= more.value
    into.least = greater(into.least, more.least)
    into.most = smaller(into.most, more.most)
    if (into.least !== null && into.most !== null && order(into.least, into.most) > 0) conflicts.push(at)
    into.decimals = Math.min(into.decimals, more.decimals)
    into.maxLength = Math.min(into.maxLength, more.maxLength)
    if (into.kind === 'choice') {
      into.options = into.options.filter(({ code }) => more.options.some((option) => option.code === code))
      if (!into.options.length) conflicts.push(at)
    }
    into.readers = unite(into.readers, more.readers)
    if (!into.help.zh) into.help = more.help
    into.filledFrom ||= more.filledFrom
    into.personal ||= more.personal
  }

  function tightenGroup(into: Group, more: Group) {
    for (const field of more.fields) {
      const known = into.fields.find(({ code }) => code === field.code)
      if (known) tighten(known, field, `${into.code}/${field.code}`)
      else into.fields.push({ ...field })
    }
    into.shownIf = widest(into.shownIf, more.shownIf)
    into.least = Math.max(into.least, more.least)
    into.most = Math.min(into.most, more.most)
    if (into.least > into.most) conflicts.push(into.code)
    into.readers = unite(into.readers, more.readers)
    into.filledFrom ||= more.filledFrom
  }

  for (const form of forms) {
    for (const section of form.sections) {
      let home = definition.sections.find(({ code }) => code === section.code)
      if (!home) definition.sections.push((home = { ...section, fields: [], groups: [] }))
      for (const field of section.fields) {
        const known = definition.sections.flatMap(({ fields }) => fields).find(({ code }) => code === field.code)
        if (known) tighten(known, field, field.code)
        else home.fields.push({ ...field })
      }
      for (const group of section.groups) {
        const known = definition.sections.flatMap(({ groups }) => groups).find(({ code }) => code === group.code)
        if (known) tightenGroup(known, group)
        else home.groups.push({ ...group, fields: group.fields.map((field) => ({ ...field })) })
      }
    }
    for (const rule of form.rules) {
      const known = definition.rules.find(({ code }) => code === rule.code)
      if (!known) definition.rules.push(rule)
      else if (known.check !== rule.check || known.group !== rule.group) conflicts.push(`rule/${rule.code}`)
    }
  }
  return { definition, conflicts }
}

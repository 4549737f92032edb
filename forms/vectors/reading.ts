// For tests and generators: vectors write of a definition only what matters to them; the rest is as below.

import type { Definition, Field, Group, Rule, Words } from '../definition'

type Some<T> = Partial<T> & { code: string }
export interface SomeGroup extends Omit<Some<Group>, 'fields'> {
  fields: Some<Field>[]
}
export interface SomeForm {
  sections?: { code: string; label?: Words; fields?: Some<Field>[]; groups?: SomeGroup[] }[]
  rules?: (Partial<Rule> & { code: string; check: string; about: string[] })[]
}

const words = (code: string): Words => ({ zh: code, en: code })

export const wholeField = (some: Some<Field>): Field => ({
  label: words(some.code), help: { zh: '', en: '' }, kind: 'text', required: true, requiredIf: '', shownIf: '', value: '', least: null, most: null,
  decimals: 4, maxLength: 200, unit: '', options: [], readers: [], filledFrom: '', personal: false, ...some,
})
export const wholeGroup = (some: SomeGroup): Group => ({
  label: words(some.code), help: { zh: '', en: '' }, shownIf: '', least: 0, most: 50, readers: [], filledFrom: '', ...some, fields: some.fields.map(wholeField),
})
export const wholeForm = (some: SomeForm): Definition => ({
  sections: (some.sections ?? []).map(({ code, label, fields, groups }) => ({
    code, label: label ?? words(code), fields: (fields ?? []).map(wholeField), groups: (groups ?? []).map(wholeGroup),
  })),
  rules: (some.rules ?? []).map((rule) => ({ group: '', words: words(rule.code), warning: false, ...rule })),
})

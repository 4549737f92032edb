// What has changed between two hand-ins, in words that somebody can read (src/forms/difference.cpp).

import type { Definition, Field, Group, Section, Values, Words } from './definition'
import { keyOf, rowOrder } from './form'

export interface Change {
  kind: 'changed' | 'row_added' | 'row_removed'
  /** Of the value, or "group/row". */
  key: string
  /** Where it stands; '' for what the form does not have any more. */
  section: string
  label: Words
  before: Words
  after: Words
}

const nothing: Words = { zh: '', en: '' }
const both = (text: string): Words => ({ zh: text, en: text })

/** A value as it is read: the option's name, 是 / Yes, a number with its unit. */
export function readValue(field: Field, value: string): Words {
  if (!value) return nothing
  if (field.kind === 'choice') return field.options.find(({ code }) => code === value)?.name ?? both(value)
  if (field.kind === 'yes_no' && value === 'yes') return { zh: '是', en: 'Yes' }
  if (field.kind === 'yes_no' && value === 'no') return { zh: '否', en: 'No' }
  return both(field.kind === 'number' && field.unit ? `${value} ${field.unit}` : value)
}

function rowsIn(values: Values, group: Group): string[] {
  const rows = new Set<string>()
  for (const [text, value] of Object.entries(values)) {
    const key = keyOf(text)
    if (value && key?.group === group.code) rows.add(key.row)
  }
  return [...rows].sort(rowOrder)
}

/** In the order of the form; then values that it does not have any more. A row that is new or gone is one change. */
export function difference(form: Definition, before: Values, after: Values): Change[] {
  const changes: Change[] = []
  const seen = new Set<string>()
  const was = (key: string) => before[key] ?? ''
  const is = (key: string) => after[key] ?? ''

  function compare(section: Section, field: Field, key: string, label: Words) {
    seen.add(key)
    if (was(key) === is(key)) return
    changes.push({ kind: 'changed', key, section: section.code, label, before: readValue(field, was(key)), after: readValue(field, is(key)) })
  }
  function content(group: Group, row: string, values: Values): Words {
    const read = group.fields.flatMap((field) => {
      const value = values[`${group.code}/${row}/${field.code}`]
      return value ? [{ label: field.label, words: readValue(field, value) }] : []
    })
    return {
      zh: read.map(({ label, words }) => `${label.zh} ${words.zh}`).join('；'),
      en: read.map(({ label, words }) => `${label.en} ${words.en}`).join('; '),
    }
  }
  function compareGroup(section: Section, group: Group) {
    const [old, now] = [rowsIn(before, group), rowsIn(after, group)]
    for (const row of [...new Set([...old, ...now])].sort(rowOrder)) {
      for (const { code } of group.fields) seen.add(`${group.code}/${row}/${code}`)
      const number = (now.includes(row) ? now.indexOf(row) : old.indexOf(row)) + 1
      const label = { zh: `${group.label.zh}第 ${number} 行`, en: `${group.label.en} ${number}` }
      const change = { key: `${group.code}/${row}`, section: section.code, label }
      if (!old.includes(row)) changes.push({ ...change, kind: 'row_added', before: nothing, after: content(group, row, after) })
      else if (!now.includes(row)) changes.push({ ...change, kind: 'row_removed', before: content(group, row, before), after: nothing })
      else
        for (const field of group.fields)
          compare(section, field, `${change.key}/${field.code}`, { zh: label.zh + field.label.zh, en: `${label.en}: ${field.label.en}` })
    }
  }

  for (const section of form.sections) {
    for (const field of section.fields) compare(section, field, field.code, field.label)
    for (const group of section.groups) compareGroup(section, group)
  }
  const rest = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !seen.has(key)).sort()
  for (const key of rest)
    if (was(key) !== is(key)) changes.push({ kind: 'changed', key, section: '', label: both(key), before: both(was(key)), after: both(is(key)) })
  return changes
}

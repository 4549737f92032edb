// A form that can be judged: its conditions compiled, their order known. The server judges by the same rules
// (src/forms/judge.cpp) and has the last word; forms/vectors hold both to them.

import { Decimal } from './decimal'
import type { Definition, Field, Group, Rule, Values, Words } from './definition'
import { compileExpression, dayOf, Day, ExpressionError, isName, isoOf, type Compiled, type Row, type Scope, type Shape, type Value } from './expression'
import { isNumber, sentences, trimmed, wrongValue, type Code } from './value'

/** A mistake in a definition. */
export interface Trouble {
  /** "land_area", "single_buildings", "single_buildings/height", "rule/areas_add_up" */
  at: string
  code: string
}

/** One field as it stands now. */
export interface Cell {
  /** What counts: what was written, else the computed value; '' when it is not shown. */
  text: string
  shown: boolean
  required: boolean
  computed: boolean
}

export interface Issue {
  key: string
  /** Into the document that is handed in. */
  pointer: string
  code: Code
  words: Words
  warning: boolean
  rule: string
}

export interface State {
  cells: Map<string, Cell>
  /** Of the groups that are shown. */
  rows: Map<string, string[]>
  issues: Issue[]
}

interface FieldPlan {
  field: Field
  group: Group | null
  shown: Compiled | null
  required: Compiled | null
  value: Compiled | null
}
interface GroupPlan {
  group: Group
  shown: Compiled | null
  fields: FieldPlan[]
}
interface RulePlan {
  rule: Rule
  group: Group | null
  check: Compiled | null
}
type Step = { kind: 'show'; group: GroupPlan } | { kind: 'field'; field: FieldPlan } | { kind: 'gather'; group: GroupPlan }

export class FormTroubles extends Error {
  constructor(readonly troubles: Trouble[]) {
    super(troubles.map(({ at, code }) => `${at}: ${code}`).join('; '))
  }
}

const shapeOf = ({ kind }: Field): Shape =>
  kind === 'number' ? { tag: 'number' } : kind === 'date' ? { tag: 'date' } : kind === 'yes_no' ? { tag: 'boolean' } : { tag: 'text' }

/** Rows come shorter names first, then in order: 2 before 10. */
export const rowOrder = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

export interface Key {
  group: string
  row: string
  field: string
}
export function keyOf(text: string): Key | null {
  const parts = text.split('/')
  if (parts.length === 1) return { group: '', row: '', field: text }
  if (parts.length !== 3 || !/^[0-9a-z]{1,8}$/.test(parts[1]!)) return null
  return { group: parts[0]!, row: parts[1]!, field: parts[2]! }
}
export const keyIn = (group: Group | null, row: string, field: string) => (group ? `${group.code}/${row}/${field}` : field)

/** The rows of a group that hold something, in order. */
export function rowsOf(values: Values, group: Group): string[] {
  const codes = new Set(group.fields.map(({ code }) => code))
  const rows = new Set<string>()
  for (const [text, value] of Object.entries(values)) {
    if (!text.startsWith(`${group.code}/`) || !trimmed(value)) continue
    const key = keyOf(text)
    if (key && key.group === group.code && codes.has(key.field)) rows.add(key.row)
  }
  return [...rows].sort(rowOrder)
}

function valueOf(field: Field, text: string): Value {
  if (!text) return null
  if (field.kind === 'number') return isNumber(text) ? Decimal.parse(text) : null
  if (field.kind === 'date') return dayOf(text)
  if (field.kind === 'yes_no') return text === 'yes' ? true : text === 'no' ? false : null
  return text
}

/** A computed value as if somebody had written it; a number is rounded to what the field takes. */
function textOf(field: Field, value: Value): string {
  if (value instanceof Decimal) {
    const text = value.rounded(field.decimals, 'half up').text()
    return isNumber(text) ? text : ''
  }
  if (value instanceof Day) return isoOf(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' ? trimmed(value) : ''
}

export class Form {
  private readonly fields: FieldPlan[] = []
  private readonly groups: GroupPlan[] = []
  private readonly rules: RulePlan[] = []
  private readonly order: Step[] = []
  private readonly troubles: Trouble[] = []
  private readonly top = new Map<string, Shape>()
  private readonly inRows = new Map<string, Map<string, Shape>>()

  /** Throws FormTroubles: all mistakes at once. */
  constructor(readonly definition: Definition) {
    this.checkCodes()
    this.stop()
    for (const { fields, groups } of definition.sections) {
      for (const field of fields) this.top.set(field.code, shapeOf(field))
      for (const group of groups) {
        this.top.set(group.code, { tag: 'list', element: 'row', group: group.code })
        this.inRows.set(group.code, new Map(group.fields.map((field) => [field.code, shapeOf(field)])))
      }
    }
    for (const { fields, groups } of definition.sections) {
      for (const field of fields) this.addField(field, null)
      for (const group of groups) this.addGroup(group)
    }
    for (const rule of definition.rules) this.addRule(rule)
    this.stop()
    this.putInOrder()
    this.stop()
  }

  private stop() {
    if (this.troubles.length) throw new FormTroubles(this.troubles)
  }
  private trouble(at: string, code: string) {
    this.troubles.push({ at, code })
  }

  private checkCodes() {
    const check = (code: string, at: string, seen: Set<string>) => {
      if (!isName(code)) this.trouble(at, 'form.code')
      if (seen.has(code)) this.trouble(at, 'form.repeated')
      seen.add(code)
    }
    const top = new Set<string>()
    for (const { fields, groups } of this.definition.sections) for (const { code } of [...fields, ...groups]) check(code, code, top)
    for (const { groups } of this.definition.sections)
      for (const group of groups) {
        const inside = new Set(top) // a name means one thing, in a row and outside of it
        for (const { code } of group.fields) check(code, `${group.code}/${code}`, inside)
        if (group.least < 0 || group.most > 200 || group.least > group.most) this.trouble(group.code, 'form.rows')
      }
    const rules = new Set<string>()
    for (const { code } of this.definition.rules) check(code, `rule/${code}`, rules)
  }

  private scope(group: Group | null): Scope {
    return {
      name: (name) => (group && this.inRows.get(group.code)!.get(name)) || this.top.get(name),
      member: (of, name) => this.inRows.get(of)?.get(name),
    }
  }

  private condition(text: string, group: Group | null, wanted: Shape, at: string): Compiled | null {
    if (!text) return null
    try {
      const compiled = compileExpression(text, this.scope(group))
      if (compiled.shape.tag === wanted.tag) return compiled
      this.trouble(at, 'form.type')
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      this.trouble(at, error.code)
    }
    return null
  }

  private addField(field: Field, group: Group | null): FieldPlan {
    const at = group ? `${group.code}/${field.code}` : field.code
    const plan = {
      field,
      group,
      shown: this.condition(field.shownIf, group, { tag: 'boolean' }, at),
      required: this.condition(field.requiredIf, group, { tag: 'boolean' }, at),
      value: this.condition(field.value, group, shapeOf(field), at),
    }
    this.fields.push(plan)
    return plan
  }

  private addGroup(group: Group) {
    const shown = this.condition(group.shownIf, null, { tag: 'boolean' }, group.code)
    this.groups.push({ group, shown, fields: group.fields.map((field) => this.addField(field, group)) })
  }

  private addRule(rule: Rule) {
    const at = `rule/${rule.code}`
    const group = this.groups.find((each) => each.group.code === rule.group)?.group ?? null
    if ((rule.group && !group) || !rule.about.length) return this.trouble(at, 'form.about')
    for (const name of rule.about) if (!(group ? this.inRows.get(group.code)! : this.top).has(name)) this.trouble(at, 'form.about')
    this.rules.push({ rule, group, check: this.condition(rule.check, group, { tag: 'boolean' }, at) })
  }

  private putInOrder() {
    const nodes = new Map<string, { step: Step; after: string[]; state: 0 | 1 | 2 }>()
    const needs = (group: Group | null, ...conditions: (Compiled | null)[]) =>
      conditions.flatMap((condition) =>
        (condition?.names ?? []).map((name) => (group && this.inRows.get(group.code)!.has(name) ? `${group.code}/${name}` : name)),
      )
    for (const field of this.fields) {
      const { group, shown, value } = field
      const after = [...(group ? [`${group.code}?`] : []), ...needs(group, shown, value)]
      nodes.set(group ? `${group.code}/${field.field.code}` : field.field.code, { step: { kind: 'field', field }, after, state: 0 })
    }
    for (const group of this.groups) {
      const { code, fields } = group.group
      nodes.set(`${code}?`, { step: { kind: 'show', group }, after: needs(null, group.shown), state: 0 })
      nodes.set(code, { step: { kind: 'gather', group }, after: [`${code}?`, ...fields.map((field) => `${code}/${field.code}`)], state: 0 })
    }
    const visit = (name: string) => {
      const node = nodes.get(name)!
      if (node.state === 2 || this.troubles.length) return
      if (node.state === 1) return this.trouble(name.replace('?', ''), 'form.cycle')
      node.state = 1
      node.after.forEach(visit)
      node.state = 2
      this.order.push(node.step)
    }
    // In order of name, as the server does: both blame the same field for a circle.
    for (const name of [...nodes.keys()].sort()) visit(name)
  }

  /** `today`: "2026-11-26". */
  judge(values: Values, today: string): State {
    const cells = new Map<string, Cell>()
    const shownGroups = new Map<string, boolean>()
    const rows = new Map(this.groups.map(({ group }) => [group.code, rowsOf(values, group)]))
    const top: Row = {}
    const rowFacts = new Map<string, Row>()
    for (const { group } of this.groups) for (const row of rows.get(group.code)!) rowFacts.set(`${group.code}/${row}`, {})
    const day = dayOf(today) ?? new Day(0)

    const ask = (condition: Compiled, group: Group | null, row: string): Value => {
      const own = group ? rowFacts.get(`${group.code}/${row}`)! : null
      return condition.run({ today: day, name: (name) => (own && name in own ? own[name]! : (top[name] ?? null)) })
    }
    const eachRow = (group: Group | null, visit: (row: string) => void) => (group ? rows.get(group.code)!.forEach(visit) : visit(''))

    const fill = ({ field, group, shown, value }: FieldPlan) =>
      eachRow(group, (row) => {
        const key = keyIn(group, row, field.code)
        const cell: Cell = { text: '', shown: false, required: false, computed: false }
        cell.shown = (!group || shownGroups.get(group.code)!) && (!shown || ask(shown, group, row) === true)
        if (cell.shown) {
          cell.text = trimmed(values[key] ?? '')
          if (!cell.text && value) {
            cell.text = textOf(field, ask(value, group, row))
            cell.computed = cell.text !== ''
          }
        }
        cells.set(key, cell)
        const facts = group ? rowFacts.get(`${group.code}/${row}`)! : top
        facts[field.code] = valueOf(field, cell.text)
      })

    for (const step of this.order) {
      if (step.kind === 'field') fill(step.field)
      else {
        const { group, shown } = step.group
        if (step.kind === 'show') shownGroups.set(group.code, !shown || ask(shown, null, '') === true)
        else top[group.code] = shownGroups.get(group.code) ? rows.get(group.code)!.map((row) => rowFacts.get(`${group.code}/${row}`)!) : []
      }
    }
    for (const { field, group, required } of this.fields)
      eachRow(group, (row) => {
        const cell = cells.get(keyIn(group, row, field.code))!
        cell.required = cell.shown && (field.required || (!!required && ask(required, group, row) === true))
      })
    for (const [code, shown] of shownGroups) if (!shown) rows.delete(code)
    const issues = this.issues(cells, rows, (condition, group, row) => ask(condition, group, row))
    return { cells, rows, issues }
  }

  private issues(cells: Map<string, Cell>, rows: Map<string, string[]>, ask: (condition: Compiled, group: Group | null, row: string) => Value): Issue[] {
    const issues: Issue[] = []
    const pointer = (group: Group | null, row: string, field: string) =>
      group ? `/${group.code}/${rows.get(group.code)!.indexOf(row)}/${field}` : `/${field}`
    const lookAt = ({ field, group }: FieldPlan, row: string) => {
      const key = keyIn(group, row, field.code)
      const cell = cells.get(key)!
      const code = cell.text ? wrongValue(field, cell.text) : cell.required ? 'field.required' : null
      if (!code) return
      const number = group ? rows.get(group.code)!.indexOf(row) + 1 : 0
      const label = group ? { zh: `${group.label.zh}第 ${number} 行${field.label.zh}`, en: `${group.label.en} ${number}: ${field.label.en}` } : field.label
      const params = {
        labelZh: label.zh, label: label.en, decimals: String(field.decimals), least: field.least ?? '',
        most: code === 'field.most' ? field.most! : String(field.maxLength),
      }
      issues.push({ key, pointer: pointer(group, row, field.code), code, words: sentences(code, params), warning: false, rule: '' })
    }
    const countRows = ({ group }: GroupPlan) => {
      const count = rows.get(group.code)!.length
      const code = count < group.least ? 'field.rows_least' : count > group.most ? 'field.rows_most' : null
      if (!code) return
      const params = { labelZh: group.label.zh, label: group.label.en, least: String(group.least), most: String(group.most) }
      issues.push({ key: group.code, pointer: `/${group.code}`, code, words: sentences(code, params), warning: false, rule: '' })
    }
    let at = 0
    let groupAt = 0
    for (const section of this.definition.sections) {
      for (let i = 0; i < section.fields.length; i++) lookAt(this.fields[at++]!, '')
      for (const group of section.groups) {
        const plan = this.groups[groupAt++]!
        at += group.fields.length
        if (!rows.has(group.code)) continue
        countRows(plan)
        for (const row of rows.get(group.code)!) for (const field of plan.fields) lookAt(field, row)
      }
    }
    /** A group has its rows, however few; a field has something in it. */
    const isThere = (name: string, group: Group | null, row: string) =>
      !group && this.inRows.has(name) ? rows.has(name) : !!cells.get(keyIn(group, row, name))?.text
    for (const { rule, group, check } of this.rules)
      for (const row of group ? (rows.get(group.code) ?? []) : ['']) {
        if (!rule.about.every((name) => isThere(name, group, row)) || ask(check!, group, row) !== false) continue
        const first = rule.about[0]!
        issues.push({
          key: keyIn(group, row, first), pointer: pointer(group, row, first), code: 'field.rule', words: rule.words, warning: rule.warning, rule: rule.code,
        })
      }
    return issues
  }
}

/** Everything that is shown and not empty: what would be handed in. */
export function handedIn({ cells }: State): Values {
  const values: Values = {}
  for (const [key, { shown, text }] of cells) if (shown && text) values[key] = text
  return values
}

/** The same as one JSON document: numbers as numbers, yes and no as booleans, rows as arrays. */
export function documentOf(definition: Definition, state: State): Record<string, unknown> {
  const put = (into: Record<string, unknown>, fields: Field[], prefix: string) => {
    for (const field of fields) {
      const cell = state.cells.get(prefix + field.code)
      if (!cell?.shown || !cell.text) continue
      const yes = field.kind === 'yes_no' && (cell.text === 'yes' || cell.text === 'no')
      into[field.code] = field.kind === 'number' && isNumber(cell.text) ? Number(cell.text) : yes ? cell.text === 'yes' : cell.text
    }
    return into
  }
  const document: Record<string, unknown> = {}
  for (const { fields, groups } of definition.sections) {
    put(document, fields, '')
    for (const group of groups) {
      const rows = state.rows.get(group.code)
      if (rows?.length) document[group.code] = rows.map((row) => put({}, group.fields, `${group.code}/${row}/`))
    }
  }
  return document
}

// What a vector claims, worked out by this side: the tests compare it, the generator writes it down.

import type { Definition, Field, Values } from '../definition'
import { documentOf, Form, FormTroubles, handedIn, type Trouble } from '../form'
import { wholeField, wholeForm, type SomeForm } from './reading'

export const today = '2026-11-26'

export interface ExpressionCase {
  kind: Field['kind']
  expression: string
  values: Values
  /** What a field computed by it holds; '' for null. */
  text?: string
  /** The code with which it is refused. */
  refused?: string
}

/** The expression as the computed value of one more field of the form. */
export function runExpression(form: SomeForm, { kind, expression, values }: ExpressionCase): { text?: string; refused?: string } {
  const definition = wholeForm(form)
  const out = wholeField({ code: 'out', kind, required: false, value: expression, maxLength: 4000 })
  definition.sections.push({ code: 'out', label: { zh: '', en: '' }, fields: [out], groups: [] })
  try {
    return { text: new Form(definition).judge(values, today).cells.get('out')!.text }
  } catch (error) {
    if (!(error instanceof FormTroubles)) throw error
    return { refused: error.troubles[0]!.code }
  }
}

export interface Judged {
  shown: string[]
  required: string[]
  computed: Values
  issues: { key: string; pointer: string; code: string; warning: boolean; rule: string }[]
  handedIn: Values
  document: unknown
}

export function runForm(form: Form, values: Values): Judged {
  const state = form.judge(values, today)
  const cells = [...state.cells].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    shown: cells.filter(([, cell]) => cell.shown).map(([key]) => key),
    required: cells.filter(([, cell]) => cell.required).map(([key]) => key),
    computed: Object.fromEntries(cells.filter(([, cell]) => cell.computed).map(([key, { text }]) => [key, text])),
    issues: state.issues.map(({ key, pointer, code, warning, rule }) => ({ key, pointer, code, warning, rule })),
    handedIn: Object.fromEntries(Object.entries(handedIn(state)).sort(([a], [b]) => (a < b ? -1 : 1))),
    document: documentOf(form.definition, state),
  }
}

export function troublesOf(definition: Definition): Trouble[] {
  try {
    new Form(definition)
    return []
  } catch (error) {
    if (!(error instanceof FormTroubles)) throw error
    return error.troubles
  }
}

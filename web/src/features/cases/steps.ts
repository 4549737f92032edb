// What an officer can do with a case: which keys and routes, what must be written, and what is sent. Whether a step is
// allowed now is the server's word (CaseView.actions); nothing here decides it.

import type { AskCorrection, Assign, CaseRow, CaseView, CorrectionRequest, Deferral, Note, Propose, Refuse, Review, Revoke, StartSpecial } from '@/app/api'

export type Step =
  | 'claim' | 'receive' | 'accept' | 'ask_correction' | 'refuse' | 'start_special' | 'end_special'
  | 'propose' | 'review' | 'decide' | 'assign' | 'revoke'

interface Shape {
  key: string
  danger?: true
  /** Done at once, without anything to fill in. */
  atOnce?: true
  path: (row: Pick<CaseRow, 'id' | 'application'>) => string
}

const of = (route: string) => (row: Pick<CaseRow, 'id'>) => `/cases/${row.id}/${route}`

export const steps: Record<Step, Shape> = {
  receive: { key: 'e', path: (row) => `/applications/${row.application}/receive` },
  claim: { key: 'c', atOnce: true, path: of('claim') },
  accept: { key: 'a', path: of('accept') },
  propose: { key: 'p', path: of('propose') },
  review: { key: 'v', path: of('review') },
  decide: { key: 'd', path: of('decide') },
  end_special: { key: 't', path: of('special/end') },
  ask_correction: { key: 'b', path: of('corrections') },
  start_special: { key: 's', path: of('special/start') },
  refuse: { key: 'x', danger: true, path: of('refuse') },
  assign: { key: 'g', path: of('assign') },
  revoke: { key: 'r', danger: true, path: of('revoke') },
}

/** The steps that this desk offers among what the server allows, the most likely first. An item that knows no special
    procedure is not offered one. */
export const offered = (view: Pick<CaseView, 'actions' | 'specialProcedures'>): Step[] =>
  (Object.keys(steps) as Step[]).filter((step) => view.actions.includes(step) && (step !== 'start_special' || view.specialProcedures.length > 0))

/** What is being written; one sheet for all steps, so that changing one's mind does not lose the text. */
export interface Sheet {
  text: string
  basis: string
  agree: boolean
  notOurs: boolean
  outcome: 'approve' | 'approve_with_deferral' | 'reject'
  deferrals: Deferral[]
  requests: CorrectionRequest[]
  procedure: string
  days: number | null
  unit: 'working_day' | 'calendar_day'
  user: number | null
}

export const emptyRequest = (): CorrectionRequest => ({ kind: 'material', target: '', text: '', basis: '', finding: null, late: null })

export const emptySheet = (): Sheet => ({
  text: '', basis: '', agree: true, notOurs: false, outcome: 'approve', deferrals: [], requests: [emptyRequest()],
  procedure: '', days: null, unit: 'working_day', user: null,
})

/** What is still missing: field → key of the sentence. The server checks again; this only saves a round trip. */
export function missing(step: Step, sheet: Sheet, today: string): Record<string, string> {
  const found: Record<string, string> = {}
  const need = (field: string, given: unknown, key = field) => {
    if (!given || (typeof given === 'string' && !given.trim())) found[field] = `cases.need.${key}`
  }
  if (step === 'refuse' || step === 'propose' || step === 'revoke') need('text', sheet.text)
  if ((step === 'review' || step === 'decide') && !sheet.agree) need('text', sheet.text, 'returned')
  if (step === 'refuse' || step === 'revoke' || step === 'start_special') need('basis', sheet.basis)
  if (step === 'assign') need('user', sheet.user)
  if (step === 'start_special') {
    need('procedure', sheet.procedure)
    need('days', sheet.days !== null && sheet.days >= 1)
  }
  if (step === 'ask_correction')
    sheet.requests.forEach((request, at) => {
      if (request.kind !== 'other') need(`requests-${at}-target`, request.target, 'target')
      need(`requests-${at}-text`, request.text, 'request')
    })
  if (step === 'propose' && sheet.outcome === 'approve_with_deferral') {
    need('deferrals', sheet.deferrals.length)
    for (const { material, due } of sheet.deferrals) need(`deferral-${material}`, due > today, 'due')
  }
  return found
}

export type Body = Note | Assign | Refuse | AskCorrection | StartSpecial | Propose | Review | Revoke

export function bodyOf(step: Step, sheet: Sheet): Body | Record<string, never> {
  const text = sheet.text.trim()
  const basis = sheet.basis.trim()
  switch (step) {
    case 'claim':
      return {}
    case 'receive':
    case 'accept':
    case 'end_special':
      return { text }
    case 'refuse':
      return { notOurs: sheet.notOurs, text, basis }
    case 'revoke':
      return { text, basis }
    case 'assign':
      return { user: sheet.user! }
    case 'review':
    case 'decide':
      return { agree: sheet.agree, text }
    case 'propose':
      return { outcome: sheet.outcome, text, deferrals: sheet.outcome === 'approve_with_deferral' ? sheet.deferrals : [] }
    case 'ask_correction':
      return { requests: sheet.requests.map((one) => ({ ...one, target: one.kind === 'other' ? '' : one.target, text: one.text.trim(), basis: one.basis.trim(), late: one.late?.explanation.trim() ? one.late : null })) }
    case 'start_special':
      return { procedure: sheet.procedure, basis, note: text, limit: { amount: sheet.days!, unit: sheet.unit } }
  }
}

/** What the step does to the clock and to whose turn it is: key of the sentence that stands above the button. */
export function consequence(step: Step, sheet: Pick<Sheet, 'agree' | 'notOurs' | 'outcome'>, handling: string): string {
  if (step === 'review' || step === 'decide') return `cases.then.${step}.${sheet.agree ? 'agree' : 'return'}`
  if (step === 'propose') return `cases.then.propose.${handling}`
  if (step === 'refuse') return `cases.then.refuse.${sheet.notOurs ? 'notOurs' : 'refused'}`
  return `cases.then.${step}`
}

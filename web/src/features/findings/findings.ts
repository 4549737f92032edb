// Findings, notices and conditions in words and counts.

import type { ConditionView, FindingView, NoticeAnswer, NoticeLineView, NoticeView, PlaceView } from '@/app/api'
import type { Tone } from '@/ui/tone'

export const toneOf: Record<string, Tone> = { noted: 'grey', ready: 'blue', asked: 'amber', answered: 'violet', closed: 'green', waived: 'green' }
export const severityTone: Record<string, Tone> = { grave: 'red', ordinary: 'amber', advice: 'grey' }

/** Those that still keep something from being done, first; closed ones last; each group as noted. */
export function inOrder(findings: FindingView[]): FindingView[] {
  const rank = ['answered', 'noted', 'ready', 'asked', 'waived', 'closed']
  return [...findings].sort((a, b) => rank.indexOf(a.status) - rank.indexOf(b.status) || a.number - b.number)
}

/** Whose answer is a changed version: they can be closed at once. */
export const closable = (findings: FindingView[]) => findings.filter(({ status, answers }) => status === 'answered' && answers.at(-1)?.changed)

export const onPaper = (place: Pick<PlaceView, 'kind'>) => place.kind === 'material' || place.kind === 'drawing'

// A condition --------------------------------------------------------------------------------------------------------

export interface Measure {
  direction: string
  measure: string
  value: string
}
/** The parts of a condition's sentence; what stands for the direction is left to the words of the interface. */
export const measureOf = ({ direction, measure, value, unit }: Pick<ConditionView, 'direction' | 'measure' | 'value' | 'unit'>): Measure => ({
  direction, measure, value: [value ?? '', unit].filter(Boolean).join(' '),
})

/** Limits take a measure and a number; what must or must not be there takes neither. */
export const isMeasured = (direction: string) => direction !== 'required' && direction !== 'forbidden'

export interface ConditionDraft {
  subject: string
  measure: string
  value: string
  unit: string
  direction: ConditionView['direction']
  zone: string
  clause: string
  reason: string
}
export const emptyCondition = (): ConditionDraft => ({ subject: '', measure: '', value: '', unit: 'm', direction: 'at_least', zone: '', clause: '', reason: '' })
export const draftOf = (held: ConditionView): ConditionDraft => ({ ...emptyCondition(), ...held, value: held.value ?? '' })
/** What is missing in a condition, by field. */
export function gapsOf(draft: ConditionDraft): string[] {
  const gaps = [!draft.subject.trim() && 'subject', !draft.clause.trim() && 'clause']
  if (isMeasured(draft.direction)) gaps.push(!draft.measure.trim() && 'measure', !/^\d{1,9}(\.\d{1,4})?$/.test(draft.value.trim()) && 'value')
  return gaps.filter((gap): gap is string => Boolean(gap))
}
export const toCondition = (draft: ConditionDraft) => {
  const measured = isMeasured(draft.direction)
  return {
    subject: draft.subject.trim(), direction: draft.direction as 'at_least', zone: draft.zone.trim(), clause: draft.clause.trim(), reason: draft.reason.trim(),
    measure: measured ? draft.measure.trim() : '', value: measured ? draft.value.trim() : null, unit: measured ? draft.unit.trim() : '',
  }
}

// Answering a notice -------------------------------------------------------------------------------------------------

export interface LineDraft {
  text: string
  value: string
  paper: number | null
  paperTitle: string
}
export const beginLine = (line: NoticeLineView, values: Record<string, string>): LineDraft => ({
  text: '', value: line.place.kind === 'field' ? (values[line.place.target] ?? '') : '', paper: null, paperTitle: '',
})
/** Put right, handed in anew, or explained. */
export function isAnswered(line: NoticeLineView, draft: LineDraft | undefined, values: Record<string, string>): boolean {
  if (line.waived) return true
  if (!draft) return false
  if (draft.text.trim() || draft.paper !== null) return true
  return line.place.kind === 'field' && draft.value.trim() !== '' && draft.value !== (values[line.place.target] ?? '')
}
export const toNoticeAnswers = (lines: NoticeLineView[], drafts: Record<number, LineDraft>): NoticeAnswer[] =>
  lines.flatMap((line) => {
    const draft = drafts[line.number]
    if (!draft || line.waived) return []
    return [{ line: line.number, text: draft.text.trim(), value: line.place.kind === 'field' ? draft.value : null, paper: draft.paper }]
  })

/** The notice that waits for an answer, if any. */
export const openNotice = (notices: NoticeView[]) => notices.find(({ answeredAt }) => !answeredAt)

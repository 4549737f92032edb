// Answering a correction: item by item. A field is answered by its right value, a material by a paper, anything else by
// words; words may always be added.

import type { CaseView, CorrectionAnswer, CorrectionLine, CorrectionView } from '@/app/api'

export interface AnswerDraft {
  text: string
  value: string
  paper: number | null
  paperTitle: string
}

/** The correction that waits for an answer, if any. */
export const openCorrection = (view: CaseView): CorrectionView | undefined => view.corrections.find(({ answeredAt }) => !answeredAt)

export const wantsPaper = (line: CorrectionLine) => line.kind === 'material' || line.kind === 'drawing'

/** A fresh answer: a field begins with the value that was handed in, so that it is corrected rather than typed again. */
export const beginAnswer = (line: CorrectionLine, values: Record<string, string>): AnswerDraft => ({
  text: '', value: line.kind === 'field' ? (values[line.target] ?? '') : '', paper: null, paperTitle: '',
})

export function isAnswered(line: CorrectionLine, answer: AnswerDraft | undefined, values: Record<string, string>): boolean {
  if (!answer) return false
  if (line.kind === 'field') return answer.value.trim() !== '' && (answer.value !== (values[line.target] ?? '') || answer.text.trim() !== '')
  return wantsPaper(line) ? answer.paper !== null : answer.text.trim() !== ''
}

export const toAnswers = (lines: CorrectionLine[], answers: Record<number, AnswerDraft>): CorrectionAnswer[] =>
  lines.flatMap((line) => {
    const answer = answers[line.number]
    if (!answer) return []
    return [{ number: line.number, text: answer.text.trim(), value: line.kind === 'field' ? answer.value : null, paper: answer.paper }]
  })

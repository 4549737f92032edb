// Which questions are asked (情形引导). The same rule as the server's (catalog: holds, relevant): a question is asked when
// any line of its condition holds with all its clauses; answers to questions that are not asked count for nothing; a
// question that has not been answered counts as "no". Conditions name earlier questions only, so one pass is enough.

import type { ConditionClause, QuestionView } from '@/app/api'

export type Answers = Record<string, string>

function clauseHolds(clause: ConditionClause, asked: Answers): boolean {
  const value = asked[clause.fact] ?? 'no'
  if (clause.least === null && clause.most === null) return clause.values.includes(value)
  const number = Number(value)
  if (value.trim() === '' || Number.isNaN(number)) return false
  return (clause.least === null || number >= Number(clause.least)) && (clause.most === null || number <= Number(clause.most))
}

export const holds = (when: ConditionClause[][], asked: Answers): boolean =>
  when.length === 0 || when.some((line) => line.every((clause) => clauseHolds(clause, asked)))

/** The questions to show for these answers, in order. */
export function visible(questions: QuestionView[], answers: Answers): QuestionView[] {
  const asked: Answers = {}
  return questions.filter((question) => {
    if (!holds(question.when, asked)) return false
    const answer = answers[question.code]
    if (answer) asked[question.code] = answer
    return true
  })
}

/** The answers that count: those to questions that are asked. */
export function relevant(questions: QuestionView[], answers: Answers): Answers {
  const shown = visible(questions, answers)
  return Object.fromEntries(shown.flatMap(({ code }) => (answers[code] ? [[code, answers[code]]] : [])))
}

/** Required questions without an answer. */
export const missing = (questions: QuestionView[], answers: Answers): QuestionView[] =>
  visible(questions, answers).filter((question) => question.required && !answers[question.code])

/** The answers as they stand in an address, so that a plan can be kept and sent to a colleague. */
export const toQuery = (answers: Answers): Answers => Object.fromEntries(Object.entries(answers).filter(([, value]) => value))

/** The answers out of an address, without what nobody asked. */
export function fromQuery(questions: QuestionView[], query: Record<string, unknown>): Answers {
  const known = new Map(questions.map((question) => [question.code, question]))
  const fits = (code: string, value: string) => {
    const question = known.get(code)
    if (question?.kind === 'choice') return question.options.some((option) => option.code === value)
    if (question?.kind === 'yes_no') return value === 'yes' || value === 'no'
    return question !== undefined && /^\d+(\.\d{1,4})?$/.test(value)
  }
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && fits(pair[0], pair[1]))
  return Object.fromEntries(pairs)
}

// The questions about a project (情形引导). Which of them are asked is decided by the city's rules, so the server says it
// (askedQuestions); an answer to a question that is not asked counts for nothing.

import type { QuestionView } from '@/app/api'

export type Answers = Record<string, string>

/** The questions to show, in order. `asked`: their codes. */
export const visible = (questions: QuestionView[], asked: string[]): QuestionView[] => questions.filter(({ code }) => asked.includes(code))

/** The answers that count: those to questions that are asked. */
export const relevant = (questions: QuestionView[], asked: string[], answers: Answers): Answers =>
  Object.fromEntries(visible(questions, asked).flatMap(({ code }) => (answers[code] ? [[code, answers[code]]] : [])))

/** Required questions without an answer. */
export const missing = (questions: QuestionView[], asked: string[], answers: Answers): QuestionView[] =>
  visible(questions, asked).filter((question) => question.required && !answers[question.code])

/** What the rules are told of the place besides: no question asks for it. */
export const inDistrict = (district: string): Answers => (district ? { district } : {})

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

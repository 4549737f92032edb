// What plain words were understood to mean, as answers to the questions.

import type { Meant, MeantIntent } from '@/app/api'
import type { Answers } from './questions'

/** The answers of an intent, and what was said in passing, which is nearer to what is meant. */
export const answersOf = (meant: Pick<Meant, 'answers'>, intent?: MeantIntent): Answers =>
  Object.fromEntries([...(intent?.answers ?? []), ...meant.answers].map(({ question, answer }) => [question.code, answer]))

/** The intent that needs no choice: the only one, or one that explains more of the words than any other. */
export function certain({ intents, guessed }: Meant): MeantIntent | undefined {
  const [first, second] = intents
  if (!first || guessed) return undefined
  const understood = ({ words }: MeantIntent) => words.join('').length
  return !second || understood(first) > understood(second) ? first : undefined
}

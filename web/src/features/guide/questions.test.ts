import { describe, expect, it } from 'vitest'
import type { QuestionView } from '@/app/api'
import { fromQuery, missing, relevant, toQuery, visible } from './questions'

const name = { zh: '', en: '' }
const question = (code: string, changes: Partial<QuestionView> = {}): QuestionView => ({
  code, term: name, text: name, help: name, kind: 'yes_no', options: [], unit: '', required: false, ...changes,
})
const choice = (code: string, options: string[], changes: Partial<QuestionView> = {}) =>
  question(code, { kind: 'choice', options: options.map((each) => ({ code: each, name })), ...changes })

const questions = [
  choice('investment', ['government', 'enterprise'], { required: true }),
  choice('works', ['building', 'linear'], { required: true }),
  choice('approval', ['verification', 'filing'], { required: true }),
  question('area', { kind: 'number' }),
  question('dangerous'),
]

describe('the questions', () => {
  it('are shown when they are asked, in the order of the catalogue', () => {
    expect(visible(questions, ['dangerous', 'investment']).map(({ code }) => code)).toEqual(['investment', 'dangerous'])
  })

  it('forget answers that no longer count', () => {
    const answers = { investment: 'enterprise', works: 'building', approval: 'filing' }
    expect(relevant(questions, ['investment', 'works', 'approval'], answers)).toEqual(answers)
    expect(relevant(questions, ['investment', 'works'], answers)).toEqual({ investment: 'enterprise', works: 'building' })
  })

  it('say which required answer is missing, among those that are asked', () => {
    expect(missing(questions, ['investment', 'works', 'area'], { investment: 'government' }).map(({ code }) => code)).toEqual(['works'])
    expect(missing(questions, ['investment', 'works'], { investment: 'enterprise', works: 'linear' })).toEqual([])
  })

  it('travel in an address, and nothing else comes back from one', () => {
    const answers = { investment: 'enterprise', area: '8000.5', dangerous: 'no' }
    expect(fromQuery(questions, toQuery(answers))).toEqual(answers)
    expect(fromQuery(questions, { investment: 'theirs', area: '1e9', dangerous: 'perhaps', step: '2' })).toEqual({})
  })
})

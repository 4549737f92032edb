import { describe, expect, it } from 'vitest'
import type { ConditionClause, QuestionView } from '@/app/api'
import { fromQuery, holds, missing, relevant, toQuery, visible } from './questions'

const is = (fact: string, ...values: string[]): ConditionClause => ({ fact, values, least: null, most: null })
const within = (fact: string, least: string | null, most: string | null): ConditionClause => ({ fact, values: [], least, most })
const name = { zh: '', en: '' }
const question = (code: string, changes: Partial<QuestionView> = {}): QuestionView => ({
  code, text: name, help: name, kind: 'yes_no', options: [], unit: '', required: false, when: [], ...changes,
})
const choice = (code: string, options: string[], changes: Partial<QuestionView> = {}) =>
  question(code, { kind: 'choice', options: options.map((each) => ({ code: each, name })), ...changes })

const questions = [
  choice('investment', ['government', 'enterprise'], { required: true }),
  choice('works', ['building', 'linear'], { required: true }),
  choice('approval', ['verification', 'filing'], { required: true, when: [[is('investment', 'enterprise')]] }),
  question('area', { kind: 'number', when: [[is('works', 'building')]] }),
  question('dangerous'),
  question('low_risk', { when: [[is('approval', 'filing'), within('area', null, '10000'), is('dangerous', 'no')]] }),
  question('simple', { when: [[is('low_risk', 'yes')]] }),
]
const codes = (answers: Record<string, string>) => visible(questions, answers).map(({ code }) => code)

describe('a condition', () => {
  it('holds when there is none', () => expect(holds([], {})).toBe(true))

  it('holds when any of its lines does, with all of its clauses', () => {
    const when = [[is('a', 'x'), is('b', 'y')], [is('c', 'z')]]
    expect(holds(when, { a: 'x' })).toBe(false)
    expect(holds(when, { a: 'x', b: 'y' })).toBe(true)
    expect(holds(when, { c: 'z' })).toBe(true)
  })

  it('takes an unanswered question for "no"', () => {
    expect(holds([[is('river', 'no')]], {})).toBe(true)
    expect(holds([[is('river', 'yes')]], {})).toBe(false)
  })

  it('includes both bounds of a range, and no number is in none', () => {
    const when = [[within('area', '100', '200')]]
    expect(['99.9', '100', '200', '200.1', '', 'many'].map((area) => holds(when, { area }))).toEqual([false, true, true, false, false, false])
    expect(holds(when, {})).toBe(false)
  })
})

describe('the questions', () => {
  it('are asked only where they matter', () => {
    expect(codes({})).toEqual(['investment', 'works', 'dangerous'])
    expect(codes({ investment: 'enterprise', works: 'building' })).toEqual(['investment', 'works', 'approval', 'area', 'dangerous'])
    expect(codes({ investment: 'enterprise', works: 'building', approval: 'filing', area: '8000' })).toContain('low_risk')
  })

  it('forget answers that no longer count, and what hung on them', () => {
    const answers = { investment: 'enterprise', works: 'building', approval: 'filing', area: '8000', low_risk: 'yes', simple: 'yes' }
    expect(relevant(questions, answers)).toEqual(answers)
    expect(relevant(questions, { ...answers, investment: 'government' })).toEqual({ investment: 'government', works: 'building', area: '8000' })
  })

  it('say which required answer is missing, among those that are asked', () => {
    expect(missing(questions, { investment: 'government' }).map(({ code }) => code)).toEqual(['works'])
    expect(missing(questions, { investment: 'enterprise', works: 'linear' }).map(({ code }) => code)).toEqual(['approval'])
  })

  it('travel in an address, and nothing else comes back from one', () => {
    const answers = { investment: 'enterprise', area: '8000.5', dangerous: 'no' }
    expect(fromQuery(questions, toQuery(answers))).toEqual(answers)
    expect(fromQuery(questions, { investment: 'theirs', area: '1e9', dangerous: 'perhaps', step: '2' })).toEqual({})
  })
})

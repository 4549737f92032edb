import { describe, expect, it } from 'vitest'
import type { Meant, MeantIntent } from '@/app/api'
import { answersOf, certain } from './words'

const name = { zh: '', en: '' }
const answer = (code: string, value: string) => ({ question: { code, name }, answer: value, answerName: name, word: '' })
const intent = (code: string, words: string[], answers: [string, string][] = []): MeantIntent => ({
  code, name, hint: name, words, answers: answers.map(([question, value]) => answer(question, value)),
})
const meant = (intents: MeantIntent[], changes: Partial<Meant> = {}): Meant => ({ intents, guessed: false, answers: [], items: [], materials: [], ...changes })

describe('plain words', () => {
  it('are applied at once when they mean one thing, or one thing more than any other', () => {
    expect(certain(meant([intent('factory', ['厂房'])]))?.code).toBe('factory')
    expect(certain(meant([intent('fit_out', ['装修办公楼']), intent('office', ['楼'])]))?.code).toBe('fit_out')
  })

  it('leave the choice where two things are as likely, or where they were guessed', () => {
    expect(certain(meant([intent('a', ['仓库']), intent('b', ['住宅'])]))).toBeUndefined()
    expect(certain(meant([intent('a', ['盖房'])], { guessed: true }))).toBeUndefined()
    expect(certain(meant([]))).toBeUndefined()
  })

  it('answer the questions, and what is said in passing goes before what is usual', () => {
    const one = intent('factory', ['厂房'], [['works', 'building'], ['land', 'transfer']])
    expect(answersOf(meant([one], { answers: [answer('land', 'own'), answer('area', '8000')] }), one)).toEqual({ works: 'building', land: 'own', area: '8000' })
  })
})

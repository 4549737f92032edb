import { describe, expect, it } from 'vitest'
import type { CorrectionLine } from '@/app/api'
import { beginAnswer, isAnswered, toAnswers } from './correction'

const line = (number: number, kind: string, target = ''): CorrectionLine => ({
  number, kind, target, targetName: { zh: '', en: '' }, text: '', basis: '', answer: null, paper: null,
})
const values = { plot_ratio: '2.8' }
const answer = (changes: object) => ({ text: '', value: '', paper: null, paperTitle: '', ...changes })

describe('an answer to a correction', () => {
  it('of a field begins with what was handed in, and counts once it is changed or explained', () => {
    const field = line(1, 'field', 'plot_ratio')
    const fresh = beginAnswer(field, values)
    expect(fresh.value).toBe('2.8')
    expect(isAnswered(field, fresh, values)).toBe(false)
    expect(isAnswered(field, { ...fresh, value: '2.6' }, values)).toBe(true)
    expect(isAnswered(field, { ...fresh, text: '原值无误，见说明' }, values)).toBe(true)
    expect(isAnswered(field, { ...fresh, value: ' ' }, values)).toBe(false)
  })

  it('of a material needs a paper, words alone do not do', () => {
    expect(isAnswered(line(1, 'material', 'M12'), answer({ text: '已补' }), values)).toBe(false)
    expect(isAnswered(line(1, 'drawing', 'M12'), answer({ paper: 7 }), values)).toBe(true)
  })

  it('of anything else needs words', () => {
    expect(isAnswered(line(1, 'other'), answer({}), values)).toBe(false)
    expect(isAnswered(line(1, 'other'), answer({ text: '80 米' }), values)).toBe(true)
    expect(isAnswered(line(1, 'other'), undefined, values)).toBe(false)
  })

  it('is sent with its number, and a value only for fields', () => {
    const lines = [line(1, 'field', 'plot_ratio'), line(2, 'material', 'M12')]
    expect(toAnswers(lines, { 1: answer({ value: '2.6', text: ' 已改 ' }), 2: answer({ paper: 7, value: 'x' }) })).toEqual([
      { number: 1, text: '已改', value: '2.6', paper: null },
      { number: 2, text: '', value: null, paper: 7 },
    ])
  })
})

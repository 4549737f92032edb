import { describe, expect, it } from 'vitest'
import type { FindingView, NoticeLineView } from '@/app/api'
import { beginLine, closable, emptyCondition, gapsOf, inOrder, isAnswered, toCondition, toNoticeAnswers } from './findings'

const line = (over: Partial<NoticeLineView>): NoticeLineView => ({
  number: 1, place: { kind: 'field', target: 'area', name: { zh: '', en: '' }, paper: null, sheet: null, region: null },
  demand: '', example: '', severity: 'ordinary', remark: '', clauses: [], departments: [], findings: [1], waived: false, answer: null, ...over,
})
const finding = (number: number, status: string, changed?: boolean) =>
  ({ number, status, answers: changed === undefined ? [] : [{ text: '', at: '', paper: null, changed }] }) as unknown as FindingView

describe('a line of a notice', () => {
  const values = { area: '100' }
  it('is answered by another value, a paper or words', () => {
    const draft = beginLine(line({}), values)
    expect(draft.value).toBe('100')
    expect(isAnswered(line({}), draft, values)).toBe(false)
    expect(isAnswered(line({}), { ...draft, value: ' ' }, values)).toBe(false)
    expect(isAnswered(line({}), { ...draft, value: '120' }, values)).toBe(true)
    expect(isAnswered(line({}), { ...draft, text: '原值无误' }, values)).toBe(true)
    const other = line({ place: { ...line({}).place, kind: 'material', target: 'M1' } })
    expect(isAnswered(other, beginLine(other, values), values)).toBe(false)
    expect(isAnswered(other, { ...beginLine(other, values), paper: 7 }, values)).toBe(true)
  })
  it('asks nothing once it is waived', () => {
    expect(isAnswered(line({ waived: true }), undefined, values)).toBe(true)
    expect(toNoticeAnswers([line({ waived: true }), line({ number: 2 })], { 1: beginLine(line({}), values), 2: { text: ' 已改 ', value: '5', paper: null, paperTitle: '' } }))
      .toEqual([{ line: 2, text: '已改', value: '5', paper: null }])
  })
})

describe('findings', () => {
  it('stand in the order in which something is to be done', () => {
    const all = [finding(1, 'closed'), finding(2, 'asked'), finding(3, 'answered', true), finding(4, 'noted')]
    expect(inOrder(all).map(({ number }) => number)).toEqual([3, 4, 2, 1])
  })
  it('close at once only by a changed version', () => {
    expect(closable([finding(1, 'answered', true), finding(2, 'answered', false), finding(3, 'asked', true)]).map(({ number }) => number)).toEqual([1])
  })
})

describe('a condition', () => {
  it('measures, or does not', () => {
    expect(gapsOf(emptyCondition())).toEqual(['subject', 'clause', 'measure', 'value'])
    expect(gapsOf({ ...emptyCondition(), subject: '围墙', clause: '条', direction: 'forbidden' })).toEqual([])
    expect(gapsOf({ ...emptyCondition(), subject: '围墙', clause: '条', measure: '高度', value: '-1' })).toEqual(['value'])
    expect(toCondition({ ...emptyCondition(), subject: '围墙', clause: '条', direction: 'required', measure: '高度', value: '3' })).toMatchObject({ measure: '', value: null, unit: '' })
  })
})

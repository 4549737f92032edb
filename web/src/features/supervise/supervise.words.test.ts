import { expect, test } from 'vitest'
import { kindOfFact, toneOfJudgement, toneOfOrder, toneOfStep } from './supervise.words'

test('only a warning ahead of the limit is amber', () => {
  expect(['yellow', 'red', 'overdue'].map(toneOfStep)).toEqual(['amber', 'red', 'red'])
})
test('an order that was not answered in time is red until it is', () => {
  expect(toneOfOrder('open', false)).toBe('amber')
  expect(toneOfOrder('open', true)).toBe('red')
  expect(toneOfOrder('answered', true)).toBe('blue')
  expect(toneOfOrder('closed', true)).toBe('grey')
})
test('a finding is amber until somebody has judged it', () => {
  expect(['', 'confirmed', 'dismissed'].map(toneOfJudgement)).toEqual(['amber', 'red', 'grey'])
})
test('facts are shown by what they are', () => {
  expect(['accepted', 'decidedSeconds', 'pause', 'left'].map(kindOfFact)).toEqual(['moment', 'length', 'pause', 'text'])
})

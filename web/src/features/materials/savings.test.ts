import { expect, it } from 'vitest'
import { rateText, slices } from './savings'

const some = { handIns: 2, needed: 40, saved: 30, reused: 10, bySystem: 8, later: 2, shared: 10, rate: 0.75 }

it('the parts of the bar fill it exactly', () => {
  expect(slices(some).map(({ part, count }) => [part, count])).toEqual([['reused', 10], ['shared', 10], ['bySystem', 8], ['later', 2], ['brought', 10]])
  expect(slices(some).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  expect(slices({ ...some, needed: 0 })).toEqual([])
})

it('a rate is never shown as more than it is', () => {
  expect(rateText(0.9999)).toBe('99.9%')
  expect(rateText(1)).toBe('100.0%')
  expect(rateText(0)).toBe('0.0%')
})

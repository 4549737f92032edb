import { describe, expect, it } from 'vitest'
import { axisTicks } from './plan'

describe('the axis of a plan', () => {
  it('is marked at round days, not too densely, within its span', () => {
    expect(axisTicks(54)).toEqual([0, 10, 20, 30, 40, 50])
    expect(axisTicks(12)).toEqual([0, 2, 4, 6, 8, 10, 12])
    for (let span = 1; span <= 400; span++) {
      const ticks = axisTicks(span)
      expect(ticks.length).toBeLessThanOrEqual(8)
      expect(ticks.at(-1)).toBeLessThanOrEqual(span)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { widths } from './progress'

const of = (...seconds: number[]) => seconds.map((each) => ({ seconds: each }))

describe('the timeline', () => {
  it('fills its width exactly, however short a stretch is', () => {
    for (const stretches of [of(1, 1, 1_000_000), of(5), of(0, 0), of(3, 0, 7)]) {
      const all = widths(stretches)
      expect(all.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 6)
      expect(Math.min(...all)).toBeGreaterThan(0)
    }
  })

  it('keeps proportions', () => {
    const [a, b] = widths(of(30, 10))
    expect(a! / b!).toBeCloseTo(3, 6)
  })
})

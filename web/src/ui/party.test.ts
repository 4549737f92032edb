import { describe, expect, it } from 'vitest'
import { partyShares } from './party'

describe('time by party', () => {
  it('puts every second into exactly one account', () => {
    const shares = partyShares([
      { party: 'applicant', seconds: 100 },
      { party: 'authority', seconds: 250 },
      { party: 'authority', seconds: 50 },
      { party: 'statutory', seconds: 0 },
    ])
    expect(shares.map(({ party }) => party)).toEqual(['authority', 'applicant'])
    expect(shares.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100)
    expect(shares.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(400)
  })

  it('is empty before anything has happened', () => {
    expect(partyShares([])).toEqual([])
  })
})

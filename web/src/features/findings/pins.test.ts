import { describe, expect, it } from 'vitest'
import { regionOf } from './pins'

describe('a region', () => {
  it('is the same whichever corner comes first, and stays on the sheet', () => {
    const wanted = { x: 1000, y: 2000, width: 3000, height: 1000 }
    expect(regionOf({ x: 0.1, y: 0.2 }, { x: 0.4, y: 0.3 })).toEqual(wanted)
    expect(regionOf({ x: 0.4, y: 0.3 }, { x: 0.1, y: 0.2 })).toEqual(wanted)
    expect(regionOf({ x: 0.9, y: 0.9 }, { x: 1.7, y: -1 })).toEqual({ x: 9000, y: 0, width: 1000, height: 9000 })
  })
  it('is none of a click', () => expect(regionOf({ x: 0.5, y: 0.5 }, { x: 0.5001, y: 0.7 })).toBeNull())
})

import { describe, expect, it } from 'vitest'
import { frameOf, hull, middleOf, projection, scaleLength, zoomed } from './plane'

describe('the plane', () => {
  it('keeps distances: a degree of latitude is 111 km, of longitude less towards the pole', () => {
    const to = projection({ longitude: 118, latitude: 32 })
    expect(to({ longitude: 118, latitude: 33 })).toEqual({ x: 0, y: -111.32 })
    expect(to({ longitude: 119, latitude: 32 }).x).toBeCloseTo(94.4, 1)
  })

  it('frames every point in the wanted shape', () => {
    const points = [{ x: 0, y: 0 }, { x: 10, y: 2 }, { x: 4, y: 8 }]
    const frame = frameOf(points, 1.5)
    expect(frame.width / frame.height).toBeCloseTo(1.5)
    for (const { x, y } of points) {
      expect(x > frame.x && x < frame.x + frame.width).toBe(true)
      expect(y > frame.y && y < frame.y + frame.height).toBe(true)
    }
  })

  it('frames nothing, and a single point, without dividing by zero', () => {
    expect(frameOf([], 1).width).toBeGreaterThan(0)
    expect(frameOf([{ x: 3, y: 3 }], 1).width).toBeGreaterThan(0)
    expect(middleOf([])).toEqual({ longitude: 0, latitude: 0 })
  })

  it('zooms around the point under the finger', () => {
    const frame = { x: 0, y: 0, width: 100, height: 50 }
    const nearer = zoomed(frame, 2, { x: 25, y: 10 })
    expect(nearer).toEqual({ x: 12.5, y: 5, width: 50, height: 25 })
    expect((25 - nearer.x) / nearer.width).toBeCloseTo((25 - frame.x) / frame.width)
  })

  it('has a hull around all points of a district', () => {
    const square = [{ x: 0, y: 0 }, { x: 2, y: 0 }, { x: 2, y: 2 }, { x: 0, y: 2 }]
    expect(hull([...square, { x: 1, y: 1 }, { x: 0.5, y: 1.5 }])).toHaveLength(4)
    expect(hull([{ x: 1, y: 1 }])).toEqual([{ x: 1, y: 1 }])
  })

  it('has a scale of 1, 2 or 5 that fits', () => {
    expect([3, 10, 24, 60, 140].map(scaleLength)).toEqual([0.5, 2, 2, 10, 20])
  })
})

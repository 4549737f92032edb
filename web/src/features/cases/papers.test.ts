import { describe, expect, it } from 'vitest'
import type { CorrectionView, DecisionView, MaterialView } from '@/app/api'
import { leavesOf, showingOf } from './papers'

const material = (code: string) => ({ material: code }) as MaterialView

describe('the papers of a case', () => {
  it('are read from the form through the materials to what came of them', () => {
    const leaves = leavesOf({ materials: [material('M01'), material('M02')], corrections: [{ round: 1 } as CorrectionView], decision: {} as DecisionView })
    expect(leaves.map(({ key }) => key)).toEqual(['form', 'm.M01', 'm.M02', 'c.1', 'decision'])
    expect(leaves[2]).toMatchObject({ number: 2 })
  })

  it('are shown in place only when nothing in them can run', () => {
    expect(showingOf({ mediaType: 'application/pdf' })).toBe('pdf')
    expect(showingOf({ mediaType: 'image/png' })).toBe('image')
    expect(showingOf({ mediaType: 'image/svg+xml' })).toBe('none')
    expect(showingOf({ mediaType: 'application/zip' })).toBe('none')
  })
})

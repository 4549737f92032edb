import { describe, expect, it } from 'vitest'
import type { CaseRow } from '@/app/api'
import { mergeRows } from './live_list'

const row = (id: number, status = 'handling') => ({ id, status }) as CaseRow

describe('a list that is kept up to date', () => {
  it('changes rows where they stand', () => {
    const { rows } = mergeRows([row(1), row(2), row(3)], [row(3), row(1, 'special'), row(2)])
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 3])
    expect(rows[0]!.status).toBe('special')
  })

  it('keeps what has left, and says so', () => {
    const { rows, left } = mergeRows([row(1), row(2)], [row(2)])
    expect(rows.map(({ id }) => id)).toEqual([1, 2])
    expect([...left]).toEqual([1])
  })

  it('only counts what is new', () => {
    const { rows, fresh } = mergeRows([row(1)], [row(9), row(1), row(8)])
    expect(rows).toHaveLength(1)
    expect(fresh).toBe(2)
  })
})

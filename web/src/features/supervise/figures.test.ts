import { describe, expect, it } from 'vitest'
import type { DepartmentLoad } from '@/app/api'
import { inTime, percent, sortDepartments, topOf } from './figures'

const load = (code: string, changes: Partial<DepartmentLoad> = {}): DepartmentLoad => ({
  department: { code, name: { zh: code, en: code } }, open: 0, dueSoon: 0, overdue: 0, ended: 0, endedLate: 0, paused: 0, meanUsed: 0, ...changes,
})
const order = (rows: DepartmentLoad[]) => rows.map(({ department }) => department.code)

describe('a share', () => {
  it('is never rounded up to all or down to nothing', () => {
    expect(percent(0.9996)).toBe('99.9%')
    expect(percent(0.0001)).toBe('0.1%')
    expect(percent(1)).toBe('100%')
    expect(percent(0)).toBe('0%')
    expect(percent(0.9627)).toBe('96.3%')
  })

  it('of nothing is unknown, not perfect', () => {
    expect(inTime(load('a'))).toBeNull()
    expect(inTime(load('a', { ended: 4, endedLate: 1 }))).toBe(0.75)
  })
})

describe('departments', () => {
  it('stand with what calls for attention first', () => {
    const rows = [load('a', { open: 9 }), load('b', { overdue: 2 }), load('c', { overdue: 2, open: 5 })]
    expect(order(sortDepartments(rows, 'overdue', String))).toEqual(['c', 'b', 'a'])
  })

  it('with nothing ended stand last when sorted by punctuality', () => {
    const rows = [load('new'), load('good', { ended: 10 }), load('late', { ended: 10, endedLate: 3 })]
    expect(order(sortDepartments(rows, 'inTime', String))).toEqual(['late', 'good', 'new'])
  })
})

describe('the top of the chart', () => {
  it('is round and not below any month', () => {
    expect(topOf([{ filed: 148, ended: 131 }])).toBe(200)
    expect(topOf([{ filed: 21, ended: 24 }])).toBe(25)
    expect(topOf([{ filed: 0, ended: 0 }])).toBe(1)
    for (let n = 1; n < 2000; n += 7) expect(topOf([{ filed: n, ended: 0 }])).toBeGreaterThanOrEqual(n)
  })
})

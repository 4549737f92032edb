// Arithmetic of the overview. Rounding never flatters: 99.96 % in time is not 100 %, and one late case is not 0 %.

import type { DepartmentLoad, MonthLoad } from '@/app/api'

/** A share of 0…1 in percent, one decimal; 100 % and 0 % only when they are exact. */
export function percent(share: number): string {
  if (share >= 1) return '100%'
  if (share <= 0) return '0%'
  const shown = Math.round(share * 1000) / 10
  return `${Math.min(99.9, Math.max(0.1, shown))}%`
}

/** Of a department's ended cases, those within the promised limit; null before any has ended. */
export const inTime = ({ ended, endedLate }: Pick<DepartmentLoad, 'ended' | 'endedLate'>): number | null =>
  ended > 0 ? (ended - endedLate) / ended : null

export type DepartmentColumn = 'name' | 'open' | 'dueSoon' | 'overdue' | 'paused' | 'ended' | 'inTime'

/** Sorted by a column; what calls for attention first, and where there is nothing to compare, last. */
export function sortDepartments(rows: DepartmentLoad[], by: DepartmentColumn, nameOf: (row: DepartmentLoad) => string): DepartmentLoad[] {
  const busiest = (a: DepartmentLoad, b: DepartmentLoad) => b.open - a.open || b.ended - a.ended
  return [...rows].sort((a, b) => {
    if (by === 'name') return nameOf(a).localeCompare(nameOf(b), 'zh-CN')
    if (by === 'inTime') return (inTime(a) ?? 2) - (inTime(b) ?? 2) || busiest(a, b)
    return b[by] - a[by] || busiest(a, b)
  })
}

/** A round number not below the largest month, for the top of the chart. */
export function topOf(months: Pick<MonthLoad, 'filed' | 'ended'>[]): number {
  const largest = Math.max(1, ...months.flatMap(({ filed, ended }) => [filed, ended]))
  const size = 10 ** Math.floor(Math.log10(largest))
  return [1, 2, 2.5, 5, 10].map((each) => Math.ceil(each * size)).find((top) => top >= largest)!
}

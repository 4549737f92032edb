// The counter receives a hand-in as a whole; the server lists it case by case.

import type { CaseRow } from '@/app/api'

export interface HandIn {
  /** Of the application. */
  id: number
  first: CaseRow
  cases: CaseRow[]
}

/** In the order in which the list names them first. */
export function handIns(rows: CaseRow[]): HandIn[] {
  const found = new Map<number, HandIn>()
  for (const row of rows) {
    const known = found.get(row.application)
    if (known) known.cases.push(row)
    else found.set(row.application, { id: row.application, first: row, cases: [row] })
  }
  return [...found.values()]
}

// A list that is kept up to date without moving under the reader's hand: what is shown changes in place, what has left
// stays until the reader asks for the list afresh, and what is new is only counted.

import type { CaseRow } from '@/app/api'

export interface Merged {
  rows: CaseRow[]
  /** Rows that no longer belong to this list. */
  left: Set<number>
  /** How many rows the list holds that are not shown yet. */
  fresh: number
}

/** `now`: the same stretch of the list as the server gives it now. */
export function mergeRows(shown: CaseRow[], now: CaseRow[]): Merged {
  const current = new Map(now.map((row) => [row.id, row]))
  const known = new Set(shown.map(({ id }) => id))
  return {
    rows: shown.map((row) => current.get(row.id) ?? row),
    left: new Set(shown.filter(({ id }) => !current.has(id)).map(({ id }) => id)),
    fresh: now.filter(({ id }) => !known.has(id)).length,
  }
}

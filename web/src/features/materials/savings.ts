// The parts of what was saved, in the order in which they are drawn (docs/materials.md has the definition).

import type { SavingsView } from '@/app/api'

export const parts = ['reused', 'shared', 'bySystem', 'later'] as const
export type Part = (typeof parts)[number]

export interface Slice {
  part: Part | 'brought'
  count: number
  share: number
}

/** Widths of a bar that is as long as all papers that were needed; nothing when none were. */
export function slices(savings: SavingsView): Slice[] {
  if (!savings.needed) return []
  const of = (part: Slice['part'], count: number) => ({ part, count, share: count / savings.needed })
  return [...parts.map((part) => of(part, savings[part])), of('brought', savings.needed - savings.saved)]
}

/** "61.7%"; one digit, rounded down, so that no rate looks better than it is. */
export const rateText = (rate: number) => `${(Math.floor(rate * 1000) / 10).toFixed(1)}%`

import type { DraftView } from '@/app/api'

export const steps = ['items', 'form', 'papers', 'check'] as const
export type Step = (typeof steps)[number]

/** The step on which the value of a key, a material, a part of the form or "items" stands. */
export function stepOf(field: string, view: Pick<DraftView, 'checklist'>): Step {
  if (field === 'items') return 'items'
  return view.checklist.some(({ material }) => material === field) ? 'papers' : 'form'
}

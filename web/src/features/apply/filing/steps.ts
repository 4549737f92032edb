import type { DraftView } from '@/app/api'

export const steps = ['items', 'form', 'papers', 'check'] as const
export type Step = (typeof steps)[number]

/** The step on which a field, a material or "items" stands. */
export function stepOf(field: string, view: Pick<DraftView, 'fields' | 'checklist'>): Step {
  if (view.fields.some(({ code }) => code === field)) return 'form'
  return view.checklist.some(({ material }) => material === field) ? 'papers' : 'items'
}

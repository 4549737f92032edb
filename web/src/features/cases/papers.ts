// The papers of a case in reading order, and how each can be shown in place.

import type { CaseView, MaterialView, PaperView } from '@/app/api'

export type Leaf =
  | { key: string; kind: 'form' }
  | { key: string; kind: 'material'; material: MaterialView; number: number }
  | { key: string; kind: 'correction'; round: number }
  | { key: string; kind: 'decision' }

export function leavesOf(view: Pick<CaseView, 'materials' | 'corrections' | 'decision'>): Leaf[] {
  return [
    { key: 'form', kind: 'form' },
    ...view.materials.map((material, at) => ({ key: `m.${material.material}`, kind: 'material' as const, material, number: at + 1 })),
    ...view.corrections.map(({ round }) => ({ key: `c.${round}`, kind: 'correction' as const, round })),
    ...(view.decision ? [{ key: 'decision', kind: 'decision' as const }] : []),
  ]
}

export type Showing = 'pdf' | 'image' | 'none'

export function showingOf(paper: Pick<PaperView, 'mediaType'>): Showing {
  if (paper.mediaType === 'application/pdf') return 'pdf'
  return paper.mediaType.startsWith('image/') && paper.mediaType !== 'image/svg+xml' ? 'image' : 'none'
}

export const addressOf = (project: number, paper: number, download = false) =>
  `/api/v1/projects/${project}/papers/${paper}/content${download ? '?download=1' : ''}`

// Who held something when, as a page shows it.

import type { Progress, StretchView } from '@/app/api'
import { get } from '@/app/http'

export const readProgress = (of: 'projects' | 'applications' | 'cases', id: string | number, signal?: AbortSignal) => get<Progress>(`/${of}/${id}/progress`, {}, signal)

/** Newest first; a stretch that goes on comes first of all. */
export const newestFirst = (stretches: StretchView[]): StretchView[] => [...stretches].reverse()

/** Percent of the whole, for the drawing of the timeline; a stretch is never narrower than can be seen. */
export function widths(stretches: Pick<StretchView, 'seconds'>[], least = 0.4): number[] {
  const total = stretches.reduce((sum, { seconds }) => sum + seconds, 0)
  if (!total) return stretches.map(() => 100 / stretches.length)
  const raw = stretches.map(({ seconds }) => Math.max(least, (seconds / total) * 100))
  const sum = raw.reduce((all, width) => all + width, 0)
  return raw.map((width) => (width / sum) * 100)
}

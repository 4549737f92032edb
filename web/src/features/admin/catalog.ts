// The catalogue looked at across: which flows hold an item, and what looks wrong.

import type { FlowSummary, ItemSummary } from '@/app/api'

/** Item → flows that may hold it. */
export function flowsByItem(flows: FlowSummary[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const flow of flows)
    for (const stage of flow.stages) for (const { code } of stage.items) found.set(code, (found.get(code) ?? new Set()).add(flow.code))
  return found
}

export interface Finding {
  kind: 'in_no_flow' | 'beyond_statutory'
  item: ItemSummary
}

/** What an administrator should look into. A promise may be shorter than the law allows, never longer. */
export function findings(items: ItemSummary[], flows: FlowSummary[]): Finding[] {
  const held = flowsByItem(flows)
  return items.flatMap((item) => {
    const found: Finding[] = []
    if (!held.has(item.code)) found.push({ kind: 'in_no_flow', item })
    if (item.statutory && item.statutory.unit === item.promised.unit && item.promised.amount > item.statutory.amount) found.push({ kind: 'beyond_statutory', item })
    return found
  })
}

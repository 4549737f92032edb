// The catalogue looked at across: which flows hold an item, which items ask for a paper, and what looks wrong.

import type { Coded, FlowSummary, GuideMaterial, ItemSummary } from '@/app/api'

/** Item → flows that may hold it. */
export function flowsByItem(flows: FlowSummary[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const flow of flows)
    for (const stage of flow.stages) for (const { code } of stage.items) found.set(code, (found.get(code) ?? new Set()).add(flow.code))
  return found
}

export interface MaterialUse {
  material: GuideMaterial
  items: Coded[]
}

/** Every paper once, with the items that ask for it. An item stands in several flows and still counts once. */
export function materialsOf(flows: FlowSummary[]): MaterialUse[] {
  const found = new Map<string, { material: GuideMaterial; items: Map<string, Coded> }>()
  for (const flow of flows)
    for (const stage of flow.stages)
      for (const item of stage.items)
        for (const material of item.materials) {
          const use = found.get(material.code) ?? { material, items: new Map() }
          use.items.set(item.code, { code: item.code, name: item.name })
          found.set(material.code, use)
        }
  return [...found.values()]
    .map(({ material, items }) => ({ material, items: [...items.values()] }))
    .sort((a, b) => b.items.length - a.items.length || a.material.code.localeCompare(b.material.code))
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

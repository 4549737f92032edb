// What is put on a diagram: a colour, a kind of line and always a word or a figure, so that nothing is said by colour alone.

import type { FlowNodeTime } from '@/app/api'
import type { FlowElementChange, LiveElement } from './flows.api'

export interface Mark {
  id: string
  /** Name of the look in BpmnView.vue. */
  look: 'done' | 'active' | 'waiting' | 'added' | 'removed' | 'changed' | 'heat0' | 'heat1' | 'heat2' | 'heat3' | 'heat4' | 'chosen'
  badge: string
  /** Lines under the element. */
  notes?: string[]
}

/** What changed, on the older diagram and on the newer one: what is gone can be shown on the one only, what is new on the other. */
export function differenceMarks(elements: FlowElementChange[], side: 'from' | 'to', word: (change: FlowElementChange['change']) => string): Mark[] {
  const hidden = side === 'from' ? 'added' : 'removed'
  return elements.filter(({ change }) => change !== hidden).map(({ element, change }) => ({ id: element, look: change, badge: word(change) }))
}

/** Five bands from cold to hot by share of the longest mean; what took no time stays cold. */
export function heatMarks(nodes: FlowNodeTime[], badge: (node: FlowNodeTime) => string): Mark[] {
  const most = Math.max(0, ...nodes.map(({ meanMs }) => meanMs))
  return nodes
    .filter(({ times, meanMs }) => times > 0 && meanMs > 0)
    .map((node) => ({ id: node.id, look: `heat${Math.min(4, Math.floor((node.meanMs / most) * 5))}` as Mark['look'], badge: badge(node) }))
}

/** Several may stand at one element, such as the departments that are asked at the same time: what is still open counts. */
export function stateOf(elements: LiveElement[]): LiveElement['state'] {
  const any = (state: LiveElement['state']) => elements.some((element) => element.state === state)
  return any('active') ? 'active' : any('waiting') ? 'waiting' : 'done'
}
export type Together = [LiveElement, ...LiveElement[]]
export function together(elements: LiveElement[]): Together[] {
  const found = new Map<string, Together>()
  for (const element of elements) {
    const others = found.get(element.id)
    if (others) others.push(element)
    else found.set(element.id, [element])
  }
  return [...found.values()]
}

export const liveMarks = (elements: LiveElement[], word: (all: Together) => string, note: (element: LiveElement) => string): Mark[] =>
  together(elements).map((all) => ({ id: all[0].id, look: stateOf(all), badge: word(all), notes: all.filter(({ state }) => state !== 'done').map(note).filter(Boolean) }))

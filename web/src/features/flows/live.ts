// A running flow in words: the same that its diagram shows, for those who read or hear it, and for small screens.

import type { LiveDiagram, LiveElement } from './flows.api'
import { stateOf, together } from './marks'

export interface LiveLine {
  id: string
  name: string
  kind: 'task' | 'event' | 'part' | 'gateway'
  /** "ahead": it has not come to it, and may never. */
  state: LiveElement['state'] | 'ahead'
  /** Whoever stands or stood there; several when they are asked at the same time. */
  all: LiveElement[]
}

const kinds: Record<string, LiveLine['kind']> = {
  task: 'task', userTask: 'task', serviceTask: 'task', sendTask: 'task', receiveTask: 'task', manualTask: 'task', scriptTask: 'task', businessRuleTask: 'task',
  callActivity: 'part', subProcess: 'part', adHocSubProcess: 'part', transaction: 'part',
  startEvent: 'event', endEvent: 'event', intermediateCatchEvent: 'event', intermediateThrowEvent: 'event', boundaryEvent: 'event', eventBasedGateway: 'event',
}

/** Elements along the flows from each beginning, so that the list reads as the work goes. */
function inOrder(document: Document): Element[] {
  const all = [...document.getElementsByTagName('*')]
  const nodes = all.filter((element) => element.getAttribute('id') && (element.localName in kinds || /Gateway$/.test(element.localName)))
  const byId = new Map(nodes.map((element) => [element.getAttribute('id')!, element]))
  const next = new Map<string, string[]>()
  const follow = (from: string | null, to: string | null) => from && to && next.set(from, [...(next.get(from) ?? []), to])
  for (const element of all) {
    if (element.localName === 'sequenceFlow') follow(element.getAttribute('sourceRef'), element.getAttribute('targetRef'))
    if (element.localName === 'boundaryEvent') follow(element.getAttribute('attachedToRef'), element.getAttribute('id'))
  }
  const isStart = (element: Element) => element.localName === 'startEvent'
  const inside = (element: Element) => nodes.filter((node) => node.parentNode === element && isStart(node))
  const found = new Set<Element>()
  // Breadth first; what a part holds comes right after it.
  const visit = (starts: Element[]) => {
    const open = [...starts]
    for (let at = open.shift(); at; at = open.shift()) {
      if (found.has(at)) continue
      found.add(at)
      visit(inside(at))
      for (const id of next.get(at.getAttribute('id')!) ?? []) if (byId.has(id)) open.push(byId.get(id)!)
    }
  }
  visit(nodes.filter((node) => isStart(node) && (node.parentNode as Element | null)?.localName === 'process'))
  return [...found, ...nodes.filter((node) => !found.has(node))]
}

/** Every task and part; of events and gateways those that have something to say. */
export function linesOf(xml: string, elements: LiveElement[]): LiveLine[] {
  const now = new Map(together(elements).map((all) => [all[0].id, all]))
  return inOrder(new DOMParser().parseFromString(xml, 'text/xml'))
    .map((element): LiveLine => {
      const id = element.getAttribute('id')!
      const all = now.get(id) ?? []
      return { id, name: element.getAttribute('name') || '', kind: kinds[element.localName] ?? 'gateway', state: all.length ? stateOf(all) : 'ahead', all }
    })
    .filter(({ kind, state, name }) => kind === 'task' || kind === 'part' || state === 'active' || state === 'waiting' || (kind === 'event' && state === 'done' && name !== ''))
}

/** At a step of the stage that works on cases: those cases that are open, each with whom it waits for. */
export function withCases(xml: string, diagrams: LiveDiagram[], diagram: LiveDiagram): LiveElement[] {
  if (diagram.caseId) return diagram.elements
  const calls = [...new DOMParser().parseFromString(xml, 'text/xml').getElementsByTagName('*')].filter(({ localName }) => localName === 'callActivity')
  const called = new Map(calls.map((call) => [call.getAttribute('id'), call.getAttribute('calledElement')]))
  return diagram.elements.flatMap((element) => {
    const process = element.state === 'active' ? called.get(element.id) : undefined
    const open = diagrams
      .filter((other) => process && other.caseId && other.process === process)
      .flatMap(({ item, caseId, elements }) => elements.filter(({ state, who }) => state === 'active' && who).map((one): LiveElement => ({ ...one, id: element.id, times: 1, item, caseId })))
    return open.length ? open : [element]
  })
}

/** The XML of a diagram, which the server sends once for each process. */
export const xmlOf = (diagrams: LiveDiagram[], diagram: LiveDiagram): string => diagram.xml || (diagrams.find(({ process, xml }) => process === diagram.process && xml)?.xml ?? '')

// A diagram that bpmn-js shows, as the pages use it: marks, badges, a token that walks. Both the viewer and the editor have one.

import type { Mark } from './marks'
import type { Part } from './model'
import type { Line, Picture, Point } from './path'

/** What is drawn: a shape has a place, a connection has way points. */
export interface Drawn {
  id: string
  type: string
  businessObject: Part
  x: number
  y: number
  width: number
  height: number
  waypoints?: Point[]
  labelTarget?: Drawn
  host?: Drawn
  parent?: Drawn
  outgoing?: Drawn[]
}

interface Registry {
  get: (id: string) => Drawn | undefined
  getAll: () => Drawn[]
  getGraphics: (id: string) => SVGElement | undefined
}
interface Box {
  x: number
  y: number
  width: number
  height: number
}
interface Canvas {
  addMarker: (id: string, name: string) => void
  removeMarker: (id: string, name: string) => void
  getLayer: (name: string, index?: number) => SVGElement
  getRootElement: () => Drawn
  findRoot: (id: string) => Drawn | null
  setRootElement: (root: Drawn) => void
  scrollToElement: (id: string, padding?: number) => void
  zoom: (level?: number | 'fit-viewport', centre?: Point | 'auto') => number
  viewbox: (box?: Box) => Box & { inner: Box; outer: { width: number; height: number } }
}
interface Overlays {
  add: (id: string, kind: string, options: Record<string, unknown>) => string
  remove: (which: { type: string }) => void
}
interface Services {
  elementRegistry: Registry
  canvas: Canvas
  overlays: Overlays
}
export interface Shower {
  get: <K extends keyof Services>(name: K) => Services[K]
}

/** Below this everything is too small to read; a larger flow is moved about in its frame instead. */
const least = 0.62

const element = (name: string, className: string, text = '') => Object.assign(document.createElement(name), { className, textContent: text })

const badgeOf = ({ look, badge }: Mark) => element('div', `flow-badge flow-${look}`, badge)
function notesOf({ look, notes = [] }: Mark): HTMLElement {
  const box = element('div', `flow-notes flow-${look}`)
  box.append(...notes.map((line) => element('div', 'flow-note', line)))
  return box
}

export function diagramOf(shower: Shower) {
  const registry = shower.get('elementRegistry')
  const canvas = shower.get('canvas')
  const overlays = shower.get('overlays')
  let marked: [id: string, name: string][] = []

  const has = (id: string) => registry.get(id) !== undefined
  const nameOf = (id: string) => registry.get(id)?.businessObject.name || id

  function clear() {
    for (const [id, name] of marked) if (has(id)) canvas.removeMarker(id, name)
    marked = []
    overlays.remove({ type: 'flow' })
  }

  function mark(marks: Mark[]) {
    clear()
    for (const one of marks) {
      const drawn = registry.get(one.id)
      if (!drawn) continue
      const name = `flow-${one.look}`
      canvas.addMarker(one.id, name)
      marked.push([one.id, name])
      // A gateway's name stands where its badge would: the sign alone leaves it readable.
      const badge = one.look === 'done' && drawn.type.endsWith('Gateway') ? { ...one, badge: one.badge.slice(0, 1) } : one
      if (one.badge) overlays.add(one.id, 'flow', { position: drawn.waypoints ? { top: -24, left: 0 } : { top: -13, left: -8 }, html: badgeOf(badge) })
      if (one.notes?.length) overlays.add(one.id, 'flow', { position: { bottom: -4, left: -8 }, html: notesOf(one) })
    }
  }

  function middle(id: string): Point | undefined {
    const drawn = registry.get(id)
    if (!drawn || drawn.waypoints) return undefined
    return { x: drawn.x + drawn.width / 2, y: drawn.y + drawn.height / 2 }
  }

  function picture(): Picture {
    const lines = registry.getAll().flatMap((drawn): Line[] => {
      if (drawn.labelTarget) return []
      const { businessObject: part } = drawn
      if (drawn.waypoints && drawn.type === 'bpmn:SequenceFlow')
        return [{ id: drawn.id, from: (part.get('sourceRef') as Part).id ?? '', to: (part.get('targetRef') as Part).id ?? '', points: drawn.waypoints }]
      return drawn.host ? [{ id: `${drawn.id} border`, from: drawn.host.id, to: drawn.id, points: [] }] : []
    })
    return { middle, lines }
  }

  /** Brings an element into sight, in the plane that shows it. */
  function show(id: string) {
    if (!has(id)) return
    const root = canvas.findRoot(id)
    if (root && root !== canvas.getRootElement()) canvas.setRootElement(root)
    canvas.scrollToElement(id, 60)
  }

  /** All of it when that can be read, otherwise a readable size around what is asked for, or from the beginning. */
  function fit(around?: string) {
    const { inner, outer } = canvas.viewbox()
    if (!outer.width || !outer.height || !inner.width) return
    const space = 30
    const scale = Math.min(1, outer.width / (inner.width + 2 * space), outer.height / (inner.height + 2 * space))
    const width = outer.width / Math.max(least, scale)
    const height = outer.height / Math.max(least, scale)
    const point = around ? middle(around) : undefined
    /** Centred where all of it is in sight; otherwise what is asked for is in the middle, and no margin is wider than it must be. */
    const place = (start: number, length: number, frame: number, wanted: number | undefined) => {
      if (length + 2 * space <= frame) return start + length / 2 - frame / 2
      return Math.min(start + length + space - frame, Math.max(start - space, (wanted ?? start) - frame / 2))
    }
    canvas.viewbox({ x: place(inner.x, inner.width, width, point?.x), y: place(inner.y, inner.height, height, point?.y ?? inner.y + inner.height / 2), width, height })
  }
  const all = () => void canvas.zoom('fit-viewport', 'auto')
  const zoom = (by: number) => void canvas.zoom(Math.min(3, Math.max(0.2, canvas.zoom() * by)), 'auto')

  const space = 'http://www.w3.org/2000/svg'
  function token(): { at: (point: Point) => void; gone: () => void } {
    const layer = canvas.getLayer('flow-token', 10)
    const dot = document.createElementNS(space, 'circle')
    dot.setAttribute('r', '10')
    dot.setAttribute('class', 'flow-token')
    layer.append(dot)
    return {
      at: ({ x, y }) => {
        dot.setAttribute('cx', String(x))
        dot.setAttribute('cy', String(y))
      },
      gone: () => dot.remove(),
    }
  }

  return { has, nameOf, mark, clear, picture, middle, show, fit, all, zoom, token }
}
export type Diagram = ReturnType<typeof diagramOf>

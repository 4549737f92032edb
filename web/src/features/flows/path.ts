// A way through a flow, told as a token walks it: which element acts, and along which line the token gets there.

export interface Point {
  x: number
  y: number
}
export interface Line {
  id: string
  from: string
  to: string
  points: Point[]
}
export interface Picture {
  /** Middle of an element that the diagram shows. */
  middle: (id: string) => Point | undefined
  /** Sequence flows, and for each event at a border a line from its activity. */
  lines: Line[]
}
export interface Move {
  /** What acts. */
  at: string
  /** The line walked to get there, if there is one. */
  via: string | null
  /** Empty for the first, and for what this diagram does not show. */
  points: Point[]
}

/** Tokens run side by side: an element follows from the last one before it that has a line to it, not always from its neighbour. */
export function walk(path: string[], picture: Picture): Move[] {
  const flows = new Set(picture.lines.map(({ id }) => id))
  const nodes = path.filter((id) => !flows.has(id))
  return nodes.map((at, here) => {
    const middle = picture.middle(at)
    if (!middle) return { at, via: null, points: [] }
    for (let before = here - 1; before >= 0; before--) {
      const line = picture.lines.find(({ from, to }) => from === nodes[before] && to === at)
      const start = line && picture.middle(line.from)
      if (line && start) return { at, via: line.id, points: [start, ...line.points, middle] }
    }
    return { at, via: null, points: here === 0 ? [] : [middle] }
  })
}

const distance = (a: Point, b: Point) => Math.hypot(b.x - a.x, b.y - a.y)

/** Where a token is after this share (0…1) of its way. */
export function along(points: Point[], share: number): Point | undefined {
  if (points.length < 2) return points[0]
  const all = points.slice(1).reduce((sum, point, at) => sum + distance(points[at]!, point), 0)
  let left = all * Math.min(1, Math.max(0, share))
  for (let at = 1; at < points.length; at++) {
    const from = points[at - 1]!
    const to = points[at]!
    const length = distance(from, to)
    if (left <= length && length > 0) return { x: from.x + ((to.x - from.x) * left) / length, y: from.y + ((to.y - from.y) * left) / length }
    left -= length
  }
  return points.at(-1)
}

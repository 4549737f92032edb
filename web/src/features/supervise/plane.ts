// A flat picture of a city from coordinates alone: no tiles, no boundaries, no request to anybody. An equirectangular
// projection around the middle is true enough for the few dozen kilometres of a city.

export interface Place {
  longitude: number
  latitude: number
}
export interface Point {
  x: number
  y: number
}
export interface Frame {
  x: number
  y: number
  width: number
  height: number
}

const kmPerDegree = 111.32

/** Kilometres east and south of a point. */
export function projection(middle: Place): (place: Place) => Point {
  const shrink = Math.cos((middle.latitude * Math.PI) / 180)
  return ({ longitude, latitude }) => ({ x: (longitude - middle.longitude) * kmPerDegree * shrink, y: (middle.latitude - latitude) * kmPerDegree })
}

export function middleOf(places: Place[]): Place {
  const half = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2
  if (!places.length) return { longitude: 0, latitude: 0 }
  return { longitude: half(places.map(({ longitude }) => longitude)), latitude: half(places.map(({ latitude }) => latitude)) }
}

/** The smallest frame of the wanted shape (width / height) around all points, with a margin. */
export function frameOf(points: Point[], shape: number): Frame {
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const [left, right, top, bottom] = points.length ? [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)] : [-5, 5, -5, 5]
  const width = Math.max(right - left, (bottom - top) * shape, 2) * 1.15
  const height = width / shape
  return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height }
}

/** The frame drawn nearer (factor > 1) or farther around a point that stays where it is on the screen. */
export function zoomed(frame: Frame, factor: number, at: Point): Frame {
  return { x: at.x - (at.x - frame.x) / factor, y: at.y - (at.y - frame.y) / factor, width: frame.width / factor, height: frame.height / factor }
}

/** Convex hull, counter-clockwise on the screen (Andrew 1979). Fewer than three points are their own hull. */
export function hull(points: Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  if (sorted.length < 3) return sorted
  const turn = (o: Point, a: Point, b: Point) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x)
  const half = (from: Point[]) => {
    const chain: Point[] = []
    for (const point of from) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

/** A round length in kilometres of about a fifth of the width, for the scale. */
export function scaleLength(width: number): number {
  const wanted = width / 5
  const size = 10 ** Math.floor(Math.log10(wanted))
  return [5, 2, 1].map((each) => each * size).find((length) => length <= wanted)!
}

// The FEEL that forms may use (docs/forms.md lists it; the twin is src/forms/expression.cpp, which checks the same things,
// and src/feel, which evaluates there). Every operator wants operands of its own types, known when the text is compiled,
// so that nothing is ever converted. What cannot be answered yet is null.

import { Decimal } from './decimal'

export type Tag = 'null' | 'boolean' | 'number' | 'text' | 'date' | 'days' | 'list' | 'row'

export interface Shape {
  tag: Tag
  element?: Tag
  /** Of a row, or of a list of rows. */
  group?: string
}

export class Day {
  constructor(readonly days: number) {}
}
export class Span {
  constructor(readonly days: number) {}
}
export type Row = { [name: string]: Value }
export type Value = null | boolean | Decimal | string | Day | Span | Value[] | Row

/** What an expression may speak of where it stands. */
export interface Scope {
  name(name: string): Shape | undefined
  member(group: string, name: string): Shape | undefined
}
/** What it is evaluated with. */
export interface Facts {
  name(name: string): Value
  today: Day
}

export type ExpressionCode = 'form.expression' | 'form.outside' | 'form.name'
export class ExpressionError extends Error {
  constructor(
    readonly code: ExpressionCode,
    detail: string,
  ) {
    super(detail)
  }
}

export interface Compiled {
  shape: Shape
  /** That it speaks of; members of rows are not among them. */
  names: string[]
  run(facts: Facts): Value
}

type Run = (facts: Facts, rows: Row) => Value
interface Part {
  shape: Shape
  run: Run
}
interface Token {
  kind: 'end' | 'name' | 'number' | 'text' | 'sign'
  piece: string
}

const reserved = new Set(
  `abs after all and any append at before between ceiling contains context count date day decimal duration else ends every
  even exp external false flatten floor for function get if in includes insert instance is item list log matches max mean
  median min mode modulo month not now null number odd of or overlaps partial product put range remove replace return
  reverse round satisfies some sort split sqrt starts stddev string sublist substring sum then time today true union week
  year years lower upper concatenate distinct index meets finishes coincides started finished during met overlapped
  days`.split(/\s+/),
)
/** Can the code of a field be spoken of in FEEL? */
export const isName = (code: string) => /^[a-z][a-z0-9_]{0,39}$/.test(code) && !reserved.has(code)

const boolean: Shape = { tag: 'boolean' }
const number: Shape = { tag: 'number' }
const text: Shape = { tag: 'text' }
const date: Shape = { tag: 'date' }
const days: Shape = { tag: 'days' }
const nothing: Shape = { tag: 'null' }

const same = (a: Shape, b: Shape) => a.tag === b.tag && a.element === b.element && a.group === b.group
const ordered = (tag: Tag | undefined) => tag === 'number' || tag === 'text' || tag === 'date' || tag === 'days'
const named = (shape: Shape) => (shape.tag === 'list' ? `list<${shape.element}>` : shape.tag)

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** Days since 1970-01-01 of a date that exists; null otherwise. */
export function dayOf(iso: string): Day | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso)
  if (!found) return null
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (month < 1 || month > 12 || day < 1 || day > monthDays[month - 1]! + (leap && month === 2 ? 1 : 0)) return null
  // Counted from 1 March, so that the leap day is the last of its year.
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const inEra = y - era * 400
  const inYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return new Day(era * 146097 + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear - 719468)
}
export function isoOf(day: Day): string {
  const z = day.days + 719468
  const era = Math.floor(z / 146097)
  const inEra = z - era * 146097
  const yearOfEra = Math.floor((inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36524) - Math.floor(inEra / 146096)) / 365)
  const inYear = inEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * inYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const pad = (n: number, length: number) => String(n).padStart(length, '0')
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(inYear - Math.floor((153 * shifted + 2) / 5) + 1, 2)}`
}

/** By code points, as UTF-8 sorts; JavaScript's own order is by UTF-16 units. */
function compareText(a: string, b: string): number {
  const x = [...a]
  const y = [...b]
  for (let i = 0; i < x.length && i < y.length; i++) {
    const difference = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!
    if (difference) return Math.sign(difference)
  }
  return Math.sign(x.length - y.length)
}
/** Of two values of one type; null when one of them is. */
function compare(a: Value, b: Value): number | null {
  if (a instanceof Decimal && b instanceof Decimal) return a.compare(b)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if ((a instanceof Day && b instanceof Day) || (a instanceof Span && b instanceof Span)) return Math.sign(a.days - b.days)
  return null
}
function equal(a: Value, b: Value): Value {
  if (a === null || b === null) return a === b
  if (typeof a === 'boolean' && typeof b === 'boolean') return a === b
  const order = compare(a, b)
  return order === null ? null : order === 0
}

const patterns = [
  ['name', /^[A-Za-z_][A-Za-z0-9_]*/],
  ['number', /^\d+(\.\d+)?/],
  ['sign', /^(<=|>=|!=|\.\.|[=<>+\-*/()[\],.@])/],
] as const

function scan(source: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at)
    const blank = /^[ \t\n\r]+/.exec(rest)
    if (blank) {
      at += blank[0].length
      continue
    }
    if (/^(\/\/|\/\*|\*\*)/.test(rest)) throw new ExpressionError('form.outside', rest.slice(0, 2))
    const found = patterns.map(([kind, pattern]) => ({ kind, match: pattern.exec(rest) })).find(({ match }) => match)
    if (found) {
      const piece = found.match![0]
      if (found.kind === 'number' && (piece.length > 20 || /^[A-Za-z_]/.test(rest.slice(piece.length))))
        throw new ExpressionError('form.outside', piece)
      tokens.push({ kind: found.kind, piece })
      at += piece.length
    } else if (rest[0] === '"') {
      let length = 1
      while (length < rest.length && rest[length] !== '"') {
        const escape = rest[length] === '\\'
        if ((escape && rest[length + 1] !== '"' && rest[length + 1] !== '\\') || rest[length]! < ' ')
          throw new ExpressionError('form.outside', rest.slice(length, length + 2))
        length += escape ? 2 : 1
      }
      if (length >= rest.length) throw new ExpressionError('form.expression', 'a quotation mark is missing')
      tokens.push({ kind: 'text', piece: rest.slice(0, length + 1) })
      at += length + 1
    } else throw new ExpressionError('form.outside', rest[0]!)
  }
  if (tokens.length >= 400) throw new ExpressionError('form.outside', source)
  tokens.push({ kind: 'end', piece: '' })
  return tokens
}

/** Functions of several words, by their first. */
const longer: Record<string, string[]> = {
  string: ['string', 'length'], starts: ['starts', 'with'], ends: ['ends', 'with'], list: ['list', 'contains'], round: ['round', 'half', 'up'],
}

/** From given shapes to a result, or undefined when the function does not take them. */
function functionOf(name: string, given: Shape[]): { shape: Shape; call: (args: Value[], facts: Facts) => Value } | undefined {
  const takes = (...wanted: Shape[]) => given.length === wanted.length && given.every((shape, i) => same(shape, wanted[i]!))
  const list = given[0]?.tag === 'list' ? given[0] : undefined
  const make = (right: boolean, shape: Shape, call: (args: Value[], facts: Facts) => Value) => (right ? { shape, call } : undefined)
  const unary = (run: (n: Decimal) => Decimal) => make(takes(number), number, ([n]) => (n === null ? null : run(n as Decimal)))
  const texts = (run: (a: string, b: string) => boolean) =>
    make(takes(text, text), boolean, ([a, b]) => (a === null || b === null ? null : run(a as string, b as string)))
  const extreme = (sign: number) => (items: Value[]) => {
    let best: Value = items[0] ?? null
    for (const item of items) {
      const order = compare(item, best)
      if (order === null) return null
      if (order * sign > 0) best = item
    }
    return best
  }
  switch (name) {
    case 'not':
      return make(takes(boolean), boolean, ([a]) => (a === null ? null : !a))
    case 'today':
      return make(!given.length, date, (_, facts) => facts.today)
    case 'abs':
      return unary((n) => n.abs())
    case 'floor':
      return unary((n) => n.rounded(0, 'floor'))
    case 'ceiling':
      return unary((n) => n.rounded(0, 'ceiling'))
    case 'round half up':
      return make(takes(number, number), number, ([n, scale]) => {
        const places = (scale as Decimal | null)?.rounded(0, 'floor').toWhole()
        return n === null || places == null ? null : (n as Decimal).rounded(places, 'half up')
      })
    case 'string length':
      return make(takes(text), number, ([a]) => (a === null ? null : Decimal.of([...(a as string)].length)))
    case 'contains':
      return texts((a, b) => a.includes(b))
    case 'starts with':
      return texts((a, b) => a.startsWith(b))
    case 'ends with':
      return texts((a, b) => a.endsWith(b))
    case 'count':
      return make(given.length === 1 && !!list, number, ([items]) => Decimal.of((items as Value[]).length))
    case 'sum':
      return make(given.length === 1 && list?.element === 'number', number, ([items]) => {
        const numbers = items as Value[]
        if (!numbers.length || numbers.some((n) => n === null)) return null
        return (numbers as Decimal[]).reduce((total, n) => total.plus(n))
      })
    case 'list contains':
      return make(given.length === 2 && !!list && given[1]!.tag === list.element && ordered(list.element), boolean, ([items, wanted]) =>
        (items as Value[]).some((item) => equal(item, wanted!) === true))
    case 'min':
    case 'max': {
      const best = extreme(name === 'min' ? -1 : 1)
      if (given.length === 1 && list) return make(ordered(list.element), { tag: list.element! }, ([items]) => best(items as Value[]))
      return make(given.length >= 2 && ordered(given[0]!.tag) && given.every((shape) => same(shape, given[0]!)), given[0]!, best)
    }
    default:
      throw new ExpressionError('form.outside', `${name}()`)
  }
}

class Parser {
  private readonly tokens: Token[]
  private at = 0
  private depth = 0
  private readonly rows = new Map<string, Shape>()
  readonly names = new Set<string>()

  constructor(
    source: string,
    private readonly scope: Scope,
  ) {
    this.tokens = scan(source)
  }

  whole(): Part {
    const part = this.expression()
    if (this.peek().kind !== 'end') throw new ExpressionError('form.outside', this.peek().piece)
    return part
  }

  private peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!
  }
  private is(piece: string): boolean {
    const token = this.peek()
    return token.kind !== 'text' && token.kind !== 'end' && token.piece === piece
  }
  private take(piece: string): boolean {
    if (!this.is(piece)) return false
    this.at++
    return true
  }
  private need(piece: string) {
    if (!this.take(piece)) throw new ExpressionError('form.expression', `expected '${piece}' at '${this.peek().piece || '…'}'`)
  }
  private mismatch(what: string, ...given: Shape[]): never {
    throw new ExpressionError('form.expression', `'${what}' does not take ${given.map(named).join(', ')}`)
  }

  private expression(): Part {
    if (++this.depth > 60) throw new ExpressionError('form.outside', '(')
    const part = this.take('if') ? this.choice() : this.is('some') || this.is('every') ? this.quantified() : this.disjunction()
    this.depth--
    return part
  }

  private choice(): Part {
    const condition = this.expression()
    if (!same(condition.shape, boolean)) this.mismatch('if', condition.shape)
    this.need('then')
    const yes = this.expression()
    this.need('else')
    const no = this.expression()
    const run: Run = (facts, rows) => (condition.run(facts, rows) === true ? yes : no).run(facts, rows)
    if (same(yes.shape, no.shape) || no.shape.tag === 'null') return { shape: yes.shape, run }
    if (yes.shape.tag === 'null') return { shape: no.shape, run }
    return this.mismatch('if', yes.shape, no.shape)
  }

  private quantified(): Part {
    const every = this.tokens[this.at++]!.piece === 'every'
    const variable = this.peek().piece
    if (this.peek().kind !== 'name' || !isName(variable) || this.scope.name(variable) || this.rows.has(variable))
      throw new ExpressionError('form.expression', 'a new name is wanted')
    this.at++
    this.need('in')
    const list = this.disjunction()
    this.need('satisfies')
    if (list.shape.tag !== 'list' || list.shape.element !== 'row') this.mismatch('in', list.shape)
    this.rows.set(variable, { tag: 'row', group: list.shape.group! })
    const condition = this.expression()
    this.rows.delete(variable)
    if (!same(condition.shape, boolean)) this.mismatch('satisfies', condition.shape)
    return {
      shape: boolean,
      run: (facts, rows) => {
        let unknown = false
        for (const row of list.run(facts, rows) as Row[]) {
          const holds = condition.run(facts, { ...rows, [variable]: row })
          if (holds === null) unknown = true
          else if (holds !== every) return !every
        }
        return unknown ? null : every
      },
    }
  }

  /** Three-valued: the decisive answer wins, then null. */
  private both(word: 'and' | 'or', next: () => Part): Part {
    let left = next.call(this)
    while (this.take(word)) {
      const [a, b] = [left, next.call(this)]
      if (!same(a.shape, boolean) || !same(b.shape, boolean)) this.mismatch(word, a.shape, b.shape)
      const decisive = word === 'or'
      left = {
        shape: boolean,
        run: (facts, rows) => {
          const x = a.run(facts, rows)
          if (x === decisive) return decisive
          const y = b.run(facts, rows)
          if (y === decisive) return decisive
          return x === null || y === null ? null : !decisive
        },
      }
    }
    return left
  }
  private disjunction = (): Part => this.both('or', this.conjunction)
  private conjunction = (): Part => this.both('and', this.comparison)

  private comparison = (): Part => {
    const left = this.sum()
    const a = left.shape
    for (const sign of ['=', '!='])
      if (this.take(sign)) {
        const right = this.sum()
        const b = right.shape
        const scalars = ![a.tag, b.tag].some((tag) => tag === 'list' || tag === 'row')
        if (!scalars || !(same(a, b) || a.tag === 'null' || b.tag === 'null')) this.mismatch(sign, a, b)
        return {
          shape: boolean,
          run: (facts, rows) => {
            const is = equal(left.run(facts, rows), right.run(facts, rows))
            return is === null || sign === '=' ? is : !is
          },
        }
      }
    for (const sign of ['<=', '>=', '<', '>'])
      if (this.take(sign)) {
        const right = this.sum()
        if (!same(a, right.shape) || !ordered(a.tag)) this.mismatch(sign, a, right.shape)
        return {
          shape: boolean,
          run: (facts, rows) => {
            const order = compare(left.run(facts, rows), right.run(facts, rows))
            if (order === null) return null
            return sign === '<' ? order < 0 : sign === '>' ? order > 0 : sign === '<=' ? order <= 0 : order >= 0
          },
        }
      }
    if (this.take('between')) {
      const low = this.sum()
      this.need('and')
      const high = this.sum()
      if (!same(a, low.shape) || !same(a, high.shape) || !ordered(a.tag)) this.mismatch('between', a, low.shape, high.shape)
      return this.within(left, low, high)
    }
    return this.take('in') ? this.inside(left) : left
  }

  private within(left: Part, low: Part, high: Part): Part {
    return {
      shape: boolean,
      run: (facts, rows) => {
        const value = left.run(facts, rows)
        const above = compare(value, low.run(facts, rows))
        const below = compare(value, high.run(facts, rows))
        if ((above !== null && above < 0) || (below !== null && below > 0)) return false
        return above === null || below === null ? null : true
      },
    }
  }

  /** Lists and ranges after "in" hold values that are written out: nothing of them can be null. */
  private constant(): Part {
    const minus = this.take('-')
    const { kind, piece } = this.peek()
    if (kind === 'number') {
      const part = this.primary()
      return minus ? { shape: number, run: (facts, rows) => (part.run(facts, rows) as Decimal).negated() } : part
    }
    const date = this.is('date') && this.peek(1).piece === '('
    if (!minus && (kind === 'text' || this.is('@') || date)) return this.primary()
    throw new ExpressionError('form.outside', piece || '…')
  }

  private inside(left: Part): Part {
    const parts: Part[] = []
    const range = this.is('[')
    if (this.take('(')) {
      do parts.push(this.constant())
      while (this.take(','))
      this.need(')')
    } else if (this.take('[')) {
      const low = this.constant()
      this.need('..')
      const high = this.constant()
      parts.push(low, high)
      // A range that runs backwards holds nothing, and FEEL answers null; one of texts nobody needs.
      const none = { today: new Day(0), name: () => null }
      const runs = (left.shape.tag === 'number' || left.shape.tag === 'date') && compare(low.run(none, {}), high.run(none, {}))
      if (typeof runs !== 'number' || runs > 0) this.mismatch('in [..]', left.shape, low.shape, high.shape)
      this.need(']')
    } else throw new ExpressionError('form.outside', `in ${this.peek().piece}`)
    const shapes = parts.map(({ shape }) => shape)
    if (!ordered(left.shape.tag) || !shapes.every((shape) => same(shape, left.shape))) this.mismatch('in', left.shape, ...shapes)
    if (range) return this.within(left, parts[0]!, parts[1]!)
    return {
      shape: boolean,
      run: (facts, rows) => {
        const value = left.run(facts, rows)
        return parts.some((part) => equal(value, part.run(facts, rows)) === true)
      },
    }
  }

  private sum(): Part {
    let left = this.product()
    while (this.is('+') || this.is('-')) {
      const plus = this.tokens[this.at++]!.piece === '+'
      const [a, b] = [left, this.product()]
      const [x, y] = [a.shape.tag, b.shape.tag]
      const of = (shape: Shape, run: (p: never, q: never) => Value) => ({
        shape,
        run: ((facts, rows) => {
          const [p, q] = [a.run(facts, rows), b.run(facts, rows)]
          return p === null || q === null ? null : run(p as never, q as never)
        }) as Run,
      })
      if (x === 'number' && y === 'number') left = of(number, (p: Decimal, q: Decimal) => (plus ? p.plus(q) : p.minus(q)))
      else if (plus && x === 'text' && y === 'text') left = of(text, (p: string, q: string) => p + q)
      else if (x === 'days' && y === 'days') left = of(days, (p: Span, q: Span) => new Span(plus ? p.days + q.days : p.days - q.days))
      else if (x === 'date' && y === 'days') left = of(date, (p: Day, q: Span) => new Day(plus ? p.days + q.days : p.days - q.days))
      else if (plus && x === 'days' && y === 'date') left = of(date, (p: Span, q: Day) => new Day(p.days + q.days))
      else if (!plus && x === 'date' && y === 'date') left = of(days, (p: Day, q: Day) => new Span(p.days - q.days))
      else this.mismatch(plus ? '+' : '-', a.shape, b.shape)
    }
    return left
  }

  private product(): Part {
    let left = this.unary()
    while (this.is('*') || this.is('/')) {
      const sign = this.tokens[this.at++]!.piece
      const [a, b] = [left, this.unary()]
      if (a.shape.tag !== 'number' || b.shape.tag !== 'number') this.mismatch(sign, a.shape, b.shape)
      left = {
        shape: number,
        run: (facts, rows) => {
          const [p, q] = [a.run(facts, rows) as Decimal | null, b.run(facts, rows) as Decimal | null]
          return p === null || q === null ? null : sign === '*' ? p.times(q) : p.over(q)
        },
      }
    }
    return left
  }

  private unary(): Part {
    if (!this.take('-')) return this.path()
    const of = this.path()
    if (of.shape.tag !== 'number') this.mismatch('-', of.shape)
    return { shape: number, run: (facts, rows) => (of.run(facts, rows) as Decimal | null)?.negated() ?? null }
  }

  private path(): Part {
    let part = this.primary()
    while (this.take('.')) {
      const from = part
      const { piece: name, kind } = this.peek()
      const rows = from.shape.tag === 'row' || (from.shape.tag === 'list' && from.shape.element === 'row')
      if (kind !== 'name' || !rows) this.mismatch('.', from.shape)
      this.at++
      const member = this.scope.member(from.shape.group!, name)
      if (!member) throw new ExpressionError('form.name', name)
      part =
        from.shape.tag === 'row'
          ? { shape: member, run: (facts, rows) => (from.run(facts, rows) as Row)[name] ?? null }
          : { shape: { tag: 'list', element: member.tag }, run: (facts, rows) => (from.run(facts, rows) as Row[]).map((row) => row[name] ?? null) }
    }
    return part
  }

  private primary(): Part {
    const { kind, piece } = this.peek()
    if (kind === 'number') {
      this.at++
      const value = Decimal.parse(piece)!
      return { shape: number, run: () => value }
    }
    if (kind === 'text') {
      this.at++
      const value = piece.slice(1, -1).replace(/\\(.)/g, '$1')
      return { shape: text, run: () => value }
    }
    if (this.take('(')) {
      const part = this.expression()
      this.need(')')
      return part
    }
    if (this.take('@')) return this.literal()
    if (kind !== 'name') throw new ExpressionError('form.outside', piece || '…')
    if (this.take('true')) return { shape: boolean, run: () => true }
    if (this.take('false')) return { shape: boolean, run: () => false }
    if (this.take('null')) return { shape: nothing, run: () => null }
    return this.named()
  }

  /** A date or a whole number of days in quotes. */
  private literal(): Part {
    const { kind, piece } = this.peek()
    const inside = piece.slice(1, -1)
    if (kind === 'text') {
      this.at++
      const day = dayOf(inside)
      if (day) return { shape: date, run: () => day }
      const span = /^(-?)P(\d{1,6})D$/.exec(inside)
      if (span) {
        const value = new Span(Number(span[2]) * (span[1] ? -1 : 1))
        return { shape: days, run: () => value }
      }
    }
    throw new ExpressionError('form.outside', piece || '@')
  }

  private named(): Part {
    const first = this.peek().piece
    const words = Object.hasOwn(longer, first) ? longer[first]! : [first]
    words.forEach((word, i) => {
      if (this.peek(i).piece !== word) throw new ExpressionError('form.outside', first)
    })
    const name = words.join(' ')
    const after = this.peek(words.length)
    if (after.kind === 'sign' && after.piece === '(') {
      this.at += words.length + 1
      return this.call(name)
    }
    const row = this.rows.get(name)
    if (row) {
      this.at++
      return { shape: row, run: (_, rows) => rows[name]! }
    }
    const shape = this.scope.name(name)
    if (!shape) throw new ExpressionError(words.length > 1 || reserved.has(name) ? 'form.outside' : 'form.name', name)
    this.at++
    this.names.add(name)
    return { shape, run: (facts) => facts.name(name) }
  }

  private call(name: string): Part {
    if (name === 'date' || name === 'duration') {
      const part = this.literal()
      this.need(')')
      if (part.shape.tag !== (name === 'date' ? 'date' : 'days')) this.mismatch(name, part.shape)
      return part
    }
    const args: Part[] = []
    if (!this.take(')')) {
      do args.push(this.expression())
      while (this.take(','))
      this.need(')')
    }
    const shapes = args.map(({ shape }) => shape)
    const found = functionOf(name, shapes)
    if (!found) return this.mismatch(`${name}()`, ...shapes)
    return { shape: found.shape, run: (facts, rows) => found.call(args.map((arg) => arg.run(facts, rows)), facts) }
  }
}

/** Throws ExpressionError. */
export function compileExpression(source: string, scope: Scope): Compiled {
  const parser = new Parser(source, scope)
  const part = parser.whole()
  return { shape: part.shape, names: [...parser.names].sort(), run: (facts) => part.run(facts, {}) }
}

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeStream, lost, openStream } from './events'

class FakeSource extends EventTarget {
  static readonly CLOSED = 2
  static made: FakeSource[] = []
  readyState = 1
  constructor() {
    super()
    FakeSource.made.push(this)
  }
  close() {
    this.readyState = 2
  }
  say(what: string) {
    this.dispatchEvent(new Event(what))
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeSource)
  FakeSource.made = []
})
afterEach(() => {
  closeStream()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('a break of a moment is not told', () => {
  openStream()
  FakeSource.made[0]!.say('error')
  vi.advanceTimersByTime(1000)
  FakeSource.made[0]!.say('open')
  vi.advanceTimersByTime(10_000)
  expect(lost.value).toBe(false)
})

it('a longer one is told until the server is back', () => {
  openStream()
  FakeSource.made[0]!.say('error')
  vi.advanceTimersByTime(5000)
  expect(lost.value).toBe(true)
  FakeSource.made[0]!.say('open')
  expect(lost.value).toBe(false)
})

it('a stream that the browser has given up is opened again', () => {
  openStream()
  FakeSource.made[0]!.readyState = 2
  FakeSource.made[0]!.say('error')
  vi.advanceTimersByTime(5000)
  expect(FakeSource.made).toHaveLength(2)
})

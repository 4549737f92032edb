import { describe, expect, it } from 'vitest'
import type { ClockView } from '@/app/api'
import { clockShare, clockState, clockWords } from './clock'

const clock = (changes: Partial<ClockView> = {}): ClockView => ({
  limit: { amount: 10, unit: 'working_day' }, statutory: null, started: '2026-11-02T01:00:00Z', used: 4, left: 6, running: true, paused: false,
  overdue: false, dueSoon: false, due: '2026-11-16', statutoryDue: null, correctionDays: 0, specialDays: 0, ...changes,
})

describe('a clock', () => {
  it('that runs says how many days are left', () => {
    expect(clockWords(clock())).toMatchObject({ state: 'running', tone: 'green', values: { n: 6 } })
  })

  it('with nothing left is on its last day, not late: acceptance is day 0', () => {
    expect(clockState(clock({ used: 10, left: 0, dueSoon: true }))).toBe('last_day')
    expect(clockState(clock({ used: 11, left: -1, overdue: true }))).toBe('overdue')
  })

  it('counts late days without a sign', () => {
    expect(clockWords(clock({ used: 13, left: -3, overdue: true })).values.n).toBe(3)
  })

  it('that stands still is neither green nor red, even when it was late before', () => {
    expect(clockWords(clock({ running: false, paused: true, overdue: true, left: -2 })).tone).toBe('violet')
  })

  it('that has ended is grey, and remembers whether it was in time', () => {
    expect(clockWords(clock({ running: false, used: 8, left: 2 }))).toMatchObject({ state: 'in_time', tone: 'grey' })
    expect(clockWords(clock({ running: false, used: 12, left: -2, overdue: true }))).toMatchObject({ state: 'late', tone: 'grey' })
  })

  it('says nothing before acceptance', () => {
    expect(clockState(clock({ started: null, running: false, used: 0, left: 10 }))).toBe('not_begun')
    expect(clockState(clock({ started: null, running: false, limit: { amount: 0, unit: 'working_day' } }))).toBe('untimed')
  })

  it('warns before acceptance as well: a case that nobody accepts is not at rest', () => {
    const waiting = { started: null, running: false, used: 0, left: 10 }
    expect(clockWords(clock({ ...waiting, dueSoon: true }))).toMatchObject({ state: 'accept_soon', tone: 'amber' })
    expect(clockWords(clock({ ...waiting, overdue: true }))).toMatchObject({ state: 'accept_late', tone: 'red' })
  })

  it('names the unit the law counts in', () => {
    expect(clockWords(clock({ limit: { amount: 60, unit: 'calendar_day' } })).key).toBe('ui.clock.calendar.running')
  })

  it('fills its bar up to the limit and no further', () => {
    expect(clockShare(clock({ used: 5 }))).toEqual({ share: 0.5, over: false })
    expect(clockShare(clock({ used: 15 }))).toEqual({ share: 1, over: true })
    expect(clockShare(clock({ limit: { amount: 0, unit: 'working_day' }, used: 0 }))).toEqual({ share: 0, over: false })
  })
})

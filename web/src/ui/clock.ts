// A clock in words (办理时限). The server has counted the working days; here they only become a sentence, a colour and
// an icon. Acceptance is day 0, so "0 left" is the last day, not a late one.

import type { ClockView } from '@/app/api'
import type { Tone } from './tone'

export type ClockState = 'not_begun' | 'accept_soon' | 'accept_late' | 'running' | 'last_day' | 'due_soon' | 'overdue' | 'paused' | 'in_time' | 'late' | 'untimed'

export function clockState(clock: ClockView): ClockState {
  if (clock.paused) return 'paused'
  if (clock.running) {
    if (clock.overdue || clock.left < 0) return 'overdue'
    if (clock.left === 0) return 'last_day'
    return clock.dueSoon ? 'due_soon' : 'running'
  }
  if (!clock.started) {
    // Whoever has it must accept or refuse within five days (行政许可法第三十二条); silence is not a state of rest.
    if (clock.overdue) return 'accept_late'
    if (clock.due && clock.dueSoon) return 'accept_soon'
    return clock.limit.amount === 0 ? 'untimed' : 'not_begun'
  }
  return clock.overdue || clock.used > clock.limit.amount ? 'late' : 'in_time'
}

const tones: Record<ClockState, Tone> = {
  not_begun: 'grey',
  accept_soon: 'amber',
  accept_late: 'red',
  untimed: 'grey',
  running: 'green',
  due_soon: 'amber',
  last_day: 'amber',
  overdue: 'red',
  paused: 'violet',
  in_time: 'grey',
  late: 'grey',
}

export interface ClockWords {
  state: ClockState
  tone: Tone
  /** Key and values of the sentence in the words of the interface. */
  key: string
  values: Record<string, number>
}

export function clockWords(clock: ClockView): ClockWords {
  const state = clockState(clock)
  const unit = clock.limit.unit === 'calendar_day' ? 'calendar' : 'working'
  return {
    state,
    tone: tones[state],
    key: `ui.clock.${unit}.${state}`,
    values: { n: Math.abs(clock.left), used: clock.used, limit: clock.limit.amount },
  }
}

/** Used days as a share of the limit, for a bar: 0…1, and how far it runs over. */
export function clockShare(clock: ClockView): { share: number; over: boolean } {
  if (clock.limit.amount <= 0) return { share: clock.used > 0 ? 1 : 0, over: clock.used > 0 }
  const share = clock.used / clock.limit.amount
  return { share: Math.min(1, Math.max(0, share)), over: share > 1 }
}

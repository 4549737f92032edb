// In whose account time runs: every second of a case is in exactly one.

import type { PartyTime } from '@/app/api'
import type { Tone } from './tone'

const tones: Record<string, Tone> = {
  authority: 'blue', applicant: 'amber', statutory: 'violet', third_party: 'green', prerequisite: 'grey',
}
export const partyTone = (party: string): Tone => tones[party] ?? 'grey'

const order = ['authority', 'applicant', 'third_party', 'statutory', 'prerequisite']

export interface PartyShare {
  party: string
  seconds: number
  /** Of the whole, in percent; all of them add up to 100. */
  percent: number
}

/** Sums what departments have used into the parties' accounts, in a fixed order, leaving out who had no time at all. */
export function partyShares(times: Pick<PartyTime, 'party' | 'seconds'>[]): PartyShare[] {
  const sums = new Map<string, number>()
  for (const { party, seconds } of times) sums.set(party, (sums.get(party) ?? 0) + seconds)
  const total = [...sums.values()].reduce((sum, seconds) => sum + seconds, 0)
  return [...sums]
    .filter(([, seconds]) => seconds > 0)
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([party, seconds]) => ({ party, seconds, percent: (seconds / total) * 100 }))
}

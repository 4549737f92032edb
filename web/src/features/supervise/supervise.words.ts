// Tones that the pages of supervision share.

import type { Tone } from '@/ui/tone'

export const toneOfStep = (colour: string): Tone => (colour === 'yellow' ? 'amber' : 'red')
export const toneOfOrder = (state: string, overdue: boolean): Tone => (state === 'closed' ? 'grey' : state === 'answered' ? 'blue' : overdue ? 'red' : 'amber')
export const toneOfJudgement = (judgement: string): Tone => (judgement === 'confirmed' ? 'red' : judgement === 'dismissed' ? 'grey' : 'amber')
export const kinds = ['order', 'onsite', 'efficiency'] as const
export const orderStates = ['open', 'answered', 'closed'] as const
export const patterns = ['pause_before_limit', 'trivial_correction', 'repeated_correction', 'batch_closing', 'instant_decision', 'work_before_receipt'] as const

/** Facts of a finding whose values are moments, and those that are lengths of time. */
const moments = new Set(['accepted', 'filed', 'received', 'firstAsked', 'until'])
const lengths = new Set(['decidedSeconds', 'answeredSeconds', 'pausedSeconds'])
export const kindOfFact = (name: string): 'moment' | 'length' | 'pause' | 'text' => (moments.has(name) ? 'moment' : lengths.has(name) ? 'length' : name === 'pause' ? 'pause' : 'text')

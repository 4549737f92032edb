import { describe, expect, it } from 'vitest'
import { payloadLines } from './payload'

describe('what an event carried', () => {
  it('is read line by line, lists counted from one', () => {
    expect(payloadLines({ caseId: 7, requests: [{ kind: 'field', text: '容积率' }], agree: false })).toEqual([
      ['caseId', '7'], ['requests[1].kind', 'field'], ['requests[1].text', '容积率'], ['agree', 'false'],
    ])
  })

  it('shows what is empty as empty, and nothing for nothing', () => {
    expect(payloadLines({ deferrals: [], until: null })).toEqual([['deferrals', '—'], ['until', '—']])
    expect(payloadLines({})).toEqual([])
    expect(payloadLines(null)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { boxOf, target } from './inbox'

const message = { type: 'case.accepted', kind: 'to_know', settledAt: null, caseId: 7, application: 3, project: 1, stage: null }

describe('the inbox', () => {
  it('opens at what is to be done, whatever an address says', () => {
    expect(boxOf(undefined)).toBe('to_do')
    expect(boxOf('theirs')).toBe('to_do')
    expect(boxOf('done')).toBe('done')
  })

  it('leads straight to what is asked', () => {
    expect(target({ ...message, type: 'case.correction_asked', kind: 'to_do' }, true)).toBe('/my/cases/7/correction')
    expect(target({ ...message, type: 'application.notice_issued', kind: 'to_do', caseId: null }, true)).toBe('/my/applications/3/notices')
    expect(target({ ...message, type: 'project.stage_opened', kind: 'to_do', caseId: null, application: null, stage: 2 }, true)).toBe('/projects/1/stages/2')
  })

  it('leads to the case once that is done, and officials to their own page', () => {
    expect(target({ ...message, type: 'case.correction_asked', kind: 'to_do', settledAt: '2026-11-26T00:00:00Z' }, true)).toBe('/my/cases/7')
    expect(target(message, false)).toBe('/work/7')
    expect(target({ ...message, caseId: null }, false)).toBe('/applications/3')
    expect(target({ ...message, caseId: null, application: null, project: null }, true)).toBe('')
  })
})

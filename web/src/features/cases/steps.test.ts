import { describe, expect, it } from 'vitest'
import { bodyOf, consequence, emptyRequest, emptySheet, missing, offered, steps, type Step } from './steps'

const today = '2026-11-24'
const sheet = (changes: Partial<ReturnType<typeof emptySheet>> = {}) => ({ ...emptySheet(), ...changes })

describe('the steps of a case', () => {
  it('are offered only when the server allows them, the applicant’s own left out', () => {
    const actions = ['withdraw', 'ask_correction', 'accept', 'refuse', 'answer_correction']
    expect(offered({ actions, specialProcedures: [] })).toEqual(['accept', 'ask_correction', 'refuse'])
  })

  it('include a special procedure only where the item knows one', () => {
    const actions = ['propose', 'start_special']
    expect(offered({ actions, specialProcedures: [] })).toEqual(['propose'])
    expect(offered({ actions, specialProcedures: [{ code: 'hearing', name: { zh: '听证', en: 'Hearing' } }] })).toEqual(['propose', 'start_special'])
  })

  it('have a key each, none twice', () => {
    const keys = Object.values(steps).map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('go to routes of the case, except receiving, which is of the whole hand-in', () => {
    const row = { id: 7, application: 3 }
    expect(steps.end_special.path(row)).toBe('/cases/7/special/end')
    expect(steps.receive.path(row)).toBe('/applications/3/receive')
  })
})

describe('what must be written', () => {
  it('is nothing to accept, agree or receive', () => {
    for (const step of ['accept', 'receive', 'review', 'decide', 'end_special', 'claim'] as Step[]) expect(missing(step, sheet(), today)).toEqual({})
  })

  it('is a reason and its legal basis to refuse, revoke or stop the clock', () => {
    for (const step of ['refuse', 'revoke'] as Step[]) expect(Object.keys(missing(step, sheet({ text: ' ' }), today))).toEqual(['text', 'basis'])
    expect(Object.keys(missing('start_special', sheet({ days: 0 }), today))).toEqual(['basis', 'procedure', 'days'])
  })

  it('is a reason to send a case back', () => {
    expect(missing('review', sheet({ agree: false }), today)).toHaveProperty('text')
    expect(missing('decide', sheet({ agree: false, text: '请补充' }), today)).toEqual({})
  })

  it('names each request that is not complete', () => {
    const requests = [{ ...emptyRequest(), target: 'M11', text: '补间距' }, emptyRequest(), { ...emptyRequest(), kind: 'other' as const, text: '补说明' }]
    expect(Object.keys(missing('ask_correction', sheet({ requests }), today))).toEqual(['requests-1-target', 'requests-1-text'])
  })

  it('is a date after today for each deferred paper', () => {
    const with_ = (due: string) => sheet({ text: '同意', outcome: 'approve_with_deferral', deferrals: [{ material: 'M12', due }] })
    expect(missing('propose', with_(today), today)).toHaveProperty('deferral-M12')
    expect(missing('propose', with_('2026-12-24'), today)).toEqual({})
    expect(missing('propose', sheet({ text: '同意', outcome: 'approve_with_deferral' }), today)).toHaveProperty('deferrals')
  })
})

describe('what is sent', () => {
  it('leaves out deferrals that were ticked before the outcome was changed', () => {
    const deferrals = [{ material: 'M12', due: '2026-12-24' }]
    expect(bodyOf('propose', sheet({ text: ' 同意 ', outcome: 'approve', deferrals }))).toEqual({ outcome: 'approve', text: '同意', deferrals: [] })
  })

  it('has no target for a request about nothing in particular', () => {
    const requests = [{ ...emptyRequest(), kind: 'other' as const, target: 'M11', text: '补说明', late: { reason: 'overlooked' as const, explanation: ' ' } }]
    expect(bodyOf('ask_correction', sheet({ requests }))).toEqual({ requests: [{ kind: 'other', target: '', text: '补说明', basis: '', finding: null, late: null }] })
  })
})

describe('the consequence', () => {
  it('says what becomes of the clock, by what was chosen', () => {
    expect(consequence('review', sheet(), 'normal')).toBe('cases.then.review.agree')
    expect(consequence('review', sheet({ agree: false }), 'normal')).toBe('cases.then.review.return')
    expect(consequence('propose', sheet(), 'instant')).toBe('cases.then.propose.instant')
    expect(consequence('refuse', sheet({ notOurs: true }), 'normal')).toBe('cases.then.refuse.notOurs')
    expect(consequence('accept', sheet(), 'normal')).toBe('cases.then.accept')
  })
})

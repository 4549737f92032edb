import { describe, expect, it } from 'vitest'
import type { UserView } from '@/app/api'
import { bodyOf, emptyGrant, emptyPerson, missing, personOf, type Person } from './people'

const officer = (changes: Partial<Person> = {}): Person => ({
  ...emptyPerson(), username: 'wang.xl', name: '王晓琳', phone: '13800001000', department: 'zrzy', grants: [{ ...emptyGrant('zrzy'), role: 'officer' }], ...changes,
})

describe('an account', () => {
  it('of an official needs a department and at least one duty', () => {
    expect(missing(officer())).toEqual({})
    expect(Object.keys(missing(officer({ department: '' })))).toEqual(['department'])
    expect(Object.keys(missing(officer({ grants: [] })))).toEqual(['grants'])
    expect(Object.keys(missing(officer({ grants: [{ ...emptyGrant('zrzy'), role: 'officer' }, emptyGrant('zrzy')] })))).toEqual(['role-1'])
  })

  it('of a company needs its name and credit code, and no duty is chosen', () => {
    const person = officer({ kind: 'applicant', department: '', organisation: '云江城投', organisationCode: '91990100MA0000001X', grants: [] })
    expect(missing(person)).toEqual({})
    expect(Object.keys(missing({ ...person, organisationCode: '91990100MA000000IO' }))).toEqual(['organisationCode'])
    expect(bodyOf(person)).toMatchObject({ department: null, grants: [{ role: 'applicant' }] })
  })

  it('has a user name that every system takes', () => {
    for (const username of ['ab', 'Wang', '王晓琳', 'a b c', 'x'.repeat(41)]) expect(missing(officer({ username }))).toHaveProperty('username')
  })

  it('has a telephone number, mobile or fixed', () => {
    for (const phone of ['13800001000', '0999-0000001', '01012345678']) expect(missing(officer({ phone }))).toEqual({})
    for (const phone of ['', '123', '23800001000']) expect(missing(officer({ phone }))).toHaveProperty('phone')
  })

  it('is edited on a copy', () => {
    const user = { username: 'a.b', name: '甲', phone: '', department: null, organisation: null, organisationCode: null, grants: [{ role: 'officer', department: null, district: null, items: ['C01'] }] } as unknown as UserView
    personOf(user).grants[0]!.items.push('C02')
    expect(user.grants[0]!.items).toEqual(['C01'])
  })
})

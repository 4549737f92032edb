import { describe, expect, it } from 'vitest'
import { checkRegistration, emptyBuilding, emptyRegistration, fieldOf, toRegisterProject } from './registration'

const filled = () => ({
  ...emptyRegistration(), name: '第一实验学校', district: '990101', location: '滨江大道 1 号', contact: '林晓', contactPhone: '0999-0000088',
})
const answers = { investment: 'government', works: 'building', investment_amount: '38500.5', area: '46200', land_area: '21000' }
const wrong = (changes: object, given: Record<string, string> = answers) =>
  checkRegistration({ ...filled(), ...changes }, given).map(({ field }) => field)

describe('a registration', () => {
  it('may be sent when it is complete', () => expect(wrong({})).toEqual([]))

  it('says everything that is missing at once', () => {
    expect(checkRegistration(emptyRegistration(), {}).map(({ field }) => field)).toEqual(['name', 'district', 'location', 'investment', 'contact', 'contactPhone'])
  })

  it('wants an investment above nothing', () => expect(wrong({}, { ...answers, investment_amount: '0' })).toEqual(['investment']))

  it('takes both coordinates or none', () => {
    expect(wrong({ longitude: '116.3' })).toEqual(['longitude'])
    expect(wrong({ longitude: '116.3', latitude: '39.9' })).toEqual([])
    expect(wrong({ longitude: '116.3', latitude: '99' })).toEqual(['longitude'])
  })

  it('ends after it begins', () => {
    expect(wrong({ plannedStart: '2026-12-01', plannedFinish: '2026-12-01' })).toEqual(['plannedFinish'])
    expect(wrong({ plannedStart: '2026-12-01', plannedFinish: '2026-12-02' })).toEqual([])
  })

  it('wants whole buildings', () => {
    expect(wrong({ buildings: [emptyBuilding(1)] })).toEqual(['buildings/0'])
    expect(wrong({ buildings: [{ ...emptyBuilding(1), floorArea: '1200', storeysAbove: '6' }] })).toEqual([])
  })

  it('asks for money and areas once and uses them twice', () => {
    const sent = toRegisterProject({ ...filled(), buildings: [{ ...emptyBuilding(1), floorArea: '1200', storeysAbove: '6' }] }, answers)
    expect(sent).toMatchObject({ investment: '38500.5', floorArea: '46200', landArea: '21000', code: null, plannedStart: null })
    expect(sent.buildings[0]).toEqual({ name: '1#', use: '', floorArea: '1200', storeysAbove: 6, storeysBelow: 0, height: null })
  })

  it('finds the field that the server means', () => {
    expect(['/name', '/answers/land', '/buildings/2/name', '/latitude', ''].map(fieldOf)).toEqual(['name', 'land', 'buildings/2', 'longitude', ''])
  })
})

import { describe, expect, it } from 'vitest'
import type { FlowSummary, ItemSummary, PlanItem } from '@/app/api'
import { findings, flowsByItem } from './catalog'

const name = (zh: string) => ({ zh, en: zh })
const planItem = (code: string) => ({ code, name: name(code) }) as PlanItem
const flow = (code: string, ...items: PlanItem[]) => ({ code, name: name(code), stages: [{ number: 1, items }] }) as unknown as FlowSummary
const item = (code: string, promised: number, statutory: number | null = null, unit = 'working_day') =>
  ({ code, name: name(code), promised: { amount: promised, unit: 'working_day' }, statutory: statutory === null ? null : { amount: statutory, unit } }) as ItemSummary

const flows = [flow('G1', planItem('A'), planItem('B')), flow('G2', planItem('A'))]

describe('the catalogue across', () => {
  it('knows which flows hold an item', () => {
    expect([...flowsByItem(flows).get('A')!]).toEqual(['G1', 'G2'])
    expect(flowsByItem(flows).has('C')).toBe(false)
  })

  it('finds items that no flow holds', () => {
    expect(findings([item('A', 5), item('C', 5)], flows)).toMatchObject([{ kind: 'in_no_flow', item: { code: 'C' } }])
  })

  it('finds promises longer than the law allows, comparing like with like', () => {
    expect(findings([item('A', 21, 20)], flows)).toMatchObject([{ kind: 'beyond_statutory' }])
    expect(findings([item('A', 20, 20)], flows)).toEqual([])
    expect(findings([item('A', 21, 20, 'calendar_day')], flows)).toEqual([])
  })
})

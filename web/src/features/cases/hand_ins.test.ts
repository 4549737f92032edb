import { expect, it } from 'vitest'
import type { CaseRow } from '@/app/api'
import { handIns } from './hand_ins'

const row = (id: number, application: number) => ({ id, application }) as CaseRow

it('the cases of one application are one hand-in, where the first of them stands', () => {
  const found = handIns([row(1, 10), row(2, 20), row(3, 10)])
  expect(found.map(({ id, cases }) => [id, cases.map((one) => one.id)])).toEqual([[10, [1, 3]], [20, [2]]])
  expect(found[0]!.first.id).toBe(1)
})

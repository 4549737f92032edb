import { describe, expect, it } from 'vitest'
import type { CaseRow, ProjectView, StageView } from '@/app/api'
import { pressing, queues, unfiled, waitingForApplicant } from './project'

const row = (id: number, party: string, department: string | null, clock: object = {}, item = `I${id}`) =>
  ({
    id, item: { code: item }, turn: { party, department: department && { code: department } },
    clock: { running: true, overdue: false, dueSoon: false, left: 5, ...clock },
  }) as unknown as CaseRow
const project = (...cases: CaseRow[]) => ({ stages: [{ cases }] }) as unknown as ProjectView

describe('the page of a project', () => {
  it('finds what waits for the applicant', () => {
    expect(waitingForApplicant(project(row(1, 'applicant', null), row(2, 'authority', 'zjj'))).map(({ id }) => id)).toEqual([1])
  })

  it('names late cases before those that soon will be, and none whose clock stands still', () => {
    const cases = project(
      row(1, 'authority', 'a', { dueSoon: true, left: 1 }),
      row(2, 'authority', 'a', { overdue: true, left: -3 }),
      row(3, 'statutory', 'a', { overdue: true, left: -9, running: false }),
      row(4, 'authority', 'a'),
    )
    expect(pressing(cases).map(({ id }) => id)).toEqual([2, 1])
  })

  it('counts each open case in one queue', () => {
    const lines = queues(project(row(1, 'authority', 'a'), row(2, 'authority', 'b'), row(3, 'authority', 'b'), row(4, 'nobody', null)))
    expect(lines.map(({ key, count }) => [key, count])).toEqual([['authority/b', 2], ['authority/a', 1]])
  })

  it('lists the items that have not been filed', () => {
    const stage = { items: [{ code: 'I1' }, { code: 'I2' }], cases: [row(1, 'authority', 'a')] } as unknown as StageView
    expect(unfiled(stage).map(({ code }) => code)).toEqual(['I2'])
  })
})

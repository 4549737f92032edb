import { describe, expect, it } from 'vitest'
import { boxesFor } from './boxes'

const offered = (...permissions: string[]) => boxesFor((p) => permissions.includes(p)).map(({ code }) => code)

describe('the boxes of the work list', () => {
  it('begin with what waits for this very desk', () => {
    expect(offered('case.handle', 'case.read')[0]).toBe('mine')
    expect(offered('case.review', 'case.assign', 'case.read')[0]).toBe('review')
    expect(offered('case.approve', 'case.assign', 'case.read')[0]).toBe('approval')
    expect(offered('application.receive', 'case.read')[0]).toBe('intake')
  })

  it('of a lead department begin with what is late', () => {
    expect(offered('stage.lead', 'case.assign', 'case.read').slice(0, 3)).toEqual(['overdue', 'due_soon', 'unassigned'])
  })

  it('of the counter hold nothing of the departments', () => {
    expect(offered('application.receive', 'case.read')).toEqual(['intake', 'done', 'all'])
  })
})

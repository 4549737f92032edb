// The boxes of the work list, by duty: nobody is shown a box that can never hold anything for them.

import type { BoxCounts } from '@/app/api'

export interface Box {
  /** As the server's `box` parameter. */
  code: string
  count: keyof BoxCounts | null
  any: string[]
}

const desks = ['case.handle', 'case.review', 'case.approve']

export const boxes: Box[] = [
  { code: 'mine', count: 'mine', any: ['case.handle'] },
  { code: 'intake', count: 'intake', any: ['application.receive'] },
  { code: 'review', count: 'review', any: ['case.review'] },
  { code: 'approval', count: 'approval', any: ['case.approve'] },
  { code: 'overdue', count: 'overdue', any: [...desks, 'stage.lead'] },
  { code: 'due_soon', count: 'dueSoon', any: [...desks, 'stage.lead'] },
  { code: 'unassigned', count: 'unassigned', any: ['case.handle', 'case.assign'] },
  { code: 'department', count: 'department', any: [...desks, 'stage.lead'] },
  { code: 'done', count: null, any: [...desks, 'application.receive', 'stage.lead'] },
  { code: 'all', count: null, any: ['case.read'] },
]

export const boxesFor = (can: (permission: string) => boolean) => boxes.filter(({ any }) => any.some(can))

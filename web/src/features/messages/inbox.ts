// The boxes of the inbox, and where a message leads.

import type { MessageView } from '@/app/api'

export const boxes = ['to_do', 'to_know', 'done'] as const
export type InboxBox = (typeof boxes)[number]

/** Out of an address; anything else is what is to be done. */
export const boxOf = (value: unknown): InboxBox => boxes.find((box) => box === value) ?? 'to_do'

/** Straight to where the asked thing is done, or to the page that it is about; '' when there is none. */
export function target(message: Pick<MessageView, 'type' | 'kind' | 'settledAt' | 'caseId' | 'application' | 'project' | 'stage'>, applicant: boolean): string {
  const { type, kind, settledAt, caseId, application, project, stage } = message
  const open = kind === 'to_do' && !settledAt
  if (applicant && open && type === 'case.correction_asked') return `/my/cases/${caseId}/correction`
  if (applicant && application && type === 'application.notice_issued') return `/my/applications/${application}/notices`
  if (applicant && open && type === 'project.stage_opened' && stage) return `/projects/${project}/stages/${stage}`
  if (caseId) return applicant ? `/my/cases/${caseId}` : `/work/${caseId}`
  if (application && !applicant) return `/applications/${application}`
  return project ? `/projects/${project}` : ''
}

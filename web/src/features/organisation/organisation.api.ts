// Who acts for whom: authorisations, members of projects, changes of owner; leave, recusal and assignment of officers.

import type {
  AskOwnerChange, CaseDeskView, DeclareRecusal, DeskView, GrantMandate, LeaveView, MandatePage, MandateView, Me, MembersView, OrganisationPage, OwnerChangeList,
  PersonalData, Receipt, SetLeave, SetMember, Standing,
} from '@/app/api'
import { get, post, put, remove } from '@/app/http'

export const standing = (signal?: AbortSignal) => get<Standing>('/session/acting', undefined, signal)
export const actFor = (mandate: number, via: number) => put<Me>('/session/acting', { mandate, via })
export const confirmPassword = (password: string) => post('/session/confirm', { password })

export const given = (cursor: string | null, signal?: AbortSignal) => get<MandatePage>('/organisation/mandates', { cursor }, signal)
export const received = (cursor: string | null, signal?: AbortSignal) => get<MandatePage>('/mandates', { cursor }, signal)
export const grantMandate = (body: GrantMandate) => post<MandateView>('/organisation/mandates', body)
export const answerMandate = (id: number, accept: boolean) => post<MandateView>(`/mandates/${id}/answer`, { accept })
export const revokeMandate = (id: number, reason: string) => post<MandateView>(`/mandates/${id}/revoke`, { reason })
export const organisations = (q: string, cursor: string | null, signal?: AbortSignal) => get<OrganisationPage>('/organisations', { q, cursor }, signal)

export const members = (project: string | number, signal?: AbortSignal) => get<MembersView>(`/projects/${project}/members`, undefined, signal)
export const setMember = (project: string | number, body: SetMember) => post<Receipt>(`/projects/${project}/members`, body)
export const removeMember = (project: string | number, organisation: number, person: number) => post<Receipt>(`/projects/${project}/members/remove`, { organisation, person })
export const ownerChanges = (signal?: AbortSignal) => get<OwnerChangeList>('/owner-changes', undefined, signal)
export const askOwnerChange = (project: string | number, body: AskOwnerChange) => post<Receipt>(`/projects/${project}/owner-change`, body)
export const withdrawOwnerChange = (project: number, text: string) => post<Receipt>(`/projects/${project}/owner-change/withdraw`, { text })
export const consentToOwnerChange = (project: number, agree: boolean, text: string) => post<Receipt>(`/projects/${project}/owner-change/consent`, { agree, text })
export const decideOwnerChange = (project: number, agree: boolean, text: string) => post<Receipt>(`/projects/${project}/owner-change/decide`, { agree, text })

export const openPersonal = (of: 'cases' | 'projects', id: string | number, reason: string) => post<PersonalData>(`/${of}/${id}/personal`, { reason })

export const desk = (signal?: AbortSignal) => get<DeskView>('/desk', undefined, signal)
export const setLeave = (body: SetLeave) => post<LeaveView>('/desk/leaves', body)
export const endLeave = (id: number) => remove(`/desk/leaves/${id}`)
export const declareRecusal = (body: DeclareRecusal) => post<DeskView>('/desk/recusals', body)
export const endRecusal = (id: number) => remove(`/desk/recusals/${id}`)
export const setAutomatic = (automatic: boolean) => put('/desk/assignment', { automatic })
export const caseDesk = (id: number, signal?: AbortSignal) => get<CaseDeskView>(`/cases/${id}/desk`, undefined, signal)
export const handOver = (id: number, user: number, text: string, version: number) => post<Receipt>(`/cases/${id}/handover`, { user, text }, { version })
export const release = (id: number, text: string, version: number) => post<Receipt>(`/cases/${id}/release`, { text }, { version })

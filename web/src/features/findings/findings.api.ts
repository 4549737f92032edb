import type { AnswerNotice, JointView, LateFindingPage, NoteFinding, OpenConflictPage, Receipt, SettleConflict, StateConditions } from '@/app/api'
import { get, post, type Query } from '@/app/http'

type Id = number | string

export const readJoint = (application: Id, signal?: AbortSignal) => get<JointView>(`/applications/${application}/joint`, {}, signal)
export const noteFinding = (id: Id, wanted: NoteFinding, version: number, key: string) => post<Receipt>(`/cases/${id}/findings`, wanted, { version, key })
export const closeFindings = (id: Id, findings: number[], waived: boolean, text: string, version: number) =>
  post<Receipt>(`/cases/${id}/findings/close`, { findings, waived, text }, { version })
export const repeatFinding = (id: Id, finding: number, text: string, version: number) => post<Receipt>(`/cases/${id}/findings/repeat`, { finding, text }, { version })
export const handIn = (id: Id, version: number) => post<Receipt>(`/cases/${id}/findings/hand-in`, {}, { version })
export const stateConditions = (id: Id, wanted: StateConditions, version: number) => post<Receipt>(`/cases/${id}/conditions`, wanted, { version })
export const issueNotice = (application: Id, version: number) => post<Receipt>(`/applications/${application}/notices`, {}, { version })
export const answerNotice = (application: Id, round: Id, wanted: AnswerNotice, version: number, key: string) =>
  post<Receipt>(`/applications/${application}/notices/${round}/answer`, wanted, { version, key })
export const settleConflict = (application: Id, number: number, wanted: SettleConflict, version: number) =>
  post<Receipt>(`/applications/${application}/conflicts/${number}/settle`, wanted, { version })
export const listConflicts = (query: Query, signal?: AbortSignal) => get<OpenConflictPage>('/conflicts', query, signal)
export const listLate = (query: Query, signal?: AbortSignal) => get<LateFindingPage>('/supervision/late-findings', query, signal)

/** The notice as a document to be printed. */
export const documentOf = (application: Id, round: Id) => `/api/v1/applications/${application}/notices/${round}`

import type { Asked, FlowSummary, GuideSheet, IntentList, ItemGuide, ItemSummary, Meant, PlanSheet, PlanView, QuestionView } from '@/app/api'
import { get, post, type Query } from '@/app/http'
import type { Answers } from './questions'

export const listItems = (query: Query, signal?: AbortSignal) => get<{ items: ItemSummary[] }>('/catalog/items', query, signal)
export const readItem = (code: string, signal?: AbortSignal) => get<ItemGuide>(`/catalog/items/${encodeURIComponent(code)}`, {}, signal)
export const readGuide = (code: string, signal?: AbortSignal) => get<GuideSheet>(`/catalog/items/${encodeURIComponent(code)}/guide`, {}, signal)
export const listFlows = (signal?: AbortSignal) => get<{ items: FlowSummary[] }>('/catalog/flows', {}, signal)
export const readFlow = (code: string, signal?: AbortSignal) => get<FlowSummary>(`/catalog/flows/${encodeURIComponent(code)}`, {}, signal)
export const listQuestions = (signal?: AbortSignal) => get<{ items: QuestionView[] }>('/catalog/questions', {}, signal)
export const askedQuestions = (answers: Answers, signal?: AbortSignal) => post<Asked>('/catalog/questions/asked', { answers }, { signal })
export const preview = (answers: Answers, signal?: AbortSignal) => post<PlanView>('/catalog/preview', { answers }, { signal })
export const planSheet = (answers: Answers, signal?: AbortSignal) => post<PlanSheet>('/guide/plan', { answers }, { signal })
export const searchGuide = (q: string, signal?: AbortSignal) => get<Meant>('/guide/search', { q }, signal)
export const listIntents = (signal?: AbortSignal) => get<IntentList>('/guide/intents', {}, signal)

/** Where the blank form of a paper is, or the example of it. */
export const formOf = (material: string, item: string, kind: 'blank' | 'sample') =>
  `/api/v1/catalog/materials/${encodeURIComponent(material)}/form?kind=${kind}${item ? `&item=${encodeURIComponent(item)}` : ''}`

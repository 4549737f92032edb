import type { Asked, FlowSummary, ItemGuide, ItemSummary, PlanView, QuestionView } from '@/app/api'
import { get, post, type Query } from '@/app/http'
import type { Answers } from './questions'

export const listItems = (query: Query, signal?: AbortSignal) => get<{ items: ItemSummary[] }>('/catalog/items', query, signal)
export const readItem = (code: string, signal?: AbortSignal) => get<ItemGuide>(`/catalog/items/${encodeURIComponent(code)}`, {}, signal)
export const listFlows = (signal?: AbortSignal) => get<{ items: FlowSummary[] }>('/catalog/flows', {}, signal)
export const readFlow = (code: string, signal?: AbortSignal) => get<FlowSummary>(`/catalog/flows/${encodeURIComponent(code)}`, {}, signal)
export const listQuestions = (signal?: AbortSignal) => get<{ items: QuestionView[] }>('/catalog/questions', {}, signal)
export const askedQuestions = (answers: Answers, signal?: AbortSignal) => post<Asked>('/catalog/questions/asked', { answers }, { signal })
export const preview = (answers: Answers, signal?: AbortSignal) => post<PlanView>('/catalog/preview', { answers }, { signal })

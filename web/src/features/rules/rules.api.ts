import type { RuleCheck, RuleEditionView, RuleFacts, RuleModelText, RulesView, RuleTried, ShadowView, WhyView } from '@/app/api'
import { get, post, put, remove } from '@/app/http'

export interface WhyWhat {
  flow?: string
  item?: string
  material?: string
}
export type AskWhy = (what: WhyWhat, signal?: AbortSignal) => Promise<WhyView>

export const whyPlanned =
  (answers: Record<string, string>): AskWhy =>
  ({ flow, item, material }, signal) =>
    post<WhyView>('/catalog/why', { answers, flow: flow || null, item: item || null, material: material || null }, { signal })
export const whyInProject =
  (id: string | number): AskWhy =>
  (what, signal) => get<WhyView>(`/projects/${id}/why`, { ...what }, signal)
export const whyInCase =
  (id: string | number): AskWhy =>
  ({ material }, signal) => get<WhyView>(`/cases/${id}/why`, { material }, signal)

export const readRules = (signal?: AbortSignal) => get<RulesView>('/rules', {}, signal)
export const readModel = (file: string, version?: string, signal?: AbortSignal) => get<RuleModelText>(`/rules/models/${encodeURIComponent(file)}`, { version }, signal)
export const readFacts = (signal?: AbortSignal) => get<RuleFacts>('/rules/facts', {}, signal)
export const saveModel = (file: string, xml: string, version?: string) => put<RuleModelText>(`/rules/models/${encodeURIComponent(file)}`, { xml }, version)
export const dropModel = (file: string, version: string) => remove<RuleModelText>(`/rules/models/${encodeURIComponent(file)}`, version)
export const checkRules = (signal?: AbortSignal) => post<RuleCheck>('/rules/check', undefined, { signal })
export const tryRules = (answers: Record<string, string>, signal?: AbortSignal) => post<RuleTried>('/rules/try', { answers }, { signal })
export const shadowRules = (version: string | null, signal?: AbortSignal) => post<ShadowView>('/rules/shadow', { version }, { signal })
export const publishRules = (from: string, note: string, key: string, version: string) => post<RuleEditionView>('/rules/publish', { from, note }, { key, version })
export const rollBackRules = (edition: number, note: string, key: string, version: string) => post<RuleEditionView>('/rules/rollback', { edition, note }, { key, version })

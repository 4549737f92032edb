// What the pages of flows ask the server. Words that the server's types leave open are named here, where the pages depend on them.

import type {
  Coded, FlowCheck, FlowDifference as Difference, FlowEditionView, FlowFileText, FlowFinding, FlowMigrated, FlowMigration, FlowsView, FlowSimulate, FlowSimulation, LiveDiagram as Diagram,
  LiveElement as Element, LiveFlow as Flow, Receipt, TaskLines,
} from '@/app/api'
import { get, post, put, remove } from '@/app/http'

export type Change = 'added' | 'removed' | 'changed'
type Named<T, K extends keyof T, V> = Omit<T, K> & Record<K, V>
export type FlowElementChange = Named<Difference['files'][number]['elements'][number], 'change', Change>
type FlowFileChange = Named<Omit<Difference['files'][number], 'elements'>, 'change', Change> & { elements: FlowElementChange[] }
interface FlowDifference {
  files: FlowFileChange[]
}

/** Of an element only its place and its state are always known. */
export type LiveElement = Partial<Omit<Element, 'id' | 'state'>> & {
  id: string
  state: 'done' | 'active' | 'waiting'
  /** Of a case that is shown at the step of the stage that works on it; added by the page, not by the server. */
  item?: Coded | null
}
export type LiveDiagram = Pick<Diagram, 'process' | 'name' | 'xml'> & Partial<Pick<Diagram, 'caseId' | 'item'>> & { elements: LiveElement[] }
export type LiveFlow = Named<Flow, 'diagrams', LiveDiagram[]>

export type { FlowCheck, FlowFinding, FlowMigration, FlowsView, FlowSimulation }

const file = (name: string) => `/flows/files/${encodeURIComponent(name)}`

export const readFlows = (signal?: AbortSignal) => get<FlowsView>('/flows', {}, signal)
export const readFlow = (name: string, version?: string, signal?: AbortSignal) => get<FlowFileText>(file(name), { version }, signal)
export const saveFlow = (name: string, xml: string, version?: string) => put<FlowFileText>(file(name), { xml }, version)
export const dropFlow = (name: string, version: string) => remove<FlowFileText>(file(name), version)
export const checkFlows = (signal?: AbortSignal) => post<FlowCheck>('/flows/check', {}, { signal })
export const simulateFlow = (wanted: FlowSimulate, signal?: AbortSignal) => post<FlowSimulation>('/flows/simulate', wanted, { signal })
export const flowDifference = (from: string, to: string, signal?: AbortSignal) => get<FlowDifference>('/flows/difference', { from, to }, signal)
export const publishFlows = (note: string, key: string, version: string) => post<FlowEditionView>('/flows/publish', { note }, { key, version })
export const tryMigration = (from: string, to: string, signal?: AbortSignal) => post<FlowMigration>('/flows/migration/try', { from, to, application: null }, { signal })
export const runMigration = (from: string, to: string, reason: string, key: string, version: string) =>
  post<FlowMigrated>('/flows/migration/run', { from, to, reason }, { key, version })

export const readLive = (application: number | string, signal?: AbortSignal) => get<LiveFlow>(`/applications/${application}/flow`, {}, signal)
export const answerTask = (id: number, token: number, outcome: string, text: string, version: number, key: string) =>
  post<Receipt>(`/cases/${id}/answer`, { token, outcome, text }, { version, key })
export const moveCase = (id: number, to: string, reason: string, version: number, key: string) =>
  post<Receipt>(`/cases/${id}/move`, { to, reason }, { version, key })

/** Tasks in other departments' cases that wait for ours. */
export const readTasks = (signal?: AbortSignal) => get<TaskLines>('/tasks', {}, signal)

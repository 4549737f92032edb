// What the server answers about flows. Written by hand after src/server/api_flows.hpp and the contract of the routes; to be replaced by
// the generated types of app/api.d.ts.

import type { CaseView, Coded, Name, Receipt } from '@/app/api'
import { get, post, put, remove } from '@/app/http'

export interface FlowEditionView {
  id: number
  version: string
  publishedAt: string
  publishedBy: string
  note: string
  inForce: boolean
  openApplications: number
}
export interface FlowFileView {
  file: string
  name: string
  kind: 'stage' | 'item' | 'part'
  processes: string[]
  drafted: boolean
  draftedAt?: string | null
  draftedBy?: string | null
}
export interface FlowsView {
  version: string
  inForce: string
  /** Newest first. */
  editions: FlowEditionView[]
  files: FlowFileView[]
}
export interface FlowFileText {
  file: string
  /** Empty in answers to a change. */
  xml: string
  drafted: boolean
  version: string
}
export interface FlowFinding {
  severity: 'error' | 'warning'
  code: string
  file: string
  element: string
  line: number
  sentence: Name
  next: Name
  /** The counter-example: elements in the order in which they act. */
  path: string[]
}
export interface FlowCheck {
  sound: boolean
  publishable: boolean
  states: number
  findings: FlowFinding[]
}
export interface FlowSimulate {
  process: string
  cases: number
  seed: number
  /** Between two arrivals. */
  everyHours: number
}
export interface FlowNode {
  id: string
  name: string
  times: number
  meanMs: number
}
export interface FlowSimulation {
  cases: number
  completed: number
  open: number
  failed: number
  meanMs: number
  p50Ms: number
  p90Ms: number
  maxMs: number
  nodes: FlowNode[]
}
export type Change = 'added' | 'removed' | 'changed'
export interface FlowElementChange {
  element: string
  name: string
  change: Change
  what: Name[]
}
export interface FlowFileChange {
  file: string
  change: Change
  elements: FlowElementChange[]
}
export interface FlowDifference {
  files: FlowFileChange[]
}
export interface FlowMigrant {
  application: number
  number: string
  project: string
  possible: boolean
  /** An end was shown to stay within reach; otherwise the search was given up before. */
  proven: boolean
  /** What becomes of each token. */
  done: string[]
  /** Why not. */
  reasons: Name[]
  /** How it would come to a halt, when that is the reason. */
  way: string[]
}
export interface FlowMigration {
  total: number
  possible: number
  refused: number
  applications: FlowMigrant[]
}
export interface FlowMigrated {
  moved: number
  refused: number
}

export interface LiveElement {
  id: string
  name?: string
  state: 'done' | 'active' | 'waiting'
  step?: string | null
  who?: Name | null
  person?: string | null
  since?: string | null
  due?: string | null
  times?: number | null
  caseId?: number | null
  /** Of a case that is shown at the step of the stage that works on it; added here, not by the server. */
  item?: Coded | null
}
export interface LiveDiagram {
  process: string
  name: string
  /** Empty when an earlier diagram shows the same process. */
  xml: string
  caseId?: number | null
  item?: Coded | null
  elements: LiveElement[]
}
export interface LiveFlow {
  version: string
  /** The stage's first, then one for each case. */
  diagrams: LiveDiagram[]
}

export interface CaseTask {
  token: number
  name: string
  department: Coded
  post: string
  outcomes: string[]
  since: string
  due?: string | null
  mine: boolean
}
/** Open tasks of a case beside its desks: opinions asked of departments, visits to the site. */
export const tasksOf = (view: CaseView): CaseTask[] => (view as CaseView & { tasks?: CaseTask[] }).tasks ?? []

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
/** Both answer what every step of a case answers; of it the version is what counts. */
export const answerTask = (id: number, token: number, outcome: string, text: string, version: number, key: string) =>
  post<Pick<Receipt, 'version'>>(`/cases/${id}/answer`, { token, outcome, text }, { version, key })
export const moveCase = (id: number, to: string, reason: string, version: number, key: string) =>
  post<Pick<Receipt, 'version'>>(`/cases/${id}/move`, { to, reason }, { version, key })

/** A task in another department's case that waits for ours. */
export interface TaskLine {
  application: number
  caseId: number
  project: number
  token: number
  number: string
  projectName: string
  name: string
  item: Coded
  /** The department whose case it is. */
  from: Coded
  post: string
  since: string
  due?: string | null
}
export const readTasks = (signal?: AbortSignal) => get<{ items: TaskLine[] }>('/tasks', {}, signal)

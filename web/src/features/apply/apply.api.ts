import type {
  AnswerCorrection, CaseView, DraftView, HandInVersions, HistoryLine, PaperView, ProjectPage, ProjectPeople, ProjectView, Receipt, RegisterProject, ResultPage, SaveDraft,
} from '@/app/api'
import { get, post, put, type Query, remove } from '@/app/http'

type Id = number | string

export const listProjects = (query: Query, signal?: AbortSignal) => get<ProjectPage>('/projects', query, signal)
export const readProject = (id: Id, signal?: AbortSignal) => get<ProjectView>(`/projects/${id}`, {}, signal)
export const projectHistory = (id: Id, signal?: AbortSignal) => get<{ items: HistoryLine[] }>(`/projects/${id}/history`, {}, signal)
export const registerProject = (wanted: RegisterProject, key: string) => post<Receipt>('/projects', wanted, { key })
export const addPaper = (project: Id, material: string, title: string, upload: string) =>
  post<PaperView>(`/projects/${project}/papers`, { material, title, upload })

const draft = (project: Id, stage: Id) => `/projects/${project}/stages/${stage}/draft`
export const readDraft = (project: Id, stage: Id) => get<DraftView>(draft(project, stage))
export const saveDraft = (project: Id, stage: Id, wanted: SaveDraft) => put<DraftView>(draft(project, stage), wanted)
export const fileDraft = (project: Id, stage: Id, version: number, key: string) =>
  post<Receipt>(`/projects/${project}/stages/${stage}/applications`, { version }, { key })

const formPart = (project: Id, stage: Id, section: string) => `/projects/${project}/stages/${stage}/parts/${section}`
export const projectPeople = (project: Id) => get<ProjectPeople>(`/projects/${project}/people`)
export const givePart = (project: Id, stage: Id, section: string, person: number) => put<DraftView>(formPart(project, stage, section), { person })
export const takeBackPart = (project: Id, stage: Id, section: string) => remove<DraftView>(formPart(project, stage, section))
export const signPart = (project: Id, stage: Id, section: string, digest: string) => post<DraftView>(`${formPart(project, stage, section)}/signature`, { digest })
export const handInVersions = (application: Id) => get<HandInVersions>(`/applications/${application}/versions`)

export const readCase = (id: Id, signal?: AbortSignal) => get<CaseView>(`/cases/${id}`, {}, signal)
export const answerCorrection = (id: Id, wanted: AnswerCorrection, version: number, key: string) =>
  post<Receipt>(`/cases/${id}/corrections/answer`, wanted, { version, key })
export const withdrawCase = (id: Id, text: string, version: number) => post<Receipt>(`/cases/${id}/withdraw`, { text }, { version })
export const supplyDeferred = (id: Id, material: string, paper: number) => post<Receipt>(`/cases/${id}/deferrals`, { material, paper })

export const listResults = (query: Query, signal?: AbortSignal) => get<ResultPage>('/results', query, signal)

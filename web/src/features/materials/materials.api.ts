import type { PaperView, ProjectFileView, Receipt, SavingsReport } from '@/app/api'
import { get, patch, post, remove } from '@/app/http'

type Id = number | string

export interface NewPaper {
  material: string
  title: string
  upload?: string
  paper?: number
  sheet?: string
  sheetTitle?: string
  beside?: boolean
  replaces?: number | null
}

export const readFile = (project: Id, signal?: AbortSignal) => get<ProjectFileView>(`/projects/${project}/file`, {}, signal)
export const addPaper = (project: Id, { upload, paper, sheet, sheetTitle, beside, replaces, ...rest }: NewPaper) =>
  post<PaperView>(`/projects/${project}/papers`, {
    ...rest, upload: upload ?? null, paper: paper ?? null, sheet: sheet || null, sheetTitle: sheetTitle || null, replaces: replaces ?? null, beside: beside ?? null,
  })
export const describePaper = (project: Id, paper: Id, words: { title: string; sheet: string; sheetTitle: string }) =>
  patch<Receipt>(`/projects/${project}/papers/${paper}`, words)
export const removePaper = (project: Id, paper: Id) => remove(`/projects/${project}/papers/${paper}`)
export const readSavings = (district: string, signal?: AbortSignal) => get<SavingsReport>('/supervision/savings', { district }, signal)

export const contentOf = (project: Id, paper: Id, download = false) => `/api/v1/projects/${project}/papers/${paper}/content${download ? '?download=1' : ''}`

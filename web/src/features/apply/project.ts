// What a project's page says first: who must act now, and on what.

import type { CaseRow, ProjectView, StageView } from '@/app/api'

export const allCases = (project: ProjectView): CaseRow[] => project.stages.flatMap(({ cases }) => cases)

/** Cases that wait for the applicant: nothing moves there until they act. */
export const waitingForApplicant = (project: ProjectView): CaseRow[] => allCases(project).filter(({ turn }) => turn.party === 'applicant')

/** Cases whose clock has run out or soon will; paused and ended ones are not among them. */
export const pressing = (project: ProjectView): CaseRow[] =>
  allCases(project)
    .filter(({ clock }) => clock.running && (clock.overdue || clock.dueSoon))
    .sort((a, b) => a.clock.left - b.clock.left)

/** Stages that can be filed now, the main line first. */
export const fileable = (project: ProjectView): StageView[] => project.stages.filter(({ canFile }) => canFile)

/** Items of a stage for which nothing has been filed yet. */
export const unfiled = (stage: StageView) => stage.items.filter(({ code }) => !stage.cases.some(({ item }) => item.code === code))

/** Whom the open cases wait for: one line per party and department. Those that wait for other cases come last, for nobody
    can do anything about them; of the others the one with most cases comes first. */
export function queues(project: ProjectView): { key: string; first: CaseRow; count: number }[] {
  const found = new Map<string, { key: string; first: CaseRow; count: number }>()
  for (const each of allCases(project)) {
    if (each.turn.party === 'nobody') continue
    const key = `${each.turn.party}/${each.turn.department?.code ?? ''}`
    const line = found.get(key)
    if (line) line.count++
    else found.set(key, { key, first: each, count: 1 })
  }
  const idle = (line: { first: CaseRow }) => Number(line.first.turn.party === 'prerequisite')
  return [...found.values()].sort((a, b) => idle(a) - idle(b) || b.count - a.count)
}

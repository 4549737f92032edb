// A draft that saves itself. What is typed is never overwritten by an answer that is older than the typing; one save is
// under way at a time; somebody else's newer version is a conflict that the user decides.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { DraftView, SaveDraft } from '@/app/api'
import { Problem } from '@/app/http'

export type DraftState = 'saved' | 'changed' | 'saving' | 'failed' | 'conflict'

interface Server {
  read: () => Promise<DraftView>
  save: (wanted: SaveDraft) => Promise<DraftView>
}

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
/** The papers that this draft has chosen, as the checklist tells them. */
const chosenPapers = (view: DraftView) =>
  Object.fromEntries(view.checklist.flatMap(({ material, state, paper }) => (state === 'uploaded' && paper ? [[material, paper.id]] : [])))

export function useDraft(server: Server, rest = 1200) {
  const view = shallowRef<DraftView | null>(null)
  const items = ref<string[]>([])
  const values = ref<Record<string, string>>({})
  const papers = ref<Record<string, number>>({})
  const state = ref<DraftState>('saved')
  const error = shallowRef<unknown>(null)
  const loadError = shallowRef<unknown>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<void> | null = null

  function adopt(next: DraftView) {
    view.value = next
    items.value = [...next.items]
    values.value = { ...next.values }
    papers.value = chosenPapers(next)
    state.value = 'saved'
  }

  async function load() {
    loadError.value = null
    try {
      adopt(await server.read())
    } catch (reason) {
      loadError.value = reason
    }
  }

  async function saveOnce() {
    const current = view.value
    if (!current) return
    const sent: SaveDraft = { items: [...items.value], values: { ...values.value }, papers: { ...papers.value }, version: current.version }
    state.value = 'saving'
    try {
      const next = await server.save(sent)
      const untouched = equal(items.value, sent.items) && equal(papers.value, sent.papers)
      // The server fills in what it knows of new fields; what was typed meanwhile stays.
      for (const [code, value] of Object.entries(next.values))
        if ((values.value[code] ?? '') === (sent.values[code] ?? '')) values.value[code] = value
      if (untouched) {
        items.value = [...next.items]
        papers.value = { ...papers.value, ...chosenPapers(next) }
      }
      view.value = next
      error.value = null
      state.value = untouched && equal(values.value, { ...values.value, ...next.values }) ? 'saved' : 'changed'
    } catch (reason) {
      error.value = reason
      state.value = reason instanceof Problem && reason.status === 412 ? 'conflict' : 'failed'
    }
  }

  /** Saves what is not saved yet, now. */
  async function flush() {
    clearTimeout(timer)
    while (saving) await saving
    if (state.value !== 'changed' && state.value !== 'failed') return
    saving = saveOnce().finally(() => (saving = null))
    await saving
    if ((state.value as DraftState) === 'changed') plan()
  }

  function plan() {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), rest)
  }

  function changed() {
    if (state.value !== 'conflict') {
      if (state.value !== 'saving') state.value = 'changed'
      plan()
    }
  }
  function setValue(code: string, value: string) {
    if ((values.value[code] ?? '') === value) return
    values.value[code] = value
    changed()
  }
  function setItems(next: string[]) {
    items.value = next
    changed()
  }
  function setPaper(material: string, paper: number) {
    papers.value = { ...papers.value, [material]: paper }
    changed()
  }

  /** After a conflict: the newest from the server, with or without one's own entries on top. */
  async function settle(keepMine: boolean) {
    const mine = { items: items.value, values: values.value, papers: papers.value }
    await load()
    if (!keepMine || loadError.value) return
    items.value = mine.items
    values.value = { ...values.value, ...mine.values }
    papers.value = { ...papers.value, ...mine.papers }
    state.value = 'changed'
    await flush()
  }

  onScopeDispose(() => clearTimeout(timer))
  const unsaved = computed(() => state.value !== 'saved')
  return { view, items, values, papers, state, unsaved, error, loadError, load, flush, settle, setValue, setItems, setPaper }
}

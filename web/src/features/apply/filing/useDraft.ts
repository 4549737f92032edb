// A draft that saves itself, on this device with every keystroke and on the server when the typing rests. What is typed is
// never overwritten by an answer that is older than the typing; one save is under way at a time. What somebody else has
// changed meanwhile is merged by field; only where both have changed the same one does the user decide.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { DraftView, SaveDraft } from '@/app/api'
import { Problem } from '@/app/http'
import { type Conflict, type Kept, mergeKept, type Shelf } from './kept'

export type DraftState = 'saved' | 'changed' | 'saving' | 'failed' | 'conflict'

interface Server {
  read: () => Promise<DraftView>
  save: (wanted: SaveDraft) => Promise<DraftView>
}

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
/** The papers that this draft has chosen, as the checklist tells them. */
const chosenPapers = (view: DraftView) =>
  Object.fromEntries(view.checklist.flatMap(({ material, state, paper }) => (state === 'uploaded' && paper ? [[material, paper.id]] : [])))
const nowhere: Shelf = { read: () => null, write: () => {} }

export function useDraft(server: Server, rest = 1200, shelf: Shelf = nowhere) {
  const view = shallowRef<DraftView | null>(null)
  const items = ref<string[]>([])
  /** Replaced whole with every keystroke, so that one look is enough to see that something changed. */
  const values = shallowRef<Record<string, string>>({})
  const papers = ref<Record<string, number>>({})
  const state = ref<DraftState>('saved')
  const error = shallowRef<unknown>(null)
  const loadError = shallowRef<unknown>(null)
  const conflicts = shallowRef<Conflict[]>([])
  /** How many entries came back from this device when the page was opened. */
  const recovered = ref(0)
  /** What the server has, as far as we know. */
  let base: Record<string, string> = {}
  let baseItems: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<void> | null = null

  function pending(): Kept['values'] {
    const changed: Kept['values'] = {}
    for (const [key, mine] of Object.entries(values.value)) if (mine !== (base[key] ?? '')) changed[key] = { mine, base: base[key] ?? '' }
    return changed
  }
  function keep() {
    const changed = pending()
    const chosen = equal(items.value, baseItems) ? null : [...items.value]
    shelf.write(Object.keys(changed).length || chosen ? { values: changed, items: chosen, at: new Date().toISOString() } : null)
  }

  function adopt(next: DraftView) {
    view.value = next
    items.value = [...next.items]
    baseItems = [...next.items]
    values.value = { ...next.values }
    base = { ...next.values }
    papers.value = chosenPapers(next)
    conflicts.value = []
    state.value = 'saved'
  }

  /** Puts what was kept or typed on top of what the server has now. */
  function putOn(kept: Kept['values'], chosen: string[] | null) {
    const merged = mergeKept(kept, base)
    values.value = { ...values.value, ...merged.values, ...Object.fromEntries(merged.conflicts.map(({ key, mine }) => [key, mine])) }
    if (chosen) items.value = chosen
    conflicts.value = merged.conflicts
    if (merged.conflicts.length) state.value = 'conflict'
    else if (Object.keys(merged.values).length || (chosen && !equal(chosen, baseItems))) state.value = 'changed'
    return Object.keys(merged.values).length + merged.conflicts.length
  }

  async function load() {
    loadError.value = null
    try {
      const next = await server.read()
      const kept = shelf.read()
      adopt(next)
      recovered.value = kept ? putOn(kept.values, kept.items) : 0
      if (state.value === 'changed') plan()
    } catch (reason) {
      loadError.value = reason
    }
  }

  /** Somebody else was faster: their entries and ours together. */
  async function catchUp() {
    const mine = pending()
    const chosen = equal(items.value, baseItems) ? null : [...items.value]
    const myPapers = papers.value
    adopt(await server.read())
    papers.value = { ...papers.value, ...myPapers }
    putOn(mine, chosen)
    if (state.value === 'saved') state.value = 'changed' // papers, or nothing: saving once more settles it
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
      const merged = { ...values.value }
      for (const [code, value] of Object.entries(next.values)) if ((merged[code] ?? '') === (sent.values[code] ?? '')) merged[code] = value
      values.value = merged
      base = { ...sent.values, ...next.values }
      baseItems = [...sent.items]
      if (untouched) {
        items.value = [...next.items]
        baseItems = [...next.items]
        papers.value = { ...papers.value, ...chosenPapers(next) }
      }
      view.value = next
      error.value = null
      state.value = untouched && !Object.keys(pending()).length ? 'saved' : 'changed'
      keep()
    } catch (reason) {
      error.value = reason
      state.value = 'failed'
      if (!(reason instanceof Problem && reason.status === 412)) return
      await catchUp().catch((away: unknown) => {
        error.value = away
        state.value = 'failed'
      })
    }
  }

  /** Saves what is not saved yet, now. */
  async function flush() {
    clearTimeout(timer)
    while (saving) await saving
    if (state.value !== 'changed' && state.value !== 'failed') return
    saving = saveOnce().finally(() => (saving = null))
    await saving
    const after = state.value as DraftState
    if (after === 'changed') plan()
    else if (after === 'failed') plan(5 * rest) // the line may be back soon; nothing is lost meanwhile
  }

  function plan(wait = rest) {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), wait)
  }

  function changed() {
    keep()
    if (state.value !== 'conflict') {
      if (state.value !== 'saving') state.value = 'changed'
      plan()
    }
  }
  function setValues(some: Record<string, string>) {
    if (Object.entries(some).every(([key, value]) => (values.value[key] ?? '') === value)) return
    values.value = { ...values.value, ...some }
    changed()
  }
  const setValue = (code: string, value: string) => setValues({ [code]: value })
  function setItems(next: string[]) {
    items.value = next
    changed()
  }
  function setPaper(material: string, paper: number) {
    papers.value = { ...papers.value, [material]: paper }
    changed()
  }

  /** Where both have changed a field: one's own entries, or the others'. */
  async function settle(keepMine: boolean) {
    if (!keepMine) values.value = { ...values.value, ...Object.fromEntries(conflicts.value.map(({ key, theirs }) => [key, theirs])) }
    conflicts.value = []
    state.value = 'changed'
    keep()
    await flush()
  }
  /** After something else has changed the draft on the server (a signature): its page, with what is not saved yet on top. */
  function accept(next: DraftView) {
    const mine = pending()
    adopt(next)
    putOn(mine, null)
    if (state.value === 'changed') plan()
  }

  onScopeDispose(() => clearTimeout(timer))
  const unsaved = computed(() => state.value !== 'saved')
  return { view, items, values, papers, state, unsaved, error, loadError, conflicts, recovered, load, flush, settle, accept, setValue, setValues, setItems, setPaper }
}

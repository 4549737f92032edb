// One list of cases as the filters want it, page by page, and kept up to date by the live stream.

import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { CasePage, CaseRow } from '@/app/api'
import { onLive } from '@/app/events'
import { get, type Query } from '@/app/http'
import { usePages } from '@/ui/load'
import { mergeRows } from './live_list'

/** Most rows that are asked for again when something has changed: beyond that only the first stretch is kept fresh. */
const stretch = 100
/** Milliseconds in which several changes are answered by one question. */
const pause = 600

export function useCaseList(path: string | (() => string), query: () => Query, onChange?: () => void) {
  const where = typeof path === 'string' ? () => path : path
  const list = usePages<CaseRow>((cursor, signal) => get<CasePage>(where(), { ...query(), cursor }, signal))
  const left = shallowRef(new Set<number>())
  const fresh = ref(0)
  /** Until the present question has its first answer; what is shown so far belongs to the one before. */
  const waiting = ref(true)
  let rest: ReturnType<typeof setTimeout> | undefined

  async function reload() {
    await list.reload()
    left.value = new Set()
    fresh.value = 0
  }
  async function follow() {
    onChange?.()
    if (list.loading.value) return
    const asked = JSON.stringify(query())
    const limit = Math.min(stretch, Math.max(20, list.items.value.length))
    const now = await get<CasePage>(where(), { ...query(), limit }).catch(() => null)
    if (!now || list.loading.value || asked !== JSON.stringify(query())) return
    const merged = mergeRows(list.items.value.slice(0, limit), now.items)
    list.items.value = [...merged.rows, ...list.items.value.slice(limit)]
    left.value = merged.left
    fresh.value = merged.fresh
  }
  const soon = () => {
    clearTimeout(rest)
    rest = setTimeout(follow, pause)
  }

  watch(() => JSON.stringify(query()), () => {
    waiting.value = true
    void reload()
  })
  watch(list.loading, (now) => now || (waiting.value = false))
  onLive('case', soon)
  onLive('resync', soon)
  onScopeDispose(() => clearTimeout(rest))

  return { ...list, reload, left, fresh, waiting }
}

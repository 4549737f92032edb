// Asking the server from a page: what is being asked, what came, what went wrong, and how to ask again.

import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { isAbort } from '@/app/http'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  /** Keeps what is shown until the new answer is there, so that nothing jumps. */
  reload: () => Promise<void>
}

/** Asks at once. Of two questions under way only the later answer counts. */
export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>, atOnce = true): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let running: AbortController | null = null

  async function reload() {
    running?.abort()
    const mine = (running = new AbortController())
    loading.value = true
    try {
      const answer = await ask(mine.signal)
      if (mine !== running) return
      data.value = answer
      error.value = null
    } catch (reason) {
      if (mine !== running || isAbort(reason)) return
      error.value = reason
    }
    loading.value = false
  }

  onScopeDispose(() => {
    running?.abort()
    running = null
  })
  if (atOnce) void reload()
  return { data, error, loading, reload }
}

interface Page<T> {
  items: T[]
  next: string | null
}

/** A list that comes page by page: `reload` begins anew, `more` goes on behind the last. */
export function usePages<T, P extends Page<T> = Page<T>>(ask: (cursor: string | null, signal: AbortSignal) => Promise<P>) {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const page = shallowRef<P | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let running: AbortController | null = null

  async function load(cursor: string | null) {
    running?.abort()
    const mine = (running = new AbortController())
    loading.value = true
    try {
      const answer = await ask(cursor, mine.signal)
      if (mine !== running) return
      items.value = cursor === null ? answer.items : [...items.value, ...answer.items]
      next.value = answer.next
      page.value = answer
      error.value = null
    } catch (reason) {
      if (mine !== running || isAbort(reason)) return
      error.value = reason
    }
    loading.value = false
  }

  onScopeDispose(() => {
    running?.abort()
    running = null
  })
  const reload = () => load(null)
  const more = async () => {
    if (next.value && !loading.value) await load(next.value)
  }
  void reload()
  return { items, next, page, error, loading, reload, more }
}

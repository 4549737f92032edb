// Live updates: one stream per browser tab. EventSource comes back by itself with Last-Event-ID; when the server can no
// longer fill the gap it says "resync", and whoever listens loads afresh.

import { onScopeDispose, ref } from 'vue'
import { useSession } from './session'

export interface CaseChanged {
  case: number
  application: number
  project: number
  version: number
}

interface Listeners {
  case: (change: CaseChanged) => void
  message: () => void
  resync: () => void
}

const listeners = { case: new Set<Listeners['case']>(), message: new Set<() => void>(), resync: new Set<() => void>() }
let source: EventSource | null = null

/** The server has been silent for longer than a moment: what is shown may be old. */
export const lost = ref(false)
/** Milliseconds before a break is told, and between attempts where the browser makes none of its own. */
const patience = 4000
let alarm: ReturnType<typeof setTimeout> | undefined

function found() {
  clearTimeout(alarm)
  alarm = undefined
  lost.value = false
}

function broken() {
  alarm ??= setTimeout(() => {
    alarm = undefined
    lost.value = true
    // An answer that is no stream (a proxy's 502) makes the browser give up for good.
    if (source?.readyState === EventSource.CLOSED) {
      source = null
      openStream()
    }
  }, patience)
}

export function openStream() {
  if (source || typeof EventSource === 'undefined') return
  source = new EventSource('/api/v1/events')
  source.addEventListener('open', found)
  source.addEventListener('error', broken)
  source.addEventListener('case', (event) => {
    const change = JSON.parse((event as MessageEvent<string>).data) as CaseChanged
    for (const listener of listeners.case) listener(change)
  })
  source.addEventListener('message', () => listeners.message.forEach((listener) => listener()))
  source.addEventListener('resync', () => listeners.resync.forEach((listener) => listener()))
}

export function closeStream() {
  source?.close()
  source = null
  found()
}

/** Calls back for as long as the component that asked is shown. */
export function onLive<K extends keyof Listeners>(kind: K, listener: Listeners[K]) {
  const set = listeners[kind] as Set<Listeners[K]>
  set.add(listener)
  onScopeDispose(() => set.delete(listener))
  if (useSession().me) openStream()
}

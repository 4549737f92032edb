// Live updates: one stream per browser tab. EventSource comes back by itself with Last-Event-ID; when the server can no
// longer fill the gap it says "resync", and whoever listens loads afresh.

import { onScopeDispose } from 'vue'
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

export function openStream() {
  if (source || typeof EventSource === 'undefined') return
  source = new EventSource('/api/v1/events')
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
}

/** Calls back for as long as the component that asked is shown. */
export function onLive<K extends keyof Listeners>(kind: K, listener: Listeners[K]) {
  const set = listeners[kind] as Set<Listeners[K]>
  set.add(listener)
  onScopeDispose(() => set.delete(listener))
  if (useSession().me) openStream()
}

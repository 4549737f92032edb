// The queue of uploads of one project: each file is digested, looked for in the file, sent, and laid into it. It lives
// outside the pages, so that going elsewhere in the application stops nothing.

import { reactive, shallowReactive } from 'vue'
import type { PaperView } from '@/app/api'
import { isAbort, Problem } from '@/app/http'
import { type Parcel, type Sending, send as sendFile } from '../apply/upload'
import { hashFile } from './hashing'
import { addPaper, type NewPaper, readFile } from './materials.api'
import { forget, remember } from './unfinished'

/**
 * waiting → hashing → (same: the file is there already, and the user decides) → sending → checking → done
 * paused: by the user; cut: by the network, goes on by itself; quarantined: the malware scanner is away; refused: for good
 */
export type Step = 'waiting' | 'hashing' | 'same' | 'sending' | 'paused' | 'cut' | 'checking' | 'quarantined' | 'refused' | 'done'

/** A paper of the project's file that has the same content. */
export interface Known {
  id: number
  material: string
  materialName: { zh: string; en: string }
  title: string
  version: number
  current: boolean
  paper: PaperView
}

export interface Entry {
  id: number
  file: File
  path: string
  material: string
  sheet: string
  sheetTitle: string
  /** A document of its own. */
  beside: boolean
  replaces: number | null
  step: Step
  hashed: number
  sent: number
  sha256: string
  known: Known | null
  /** It was there already, and nothing was sent. */
  spared: boolean
  paper: PaperView | null
  reason: unknown
}

export type Wanted = Pick<Entry, 'file' | 'path' | 'material'> & Partial<Pick<Entry, 'sheet' | 'sheetTitle' | 'beside' | 'replaces'>>

/** What the queue needs of the world; tests bring their own. */
export interface World {
  hash: typeof hashFile
  send: (parcel: Parcel, callbacks: Parameters<typeof sendFile>[1]) => Promise<Sending>
  add: (project: string, paper: NewPaper) => Promise<PaperView>
  find: (project: string, sha256: string) => Promise<Known[]>
  later: (what: () => void, milliseconds: number) => unknown
}

const atOnce = 2
const patience = [3000, 5000, 10000, 20000, 30000]
const quarantine = 15000

async function findInFile(project: string, sha256: string): Promise<Known[]> {
  const { folders } = await readFile(project)
  return folders.flatMap(({ documents, name, material }) =>
    documents.flatMap(({ versions }) =>
      versions.flatMap(({ paper }, at) =>
        paper.sha256 === sha256 ? [{ id: paper.id, material, materialName: name, title: paper.title, version: paper.version, current: at === 0, paper }] : [],
      ),
    ),
  )
}

const real: World = { hash: hashFile, send: sendFile, add: addPaper, find: findInFile, later: (what, ms) => setTimeout(what, ms) }

let numbers = 0

export class UploadQueue {
  readonly entries = shallowReactive<Entry[]>([])
  private readonly sendings = new Map<number, Sending>()
  private readonly hashing = new Map<number, AbortController>()
  private readonly cuts = new Map<number, number>()
  private readonly listeners = new Set<(entry: Entry) => void>()

  constructor(
    readonly project: string,
    private readonly world: World = real,
  ) {
    globalThis.addEventListener?.('online', () => this.goOnAfterCut())
  }

  /** Called for every paper that is in the file. */
  onAdded(listener: (entry: Entry) => void) {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  add(wanted: Wanted[]): Entry[] {
    const made = wanted.map((one) =>
      reactive<Entry>({
        sheet: '', sheetTitle: '', beside: false, replaces: null, ...one,
        id: ++numbers, step: 'waiting', hashed: 0, sent: 0, sha256: '', known: null, spared: false, paper: null, reason: null,
      }),
    )
    this.entries.push(...made)
    this.turn()
    return made
  }

  /** Lets waiting files begin, as many as may run at once; the digest of the next is made while others are sent. */
  private turn() {
    const count = (...steps: Step[]) => this.entries.filter(({ step }) => steps.includes(step)).length
    for (const entry of this.entries) {
      if (entry.step !== 'waiting') continue
      if (entry.sha256 ? count('sending', 'checking') >= atOnce : count('hashing') >= 1) continue
      void (entry.sha256 ? this.sendNow(entry) : this.digest(entry))
    }
  }

  private async digest(entry: Entry) {
    entry.step = 'hashing'
    const stop = new AbortController()
    this.hashing.set(entry.id, stop)
    try {
      const sum = await this.world.hash(entry.file, (done) => (entry.hashed = done), stop.signal)
      const found = await this.world.find(this.project, sum).catch(() => []) // not to be known is no reason to stop
      entry.sha256 = sum
      const here = found.find(({ material, current }) => material === entry.material && current)
      if (here) this.finish(entry, here.paper, true)
      else if (found.length) {
        entry.known = found[0]!
        entry.step = 'same'
      } else entry.step = 'waiting'
    } catch (reason) {
      if (!isAbort(reason)) this.refuse(entry, reason)
    }
    this.hashing.delete(entry.id)
    this.turn()
  }

  private async sendNow(entry: Entry) {
    entry.step = 'sending'
    entry.reason = null
    this.note(entry)
    const sending = await this.world.send(
      { file: entry.file, project: this.project, material: entry.material, sha256: entry.sha256 },
      {
        progress: (sent, total) => {
          if (sent > entry.sent + total / 100 || sent === total) this.note(entry)
          entry.sent = sent
          this.cuts.delete(entry.id)
          // All bytes are on their way; what follows is the server's look at them.
          if (sent === total && entry.step === 'sending') entry.step = 'checking'
        },
        done: (upload) => void this.file(entry, { upload }),
        failed: (reason) => this.failed(entry, reason),
      },
    ).catch((reason: unknown) => {
      this.failed(entry, reason)
      return null
    })
    if (sending) this.sendings.set(entry.id, sending)
    if (sending && !this.entries.includes(entry)) sending.stop() // it was cancelled while it began
  }

  private failed(entry: Entry, reason: unknown) {
    const passing = [401, 408, 429] // signed out, too slow, too many at once
    if (!(reason instanceof Problem) || (reason.status >= 400 && reason.status < 500 && !passing.includes(reason.status))) return this.refuse(entry, reason)
    entry.reason = reason
    entry.step = 'cut'
    const times = this.cuts.get(entry.id) ?? 0
    this.cuts.set(entry.id, times + 1)
    this.world.later(() => this.goOn(entry, 'cut'), patience[Math.min(times, patience.length - 1)]!)
    this.turn()
  }

  private refuse(entry: Entry, reason: unknown) {
    entry.reason = reason
    entry.step = 'refused'
    this.release(entry)
    this.turn()
  }

  /** Lays what was sent, or what is there already, into the project's file. */
  private async file(entry: Entry, content: { upload: string } | { paper: number }) {
    entry.step = 'checking'
    const { material, file, sheet, sheetTitle, beside, replaces } = entry
    try {
      const paper = await this.world.add(this.project, { material, title: file.name, sheet, sheetTitle, beside, replaces, ...content })
      this.finish(entry, paper, 'paper' in content)
    } catch (reason) {
      entry.reason = reason
      const waits = reason instanceof Problem && (reason.code === 'file.quarantined' || reason.status === 0 || reason.status >= 500)
      if (!waits) return this.refuse(entry, reason)
      entry.step = 'quarantined'
      this.world.later(() => {
        if (entry.step === 'quarantined' && this.entries.includes(entry)) void this.file(entry, content)
      }, quarantine)
    }
    this.turn()
  }

  private finish(entry: Entry, paper: PaperView, spared: boolean) {
    entry.paper = paper
    entry.spared = spared
    entry.reason = null
    entry.sent = entry.file.size
    entry.step = 'done'
    this.release(entry)
    for (const listener of this.listeners) listener(entry)
  }

  private release(entry: Entry) {
    this.sendings.delete(entry.id)
    this.cuts.delete(entry.id)
    forget(this.facts(entry))
  }

  private facts = ({ material, file }: Entry) => ({ project: this.project, material, name: file.name, size: file.size, modified: file.lastModified })
  private note = (entry: Entry) => remember({ ...this.facts(entry), sent: entry.sent })

  private goOn(entry: Entry, from: Step) {
    if (entry.step !== from || !this.entries.includes(entry)) return
    entry.step = 'sending'
    entry.reason = null
    const sending = this.sendings.get(entry.id)
    if (sending) sending.go()
    else void this.sendNow(entry)
  }
  private goOnAfterCut() {
    for (const entry of this.entries) this.goOn(entry, 'cut')
  }

  pause(entry: Entry) {
    if (entry.step !== 'sending') return
    this.sendings.get(entry.id)?.pause()
    entry.step = 'paused'
    this.turn()
  }
  resume(entry: Entry) {
    this.goOn(entry, entry.step === 'cut' ? 'cut' : 'paused')
  }
  /** The content is there: use it for this material, or send it again all the same. */
  decide(entry: Entry, use: boolean) {
    if (entry.step !== 'same' || !entry.known) return
    if (use) return void this.file(entry, { paper: entry.known.id })
    entry.step = 'waiting'
    this.turn()
  }
  retry(entry: Entry) {
    if (entry.step !== 'refused') return
    entry.step = 'waiting'
    entry.reason = null
    entry.sent = 0
    this.turn()
  }
  cancel(entry: Entry) {
    this.hashing.get(entry.id)?.abort()
    this.sendings.get(entry.id)?.stop()
    this.release(entry)
    const at = this.entries.indexOf(entry)
    if (at >= 0) this.entries.splice(at, 1)
    this.turn()
  }
  /** Takes what is over off the list. */
  clear() {
    for (const entry of [...this.entries]) if (entry.step === 'done' || entry.step === 'refused') this.cancel(entry)
  }
}

const queues = new Map<string, UploadQueue>()

export function queueOf(project: string | number): UploadQueue {
  const id = String(project)
  const known = queues.get(id) ?? new UploadQueue(id)
  queues.set(id, known)
  return known
}

/** Files on their way, in all projects: closing the window would cut them off. */
export const busy = () => [...queues.values()].some(({ entries }) => entries.some(({ step }) => step === 'sending' || step === 'checking' || step === 'hashing'))

globalThis.addEventListener?.('beforeunload', (event) => {
  if (busy()) event.preventDefault()
})

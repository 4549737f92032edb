import { beforeEach, describe, expect, it } from 'vitest'
import type { PaperView } from '@/app/api'
import { Problem } from '@/app/http'
import { cut } from '../apply/upload'
import { type Entry, type Known, UploadQueue, type World } from './queue'
import { unfinishedOf } from './unfinished'

const problem = (status: number, code: string) => new Problem(status, code, { zh: '', en: '' }, { zh: '', en: '' })
const file = (name: string, size = 10) => new File([new Uint8Array(size)], name, { lastModified: 1 })
const paperOf = (id: number, sha256: string) => ({ id, sha256, title: 'a', version: 1 }) as unknown as PaperView

/** A world in which nothing happens by itself: tests say when bytes go, lines break, and time passes. */
function world() {
  const sendings: { entry: string; callbacks: Parameters<World['send']>[1]; paused: number; gone: number; stopped: number }[] = []
  const laters: (() => void)[] = []
  const state = { sendings, laters, known: [] as Known[], answer: (() => Promise.resolve(paperOf(1, ''))) as World['add'], added: [] as unknown[] }
  const real: World = {
    hash: (one) => Promise.resolve(`sha-${one.name}`),
    find: () => Promise.resolve(state.known),
    send: (parcel, callbacks) => {
      const one = { entry: parcel.file.name, callbacks, paused: 0, gone: 0, stopped: 0 }
      sendings.push(one)
      return Promise.resolve({ pause: () => void one.paused++, go: () => void one.gone++, stop: () => void one.stopped++ })
    },
    add: (project, paper) => {
      state.added.push(paper)
      return state.answer(project, paper)
    },
    later: (what) => laters.push(what),
  }
  return { ...state, state, real }
}
const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('the queue of uploads', () => {
  beforeEach(() => localStorage.clear())
  const one = async (w: ReturnType<typeof world>, name = 'a.pdf') => {
    const queue = new UploadQueue('7', w.real)
    const [entry] = queue.add([{ file: file(name), path: name, material: 'M02' }])
    await settled()
    return { queue, entry: entry as Entry }
  }

  it('digests, sends, and lays into the file', async () => {
    const w = world()
    const { queue, entry } = await one(w)
    const heard: Entry[] = []
    queue.onAdded((added) => heard.push(added))
    expect(entry.step).toBe('sending')
    w.sendings[0]!.callbacks.progress(10, 10)
    expect(entry.step).toBe('checking')
    w.sendings[0]!.callbacks.done('u1')
    await settled()
    expect(entry.step).toBe('done')
    expect(heard).toHaveLength(1)
    expect(w.added[0]).toMatchObject({ material: 'M02', title: 'a.pdf', upload: 'u1' })
  })

  it('sends nothing that is there for this material, and asks about what is there for another', async () => {
    const w = world()
    const known: Known = { id: 5, material: 'M02', materialName: { zh: '', en: '' }, title: 'a', version: 1, current: true, paper: paperOf(5, 'sha-a.pdf') }
    w.state.known = [known]
    const here = await one(w)
    expect([here.entry.step, here.entry.spared]).toEqual(['done', true])
    w.state.known = [{ ...known, material: 'M16' }]
    const there = await one(w)
    expect(there.entry.step).toBe('same')
    there.queue.decide(there.entry, true)
    await settled()
    expect(there.entry.step).toBe('done')
    expect(w.added.at(-1)).toMatchObject({ paper: 5 })
    const again = await one(w)
    again.queue.decide(again.entry, false)
    await settled()
    expect(again.entry.step).toBe('sending')
    expect(w.sendings).toHaveLength(1)
  })

  it('goes on by itself after a cut, where it stopped, and remembers it across a reload', async () => {
    const w = world()
    const { queue, entry } = await one(w)
    w.sendings[0]!.callbacks.progress(4, 10)
    w.sendings[0]!.callbacks.failed(problem(0, cut))
    expect(entry.step).toBe('cut')
    expect(unfinishedOf('7')).toMatchObject([{ name: 'a.pdf', material: 'M02' }])
    expect(unfinishedOf('8')).toEqual([])
    w.laters[0]!()
    expect([entry.step, w.sendings[0]!.gone]).toEqual(['sending', 1])
    queue.pause(entry)
    expect([entry.step, w.sendings[0]!.paused]).toEqual(['paused', 1])
    w.laters[0]!() // an old alarm does not wake what the user has stopped
    expect(entry.step).toBe('paused')
    queue.resume(entry)
    w.sendings[0]!.callbacks.done('u1')
    await settled()
    expect([entry.step, w.sendings.length]).toEqual(['done', 1])
    expect(unfinishedOf('7')).toEqual([])
  })

  it('waits in quarantine until the scanner is back', async () => {
    const w = world()
    const { entry } = await one(w)
    w.state.answer = () => Promise.reject(problem(503, 'file.quarantined'))
    w.sendings[0]!.callbacks.done('u1')
    await settled()
    expect(entry.step).toBe('quarantined')
    w.state.answer = () => Promise.resolve(paperOf(1, 'x'))
    w.laters.at(-1)!()
    await settled()
    expect(entry.step).toBe('done')
    expect(w.sendings).toHaveLength(1)
  })

  it('ends with what the server refuses for good, and not with what it only cannot do now', async () => {
    const w = world()
    const refused = await one(w)
    w.sendings[0]!.callbacks.failed(problem(422, 'file.infected'))
    expect(refused.entry.step).toBe('refused')
    expect(unfinishedOf('7')).toEqual([])
    const busy = await one(w, 'b.pdf')
    w.sendings[1]!.callbacks.failed(problem(429, 'tus.too_many'))
    expect(busy.entry.step).toBe('cut')
  })

  it('sends two at a time, and the next when one is over or gone', async () => {
    const w = world()
    const queue = new UploadQueue('7', w.real)
    const entries = queue.add(['a', 'b', 'c', 'd'].map((name) => ({ file: file(name), path: name, material: 'M16' })))
    await settled()
    expect(w.sendings.map(({ entry }) => entry)).toEqual(['a', 'b'])
    queue.cancel(entries[1]!)
    await settled()
    expect(w.sendings[1]!.stopped).toBe(1)
    w.sendings[0]!.callbacks.done('u')
    await settled()
    expect(w.sendings.map(({ entry }) => entry)).toEqual(['a', 'b', 'c', 'd'])
    expect(queue.entries.map(({ file }) => file.name)).toEqual(['a', 'c', 'd'])
    queue.clear()
    expect(queue.entries.map(({ file }) => file.name)).toEqual(['c', 'd'])
  })
})

import { flushPromises } from '@vue/test-utils'
import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftView, SaveDraft } from '@/app/api'
import { Problem } from '@/app/http'
import type { Kept } from './kept'
import { useDraft } from './useDraft'

const view = (changes: Partial<DraftView> = {}) =>
  ({ version: 1, items: ['C01'], values: { name: '学校' }, checklist: [], issues: [], form: { sections: [], rules: [] }, provenance: {}, parts: [], ...changes }) as unknown as DraftView
const stale = () => new Problem(412, 'filing.draft_changed', { zh: '', en: '' }, { zh: '', en: '' })

function begin(save: (wanted: SaveDraft) => Promise<DraftView>, read = async () => view()) {
  const saved = vi.fn(save)
  const draft = effectScope().run(() => useDraft({ read, save: saved }, 1000))!
  return { draft, saved }
}
const echo = async (wanted: SaveDraft) => view({ ...wanted, version: wanted.version + 1 })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a draft', () => {
  it('saves itself once the typing rests, with the version it knows', async () => {
    const { draft, saved } = begin(echo)
    await draft.load()
    draft.setValue('name', '学校 A')
    draft.setValue('name', '学校 AB')
    expect(draft.state.value).toBe('changed')
    await vi.advanceTimersByTimeAsync(1000)
    expect(saved).toHaveBeenCalledOnce()
    expect(saved.mock.calls[0]![0]).toMatchObject({ values: { name: '学校 AB' }, version: 1 })
    expect(draft.state.value).toBe('saved')
    expect(draft.view.value!.version).toBe(2)
  })

  it('does not save what has not changed', async () => {
    const { draft, saved } = begin(echo)
    await draft.load()
    draft.setValue('name', '学校')
    await vi.advanceTimersByTimeAsync(5000)
    await draft.flush()
    expect(saved).not.toHaveBeenCalled()
  })

  it('keeps what is typed while a save is under way, and saves that next', async () => {
    let answer: (next: DraftView) => void = () => {}
    const { draft, saved } = begin((wanted) => (saved.mock.calls.length === 1 ? new Promise((resolve) => (answer = resolve)) : echo(wanted)))
    await draft.load()
    draft.setValue('name', '一')
    await vi.advanceTimersByTimeAsync(1000)
    draft.setValue('name', '一二')
    answer(view({ version: 2, values: { name: '一' } }))
    await flushPromises()
    expect(draft.values.value.name).toBe('一二')
    await vi.advanceTimersByTimeAsync(1000)
    expect(saved.mock.calls[1]![0]).toMatchObject({ values: { name: '一二' }, version: 2 })
    expect(draft.state.value).toBe('saved')
  })

  it('takes over what the server knows of new fields', async () => {
    const { draft } = begin(async (wanted) => view({ ...wanted, version: 2, values: { ...wanted.values, location: '滨江大道 1 号' } }))
    await draft.load()
    draft.setItems(['C01', 'C02'])
    await vi.advanceTimersByTimeAsync(1000)
    expect(draft.values.value.location).toBe('滨江大道 1 号')
    expect(draft.items.value).toEqual(['C01', 'C02'])
  })

  it('remembers papers that the checklist says were uploaded', async () => {
    const checklist = [{ material: 'M12', state: 'uploaded', paper: { id: 7 } }, { material: 'M05', state: 'reused', paper: { id: 3 } }]
    const { draft } = begin(echo, async () => view({ checklist } as unknown as Partial<DraftView>))
    await draft.load()
    expect(draft.papers.value).toEqual({ M12: 7 })
  })

  it('merges what somebody else has changed in other fields, without asking', async () => {
    let version = 1
    const { draft, saved } = begin(
      async (wanted) => (wanted.version < 3 ? Promise.reject(stale()) : echo(wanted)),
      async () => (version === 1 ? view({ version: version++, values: { name: '学校', area: '5' } }) : view({ version: 3, values: { name: '学校', area: '9' } })),
    )
    await draft.load()
    draft.setValue('name', '我的')
    await vi.advanceTimersByTimeAsync(1000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(saved.mock.lastCall![0]).toMatchObject({ values: { name: '我的', area: '9' }, version: 3 })
    expect(draft.state.value).toBe('saved')
  })

  it('stops where both have changed the same field, until the user decides; typing goes on', async () => {
    for (const mine of [true, false]) {
      let reads = 0
      const { draft, saved } = begin(
        async (wanted) => (wanted.version < 3 ? Promise.reject(stale()) : echo(wanted)),
        async () => (reads++ === 0 ? view({ values: { name: '学校', area: '5' } }) : view({ version: 3, values: { name: '别人', area: '5' } })),
      )
      await draft.load()
      draft.setValue('name', '我的')
      await vi.advanceTimersByTimeAsync(1000)
      expect(draft.state.value).toBe('conflict')
      expect(draft.conflicts.value).toEqual([{ key: 'name', mine: '我的', theirs: '别人' }])
      draft.setValue('area', '6')
      await vi.advanceTimersByTimeAsync(5000)
      expect(saved).toHaveBeenCalledOnce()
      await draft.settle(mine)
      expect(saved.mock.lastCall![0]).toMatchObject({ values: { name: mine ? '我的' : '别人', area: '6' }, version: 3 })
      expect(draft.state.value).toBe('saved')
    }
  })

  it('keeps every keystroke on this device until the server has it, and finds it again', async () => {
    let kept: Kept | null = null
    const shelf = { read: () => kept, write: (next: Kept | null) => void (kept = next) }
    let away = true
    const save = async (wanted: SaveDraft) => (away ? Promise.reject(new Error('away')) : echo(wanted))
    const first = effectScope().run(() => useDraft({ read: async () => view(), save }, 1000, shelf))!
    await first.load()
    first.setValue('name', '学')
    first.setValue('name', '学校 A')
    expect(kept!.values).toEqual({ name: { mine: '学校 A', base: '学校' } })
    // The window is closed here, and opened again when the line is back.
    away = false
    const again = effectScope().run(() => useDraft({ read: async () => view(), save }, 1000, shelf))!
    await again.load()
    expect(again.values.value.name).toBe('学校 A')
    expect(again.recovered.value).toBe(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(again.state.value).toBe('saved')
    expect(kept).toBeNull()
  })

  it('asks about an entry from this device that somebody else has changed meanwhile', async () => {
    const kept: Kept = { values: { name: { mine: '甲', base: '学校' }, area: { mine: '3', base: '' } }, items: null, at: '' }
    const draft = effectScope().run(() => useDraft({ read: async () => view({ values: { name: '乙' } }), save: echo }, 1000, { read: () => kept, write: () => {} }))!
    await draft.load()
    expect(draft.state.value).toBe('conflict')
    expect(draft.values.value).toMatchObject({ name: '甲', area: '3' })
    await draft.settle(false)
    expect(draft.values.value).toMatchObject({ name: '乙', area: '3' })
  })

  it('tries again after a failure when something changes or it is asked to', async () => {
    let away = true
    const { draft } = begin(async (wanted) => (away ? Promise.reject(new Error('away')) : echo(wanted)))
    await draft.load()
    draft.setValue('name', '新')
    await vi.advanceTimersByTimeAsync(1000)
    expect(draft.state.value).toBe('failed')
    away = false
    await draft.flush()
    expect(draft.state.value).toBe('saved')
  })
})

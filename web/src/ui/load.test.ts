import { flushPromises } from '@vue/test-utils'
import { effectScope } from 'vue'
import { describe, expect, it } from 'vitest'
import { useLoad, usePages } from './load'

const inScope = <T>(run: () => T) => effectScope().run(run)!

describe('loading', () => {
  it('shows the later answer when two were asked for, whichever comes first', async () => {
    const answers: ((text: string) => void)[] = []
    const loaded = inScope(() => useLoad(() => new Promise<string>((resolve) => answers.push(resolve))))
    void loaded.reload()
    answers[1]!('new')
    await flushPromises()
    answers[0]!('old')
    await flushPromises()
    expect(loaded.data.value).toBe('new')
    expect(loaded.loading.value).toBe(false)
  })

  it('keeps what is shown when asking again fails, and says so', async () => {
    let fail = false
    const loaded = inScope(() => useLoad(async () => (fail ? Promise.reject(new Error('away')) : 'here')))
    await flushPromises()
    fail = true
    await loaded.reload()
    expect(loaded.data.value).toBe('here')
    expect(loaded.error.value).toBeInstanceOf(Error)
  })
})

describe('pages', () => {
  const three = [
    { items: [1, 2], next: 'b' },
    { items: [3, 4], next: 'c' },
    { items: [5], next: null },
  ]
  const ask = async (cursor: string | null) => three[cursor === null ? 0 : cursor === 'b' ? 1 : 2]!

  it('follow one another without a gap, and end', async () => {
    const list = inScope(() => usePages<number>(ask))
    await flushPromises()
    await list.more()
    await list.more()
    await list.more()
    expect(list.items.value).toEqual([1, 2, 3, 4, 5])
    expect(list.next.value).toBeNull()
  })

  it('begin anew on reload', async () => {
    const list = inScope(() => usePages<number>(ask))
    await flushPromises()
    await list.more()
    await list.reload()
    expect(list.items.value).toEqual([1, 2])
  })
})

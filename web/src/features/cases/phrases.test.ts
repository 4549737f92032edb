import { afterEach, describe, expect, it } from 'vitest'
import { fill, generalise, insert, useOwnPhrases } from './phrases'

afterEach(() => localStorage.clear())

const school = { item: '规划许可', project: '滨河小学', organisation: '' }

describe('a phrase', () => {
  it('takes the names of the case', () => {
    expect(fill('同意{project}的{item}，{other}', school)).toBe('同意滨河小学的规划许可，{other}')
  })

  it('forgets for which case it was written', () => {
    expect(generalise(' 同意滨河小学的规划许可。 ', school)).toBe('同意{project}的{item}。')
    expect(generalise('滨河小学二期可行', { ...school, organisation: '滨河小学二期' })).toBe('{organisation}可行')
  })

  it('goes where the cursor stands, on its own line', () => {
    expect(insert('', '同意。', 0, 0)).toEqual({ text: '同意。', cursor: 3 })
    expect(insert('经审查', '同意。', 3, 3)).toEqual({ text: '经审查\n同意。', cursor: 7 })
    expect(insert('甲乙丙', '丁', 0, 2)).toEqual({ text: '丁丙', cursor: 1 })
  })
})

describe('own phrases', () => {
  it('are kept for the step, the newest first and none twice', () => {
    const { keep } = useOwnPhrases('accept')
    keep('甲')
    keep('乙')
    keep('甲')
    expect(useOwnPhrases('accept').own.value).toEqual(['甲', '乙'])
    expect(useOwnPhrases('propose').own.value).toEqual([])
  })

  it('can be dropped', () => {
    const { own, keep, drop } = useOwnPhrases('accept')
    keep('甲')
    drop('甲')
    expect(own.value).toEqual([])
  })

  it('survive storage that holds something else', () => {
    localStorage.setItem('phrases.accept', '{oops')
    expect(useOwnPhrases('accept').own.value).toEqual([])
  })
})

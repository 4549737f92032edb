import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh-CN'

type Words = { [key: string]: string | Words }

function keys(words: Words, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keys(value, `${prefix}${key}.`),
  )
}
const text = (words: Words, path: string) =>
  path.split('.').reduce<string | Words>((at, key) => (at as Words)[key]!, words) as string
const places = (message: string) => [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

const both = [zh as Words, en as Words] as const

describe('the two languages', () => {
  it('have the same keys', () => {
    expect(keys(both[1]).sort()).toEqual(keys(both[0]).sort())
  })

  it('have no empty sentence', () => {
    for (const words of both) expect(keys(words).filter((key) => !text(words, key).trim())).toEqual([])
  })

  it('fill in the same values', () => {
    const differing = keys(both[0]).filter(
      (key) => String(places(text(both[0], key))) !== String(places(text(both[1], key))),
    )
    expect(differing).toEqual([])
  })

  it('are what they say: Chinese in Chinese, English without', () => {
    const chinese = /[\u4e00-\u9fff]/
    expect(keys(both[1]).filter((key) => chinese.test(text(both[1], key)) && key !== 'app.language.zh')).toEqual([])
  })
})

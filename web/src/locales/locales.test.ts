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
/** Each once: where one language needs a singular and a plural, the other needs one sentence. */
const places = (message: string) => [...new Set([...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort()

const both = [zh as Words, en as Words] as const

/** Every key that a page names in full; those that are put together at run time are not found this way. */
const sources = import.meta.glob('../**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true }) as Record<string, string>
const named = Object.entries(sources)
  .filter(([path]) => !path.endsWith('.test.ts'))
  .flatMap(([path, source]) => [...source.matchAll(/\bt\(\s*'([a-zA-Z_]+(?:\.[\w]+)+)'/g)].map((match) => [path, match[1]!] as const))

describe('the words of the interface', () => {
  it('exist for every key that a page names', () => {
    const known = new Set(keys(zh as Words))
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter(([, key]) => !known.has(key))).toEqual([])
  })
})

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

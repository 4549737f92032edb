import { readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import words from './dmn-zh.json'
import { fromEditor, toEditor } from './namespaces'

const packages = ['dmn-js-shared', 'dmn-js-drd', 'dmn-js-decision-table', 'dmn-js-literal-expression', 'dmn-js-boxed-expression', 'table-js', 'diagram-js']

function spoken(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`
    if (statSync(path).isDirectory()) return spoken(path)
    if (!name.endsWith('.js')) return []
    const calls = readFileSync(path, 'utf8').matchAll(/(?:translate\(|explanation:)\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`$]*)`)/g)
    return [...calls].map((call) => (call[1] ?? call[2] ?? call[3] ?? '').replaceAll("\\'", "'"))
  })
}

describe('the editor of rules', () => {
  it('is Chinese in every word', () => {
    const all = packages.flatMap((name) => spoken(`node_modules/${name}/lib`))
    expect(all.length).toBeGreaterThan(100)
    expect([...new Set(all)].filter((word) => !(word in words))).toEqual([])
  })

  it('is given DMN 1.3 and gives DMN 1.5 back', () => {
    const ours = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/"/>'
    expect(toEditor(ours)).toContain('20191111/MODEL/')
    expect(fromEditor(toEditor(ours))).toBe(ours)
  })
})

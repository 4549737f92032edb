import { readdirSync, readFileSync, statSync } from 'node:fs'
import { DmnModdle } from 'dmn-moddle'
import { describe, expect, it } from 'vitest'
import words from './dmn-zh.json'
import { fromEditor, toEditor } from './namespaces'
import { fromRemarks, headings, toRemarks } from './remarks'

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

  it('reads every model of the city whole: what it leaves out it would lose', async () => {
    const folder = '../city/rules'
    for (const name of readdirSync(folder)) {
      const xml = readFileSync(`${folder}/${name}`, 'utf8')
      const { rootElement, warnings } = await new DmnModdle().fromXML(toEditor(xml), 'dmn:Definitions')
      expect({ name, warnings: warnings.map(({ message }) => message) }).toEqual({ name, warnings: [] })
      const decisions = rootElement.drgElement.filter(({ $type }) => $type === 'dmn:Decision')
      expect(decisions.map(({ name }) => name)).toEqual([...xml.matchAll(/<decision id="[^"]*" name="([^"]*)"/g)].map((match) => match[1]))
    }
  })

  it('shows what is written beside a rule as one remark, and writes it back under its headings', async () => {
    const written = readFileSync('../city/rules/fees.dmn', 'utf8')
    const moddle = new DmnModdle()
    const { rootElement } = await moddle.fromXML(toEditor(written), 'dmn:Definitions')
    const plain = (await moddle.toXML(rootElement)).xml
    const table = rootElement.drgElement.find(({ $type }) => $type === 'dmn:Decision')!.decisionLogic!
    toRemarks(rootElement)
    expect(headings(table)).toEqual(['事项名称', '依据'])
    expect(table.rule![0]!.description).toBe('应建防空地下室的民用建筑项目报建审批 ｜ 人民防空法第二十二条')
    fromRemarks(rootElement)
    expect((await moddle.toXML(rootElement)).xml).toBe(plain)
    toRemarks(rootElement)
    table.rule![0]!.description = '报建｜人防法第二十二条 ｜ 地方规定'
    table.rule![1]!.description = undefined
    fromRemarks(rootElement)
    expect(table.rule![0]!.annotationEntry!.map(({ text }) => text)).toEqual(['报建', '人防法第二十二条 ｜ 地方规定'])
    expect(table.rule![1]!.annotationEntry).toEqual([])
  })

  it('is given DMN 1.3 and gives DMN 1.5 back', () => {
    const ours = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/"/>'
    expect(toEditor(ours)).toContain('20191111/MODEL/')
    expect(fromEditor(toEditor(ours))).toBe(ours)
  })
})

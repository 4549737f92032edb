import { readdirSync, readFileSync, statSync } from 'node:fs'
import { BpmnModdle } from 'bpmn-moddle'
import { describe, expect, it } from 'vitest'
import english from '@/locales/en/flows.json'
import own from '@/locales/zh-CN/flows.json'
import { linesOf, withCases, xmlOf } from './live'
import { differenceMarks, heatMarks, liveMarks } from './marks'
import { attribute, bodyOf, decides, definitionsOf, eventDefinition, loopOf, losses, messagesOf, ours, outcomesBefore, partsOf, silenceOf, type Part } from './model'
import { along, walk, type Picture } from './path'
import { emptyFlow, messages, outcomesOf, posts, readChances, readCompletion, readCondition, readList, readSpan, routes, steps, taskOutcomes, writeChances, writeCompletion, writeCondition, writeList, writeSpan } from './words'
import chinese from './bpmn-zh.json'
import zhupi from './zhupi.json'

const drawn = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zhupi="http://zhupi.dev/schema/bpmn/1.0" id="d" targetNamespace="http://zhupi.dev/flows/test">
  <message id="m1" name="withdrawn"/>
  <process id="p" name="会审" isExecutable="true" zhupi:limit="P20D">
    <startEvent id="start" name="开始"><outgoing>f1</outgoing></startEvent>
    <userTask id="accept" name="受理" zhupi:step="acceptance" zhupi:post="officer" zhupi:limit="P5D"><incoming>f1</incoming><outgoing>f2</outgoing></userTask>
    <exclusiveGateway id="how" name="是否受理" default="f4"><incoming>f2</incoming><outgoing>f3</outgoing><outgoing>f4</outgoing></exclusiveGateway>
    <userTask id="review" name="部门会审" zhupi:step="task" zhupi:outcomes="agree  disagree"><incoming>f3</incoming><outgoing>f5</outgoing>
      <multiInstanceLoopCharacteristics zhupi:collection="[&quot;zrzy&quot;, &quot;rfb&quot;]" zhupi:item="department" zhupi:completion="count:2"/></userTask>
    <boundaryEvent id="silent" name="超时视为无意见" attachedToRef="review"><outgoing>f6</outgoing><timerEventDefinition zhupi:unit="working_days"><timeDuration xsi:type="tFormalExpression">P5D</timeDuration></timerEventDefinition></boundaryEvent>
    <endEvent id="end" name="办结"><incoming>f4</incoming><incoming>f5</incoming><incoming>f6</incoming></endEvent>
    <sequenceFlow id="f1" sourceRef="start" targetRef="accept"/>
    <sequenceFlow id="f2" sourceRef="accept" targetRef="how"/>
    <sequenceFlow id="f3" sourceRef="how" targetRef="review"><conditionExpression xsi:type="tFormalExpression">outcome = "accepted"</conditionExpression></sequenceFlow>
    <sequenceFlow id="f4" sourceRef="how" targetRef="end"/>
    <sequenceFlow id="f5" sourceRef="review" targetRef="end"/>
    <sequenceFlow id="f6" sourceRef="silent" targetRef="end"/>
  </process>
</definitions>`

async function read(xml: string) {
  const { rootElement, elementsById, warnings } = await new BpmnModdle({ zhupi }).fromXML(xml)
  expect(losses(warnings)).toEqual([])
  return { root: rootElement, part: (id: string) => elementsById[id] as Part }
}

describe('the editor of flows', () => {
  const spoken = (folder: string): string[] =>
    readdirSync(folder).flatMap((name) => {
      const path = `${folder}/${name}`
      if (statSync(path).isDirectory()) return spoken(path)
      if (!name.endsWith('.js')) return []
      const text = readFileSync(path, 'utf8')
      const calls = [...text.matchAll(/translate\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)]
      const labels = /popup-menu\/PopupEntries|replace\/ReplaceOptions/.test(path) ? [...text.matchAll(/label(?:: | = )'([^']+)'/g)] : []
      const told = [...text.matchAll(/_ERR_MSG = '([^']*)'/g)]
      return [...calls, ...labels, ...told].map((found) => found[1] ?? found[2] ?? '')
    })

  it('is Chinese in every word', () => {
    const all = ['bpmn-js', 'diagram-js', 'diagram-js-direct-editing'].flatMap((name) => spoken(`node_modules/${name}/lib`)).filter((word) => /[A-Za-z]{2}/.test(word) && !word.startsWith(' + '))
    expect(all.length).toBeGreaterThan(100)
    expect([...new Set(all)].filter((word) => !(word in chinese))).toEqual([])
  })

  it('has a word for everything that may be chosen, in both languages', () => {
    const wanted = {
      step: steps, post: posts, route: routes, message: messages,
      outcome: [...taskOutcomes, ...Object.values(outcomesOf).flat()],
    }
    for (const words of [own, english])
      for (const [group, codes] of Object.entries(wanted)) {
        const known: Record<string, string> = words.word[group as keyof typeof wanted]
        expect(codes.filter((code) => !known[code])).toEqual([])
      }
  })

  it('reads every flow of the city whole, and writes our attributes back', async () => {
    const folder = '../city/flows'
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.bpmn'))) {
      const xml = readFileSync(`${folder}/${name}`, 'utf8')
      const { root } = await read(xml)
      const again = (await new BpmnModdle({ zhupi }).toXML(root)).xml
      const attributes = (text: string) =>
        [...text.replace(/<!--[\s\S]*?-->/g, '').matchAll(/(zhupi:\w+)=(?:"([^"]*)"|'([^']*)')/g)].map(([, name, one, other]) => `${name} ${(one ?? other)!.replace(/&#34;|&quot;/g, '"')}`).sort()
      expect(attributes(xml).length).toBeGreaterThan(0)
      expect({ name, attributes: attributes(again) }).toEqual({ name, attributes: attributes(xml) })
    }
  }, 60_000)

  it('keeps an attribute of ours that it does not know', async () => {
    const { root } = await read(emptyFlow('item_new', '新').replace('zhupi:post=', 'zhupi:later="1" zhupi:post='))
    expect((await new BpmnModdle({ zhupi }).toXML(root)).xml).toContain('zhupi:later="1"')
    expect(losses([{ message: 'unresolved reference <x>' }])).toHaveLength(1)
  })

  it('begins a new file that the reader reads without a remark', async () => {
    const { root, part } = await read(emptyFlow('item_new', '新 <流程> & "试"'))
    expect(part('item_new').name).toBe('新 <流程> & "试"')
    expect(ours(part('work'), 'step')).toBe('handling')
    expect(await new BpmnModdle({ zhupi }).toXML(root)).toBeTruthy()
  })
})

describe('an attribute', () => {
  it('of time is an amount and a measure; what has another form is left alone', () => {
    expect(readSpan('P5D', undefined, 'working_days')).toEqual({ amount: 5, measure: 'working_day' })
    expect(readSpan('P5D', undefined, 'civil')).toEqual({ amount: 5, measure: 'day' })
    expect(readSpan('PT4H', 'working_time', 'civil')).toEqual({ amount: 4, measure: 'working_hour' })
    for (const other of ['P1M', 'P1DT2H', '', undefined]) expect(readSpan(other, 'civil', 'civil')).toBeNull()
    for (const span of [{ amount: 3, measure: 'working_day' }, { amount: 3, measure: 'day' }, { amount: 3, measure: 'working_hour' }, { amount: 3, measure: 'hour' }] as const) {
      const { iso, unit } = writeSpan(span)
      expect(readSpan(iso, unit, 'civil')).toEqual(span)
    }
    expect(writeSpan({ amount: 0, measure: 'day' }).iso).toBe('P1D')
  })

  it('of a collection is a list of codes, or an expression', () => {
    expect(readList('["zrzy", "rfb"]')).toEqual(['zrzy', 'rfb'])
    expect(readList('[]')).toEqual([])
    for (const other of ['cases', '["a", b]', 'concatenate(["a"])', '["a"', undefined]) expect(readList(other)).toBeNull()
    expect(readList(writeList(['a', 'b']))).toEqual(['a', 'b'])
  })

  it('of chances is a weight for each outcome', () => {
    expect(readChances('accepted 85 refused 3')).toEqual({ accepted: 85, refused: 3 })
    expect(readChances(undefined)).toEqual({})
    expect(readChances('mostly accepted')).toBeNull()
    expect(writeChances(['accepted', 'refused', 'correction'], { refused: 3, accepted: 85, correction: 0 })).toBe('accepted 85 refused 3')
  })

  it('of completion is one of four rules', () => {
    expect(readCompletion(undefined)).toEqual({ rule: 'all', amount: 0 })
    expect(readCompletion('percent:60')).toEqual({ rule: 'percent', amount: 60 })
    expect(readCompletion('half')).toBeNull()
    expect(writeCompletion({ rule: 'all', amount: 3 })).toBeUndefined()
    expect(writeCompletion({ rule: 'percent', amount: 300 })).toBe('percent:100')
    expect(writeCompletion({ rule: 'count', amount: 0 })).toBe('count:1')
  })

  it('of a condition is a name and its values, or an expression', () => {
    expect(readCondition('outcome = "refused" or outcome = "not_ours"')).toEqual({ name: 'outcome', values: ['refused', 'not_ours'] })
    for (const feel of ['outcome = "accepted"', 'outcome = "a" or outcome = "b"', 'case.route = "brief"', 'procedure = "publicity"', 'case.waits']) expect(writeCondition(readCondition(feel)!)).toBe(feel)
    for (const other of ['outcome != "accepted"', 'not(case.waits)', 'outcome = "a" or procedure = "b"', 'outcome = "a" or', '']) expect(readCondition(other)).toBeNull()
  })
})

describe('an element', () => {
  it('says what it is and what belongs to it', async () => {
    const { part } = await read(drawn)
    expect(ours(part('p'), 'limit')).toBe('P20D')
    expect(attribute(part('accept'), 'name')).toBe('受理')
    expect(ours(loopOf(part('review'))!, 'collection')).toBe('["zrzy", "rfb"]')
    expect(loopOf(part('accept'))).toBeUndefined()
    expect(silenceOf(part('review'))?.id).toBe('silent')
    expect(silenceOf(part('accept'))).toBeUndefined()
    const timer = eventDefinition(part('silent'), 'bpmn:TimerEventDefinition')!
    expect([bodyOf(timer.get('timeDuration') as Part), ours(timer, 'unit')]).toEqual(['P5D', 'working_days'])
    expect(messagesOf(part('accept'))).toEqual(['withdrawn'])
    expect(definitionsOf(part('f3')).id).toBe('d')
    expect([decides(part('how')), decides(part('review')), decides(part('start'))]).toEqual([true, true, false])
    expect(partsOf(part('p')).map(({ id }) => id)).toContain('silent')
  })

  it('offers a condition the outcomes of the tasks before it', async () => {
    const { part } = await read(drawn)
    expect(outcomesBefore(part('f3'))).toEqual(outcomesOf.acceptance)
    expect(outcomesBefore(part('f5'))).toEqual(['agree', 'disagree'])
    expect(outcomesBefore(part('f1'))).toEqual([])
  })
})

describe('a way to a fault', () => {
  const picture: Picture = {
    middle: (id) => ({ start: { x: 0, y: 0 }, split: { x: 10, y: 0 }, a: { x: 20, y: -10 }, b: { x: 20, y: 10 }, join: { x: 30, y: 0 } })[id],
    lines: [
      { id: 'f1', from: 'start', to: 'split', points: [] }, { id: 'f2', from: 'split', to: 'a', points: [{ x: 10, y: -10 }] }, { id: 'f3', from: 'split', to: 'b', points: [] }, { id: 'f4', from: 'a', to: 'join', points: [] },
    ],
  }

  it('is walked along lines, from the last element that has one', () => {
    expect(walk(['start', 'split', 'a', 'b', 'join'], picture).map(({ at, via }) => [at, via])).toEqual([['start', null], ['split', 'f1'], ['a', 'f2'], ['b', 'f3'], ['join', 'f4']])
    expect(walk(['split', 'a'], picture)[1]!.points).toEqual([{ x: 10, y: 0 }, { x: 10, y: -10 }, { x: 20, y: -10 }])
  })

  it('may name lines, which are no stops, and elements of other files, which are not shown', () => {
    const moves = walk(['start', 'f1', 'split', 'elsewhere', 'a'], picture)
    expect(moves.map(({ at }) => at)).toEqual(['start', 'split', 'elsewhere', 'a'])
    expect(moves[2]!.points).toEqual([])
    expect(moves[3]!.via).toBe('f2')
  })

  it('puts the token where its share of the way ends', () => {
    const bent = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 30 }]
    expect(along(bent, 0)).toEqual({ x: 0, y: 0 })
    expect(along(bent, 0.5)).toEqual({ x: 10, y: 10 })
    expect(along(bent, 2)).toEqual({ x: 10, y: 30 })
    expect(along([{ x: 4, y: 4 }], 0.3)).toEqual({ x: 4, y: 4 })
    expect(along([], 1)).toBeUndefined()
  })
})

describe('a mark', () => {
  it('of a difference stands where the element is', () => {
    const elements = (['added', 'removed', 'changed'] as const).map((change) => ({ element: change, name: '', change, what: [] }))
    expect(differenceMarks(elements, 'from', (word) => word).map(({ id }) => id)).toEqual(['removed', 'changed'])
    expect(differenceMarks(elements, 'to', (word) => word).map(({ id, look, badge }) => [id, look, badge])).toEqual([['added', 'added', 'added'], ['changed', 'changed', 'changed']])
  })

  it('of heat has five bands; what never happened has none', () => {
    const nodes = [0, 1, 39, 100].map((meanMs, at) => ({ id: `n${at}`, name: '', times: 1, meanMs }))
    expect(heatMarks(nodes, ({ id }) => id).map(({ id, look }) => [id, look])).toEqual([['n1', 'heat0'], ['n2', 'heat1'], ['n3', 'heat4']])
    expect(heatMarks([{ id: 'never', name: '', times: 0, meanMs: 5 }], () => '')).toEqual([])
    expect(heatMarks([], () => '')).toEqual([])
  })

  it('of a running flow says whom it waits for, unless it is done', () => {
    const marks = liveMarks([{ id: 'a', state: 'done' }, { id: 'b', state: 'active' }], ([{ state }]) => state, () => 'who')
    expect(marks).toEqual([{ id: 'a', look: 'done', badge: 'done', notes: [] }, { id: 'b', look: 'active', badge: 'active', notes: ['who'] }])
  })

  it('of several departments at one task is one: what is still open counts', () => {
    const asked = (state: 'done' | 'active', who: string) => ({ id: 'a', state, who: { zh: who, en: who } })
    const marks = liveMarks([asked('done', '甲'), asked('active', '乙'), asked('active', '丙')], (all) => String(all.length), ({ who }) => who?.zh ?? '')
    expect(marks).toEqual([{ id: 'a', look: 'active', badge: '3', notes: ['乙', '丙'] }])
  })
})

describe('a running flow in words', () => {
  it('lists tasks as the work goes, and events only when they have something to say', () => {
    const lines = linesOf(drawn, [{ id: 'start', state: 'done' }, { id: 'accept', state: 'done' }, { id: 'how', state: 'done' }, { id: 'review', state: 'active' }])
    expect(lines.map(({ id, state }) => [id, state])).toEqual([['start', 'done'], ['accept', 'done'], ['review', 'active']])
  })

  it('shows at a step of the stage the open cases that it works on', () => {
    const stage = '<definitions><process id="s"><callActivity id="call" calledElement="item"/><callActivity id="other" calledElement="none"/></process></definitions>'
    const who = { zh: '规划局', en: 'Planning' }
    const of = (caseId: number, state: 'active' | 'done') => ({ process: 'item', name: '', xml: '', caseId, item: { code: `C${caseId}`, name: who }, elements: [{ id: 'accept', state, who }] })
    const own = { process: 's', name: '', xml: stage, elements: [{ id: 'call', state: 'active' as const }, { id: 'other', state: 'active' as const }] }
    const diagrams = [own, of(1, 'active'), of(2, 'done'), of(3, 'active')]
    expect(withCases(stage, diagrams, own).map(({ id, caseId }) => [id, caseId])).toEqual([['call', 1], ['call', 3], ['other', undefined]])
    expect(withCases(stage, diagrams, diagrams[1]!)).toBe(diagrams[1]!.elements)
  })

  it('takes the picture of a process from the diagram that brought it', () => {
    const diagrams = [{ process: 'p', name: '', xml: 'one', elements: [] }, { process: 'p', name: '', xml: '', elements: [] }]
    expect(xmlOf(diagrams, diagrams[1]!)).toBe('one')
  })
})

// What the panel does to a model: each act is a command of bpmn-js, so that it can be undone like a stroke of the mouse.

import type { Drawn } from './diagram'
import { bodyOf, definitionsOf, eventDefinition, loopOf, silenceOf, type Part } from './model'
import { writeSpan, type Span } from './words'

interface Modeling {
  updateProperties: (element: Drawn, properties: Record<string, unknown>) => void
  updateModdleProperties: (element: Drawn, part: Part, properties: Record<string, unknown>) => void
  createShape: (shape: Drawn, at: { x: number; y: number }, target: Drawn, hints?: { attach?: boolean }) => Drawn
  connect: (from: Drawn, to: Drawn, how?: Record<string, unknown>) => Drawn
  removeElements: (elements: Drawn[]) => void
}
interface Services {
  modeling: Modeling
  bpmnFactory: { create: (type: string, properties?: Record<string, unknown>) => Part }
  elementFactory: { createShape: (properties: Record<string, unknown>) => Drawn }
  elementRegistry: { get: (id: string) => Drawn | undefined }
  autoPlace: { append: (source: Drawn, shape: Drawn) => Drawn }
  bpmnRules: { canConnect: (from: Drawn, to: Drawn) => false | null | Record<string, unknown> }
  commandStack: { undo: () => void; redo: () => void; canUndo: () => boolean; canRedo: () => boolean }
  selection: { select: (element: Drawn | null) => void }
}
export interface Editor {
  get: <K extends keyof Services>(name: K) => Services[K]
}

export function handOf(editor: Editor) {
  const modeling = editor.get('modeling')
  const factory = editor.get('bpmnFactory')
  const registry = editor.get('elementRegistry')
  const expression = (text: string, parent: Part) => Object.assign(factory.create('bpmn:FormalExpression', { body: text }), { $parent: parent })
  const child = (type: string, parent: Part, properties: Record<string, unknown> = {}) => Object.assign(factory.create(type, properties), { $parent: parent })

  /** Attributes of the element; what is empty is taken away. */
  function set(element: Drawn, properties: Record<string, string | undefined>) {
    modeling.updateProperties(element, Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value || undefined])))
  }
  const setOurs = (element: Drawn, properties: Record<string, string | undefined>) =>
    set(element, Object.fromEntries(Object.entries(properties).map(([name, value]) => [`zhupi:${name}`, value])))

  function setLoop(element: Drawn, kind: 'none' | 'parallel' | 'sequential') {
    const part = element.businessObject
    const loop = loopOf(part)
    if (kind === 'none') return modeling.updateProperties(element, { loopCharacteristics: undefined })
    if (loop) return modeling.updateModdleProperties(element, loop, { isSequential: kind === 'sequential' })
    const made = child('bpmn:MultiInstanceLoopCharacteristics', part, { isSequential: kind === 'sequential', 'zhupi:collection': '[]', 'zhupi:item': 'department' })
    modeling.updateProperties(element, { loopCharacteristics: made })
  }
  function setLoopOurs(element: Drawn, properties: Record<string, string | undefined>) {
    const loop = loopOf(element.businessObject)
    if (loop) modeling.updateModdleProperties(element, loop, Object.fromEntries(Object.entries(properties).map(([name, value]) => [`zhupi:${name}`, value || undefined])))
  }

  function setCondition(flow: Drawn, feel: string) {
    modeling.updateProperties(flow, { conditionExpression: feel ? expression(feel, flow.businessObject) : undefined })
  }
  function setDefault(flow: Drawn, on: boolean) {
    const source = flow.businessObject.get('sourceRef') as Part
    const drawn = registry.get(source.id ?? '')
    if (on) setCondition(flow, '')
    if (drawn) modeling.updateProperties(drawn, { default: on ? flow.businessObject : undefined })
  }

  /** The time that a timer waits: at this element, or at the border of it. */
  function setTimer(element: Drawn, span: Span) {
    const timer = eventDefinition(element.businessObject, 'bpmn:TimerEventDefinition')
    if (!timer) return
    const { iso, unit } = writeSpan(span)
    modeling.updateModdleProperties(element, timer, { timeDuration: expression(iso, timer), timeDate: undefined, timeCycle: undefined, 'zhupi:unit': unit === 'civil' ? undefined : unit })
  }

  function setMessage(element: Drawn, name: string) {
    const part = element.businessObject
    const event = eventDefinition(part, 'bpmn:MessageEventDefinition')
    const holder = event ?? part
    const definitions = definitionsOf(part)
    const roots = definitions.get('rootElements') as Part[]
    let message = roots.find((root) => root.$type === 'bpmn:Message' && root.name === name)
    if (!message && name) {
      message = child('bpmn:Message', definitions, { name })
      modeling.updateModdleProperties(element, definitions, { rootElements: [...roots, message] })
    }
    modeling.updateModdleProperties(element, holder, { messageRef: name ? message : undefined })
  }

  /** 超时视为无意见: an interrupting timer at the border, which goes on where the activity would have gone on. */
  function addSilence(activity: Drawn, name: string, span: Span) {
    const shape = editor.get('elementFactory').createShape({ type: 'bpmn:BoundaryEvent', eventDefinitionType: 'bpmn:TimerEventDefinition' })
    const corner = { x: activity.x + activity.width - 20, y: activity.y + activity.height }
    const made = modeling.createShape(shape, corner, activity, { attach: true })
    setTimer(made, span)
    modeling.updateProperties(made, { name })
    const next = (activity.businessObject.get('outgoing') as Part[] | undefined)?.[0]?.get('targetRef') as Part | undefined
    const target = next?.id ? registry.get(next.id) : undefined
    if (target) modeling.connect(made, target)
  }
  function dropSilence(activity: Drawn) {
    const timer = silenceOf(activity.businessObject)
    const drawn = timer?.id ? registry.get(timer.id) : undefined
    if (drawn) modeling.removeElements([drawn])
  }
  function setSilence(activity: Drawn, span: Span) {
    const timer = silenceOf(activity.businessObject)
    const drawn = timer?.id ? registry.get(timer.id) : undefined
    if (drawn) setTimer(drawn, span)
  }

  /** Drawing without a mouse: what comes behind an element, and a line to another one. */
  function append(element: Drawn, type: string) {
    const made = editor.get('autoPlace').append(element, editor.get('elementFactory').createShape({ type }))
    editor.get('selection').select(made)
  }
  function connectable(element: Drawn, others: Drawn[]): Drawn[] {
    if (element.waypoints || element.labelTarget) return []
    const rules = editor.get('bpmnRules')
    return others.filter((other) => {
      if (other === element || other.waypoints || other.labelTarget) return false
      const allowed = rules.canConnect(element, other)
      return allowed && allowed.type === 'bpmn:SequenceFlow'
    })
  }
  const connect = (from: Drawn, to: Drawn) => editor.get('selection').select(modeling.connect(from, to))
  const drop = (element: Drawn) => modeling.removeElements([element])

  return { set, setOurs, setLoop, setLoopOurs, setCondition, setDefault, setTimer, setMessage, addSilence, dropSilence, setSilence, append, connectable, connect, drop }
}
export type Hand = ReturnType<typeof handOf>

/** The span text and unit of a timer, as written. */
export function timeOf(part: Part | undefined): { text: string; unit: string } | null {
  const timer = part && eventDefinition(part, 'bpmn:TimerEventDefinition')
  if (!timer) return null
  const told = ['timeDuration', 'timeDate', 'timeCycle'].map((name) => bodyOf(timer.get(name) as Part | undefined)).find(Boolean) ?? ''
  return { text: told, unit: (timer.get('zhupi:unit') as string | undefined) ?? '' }
}

// What the panel asks of a model that bpmn-js has read: plain answers about one element. Nothing here changes anything.

import { outcomesOf, wordsOf } from './words'

/** An element of the model, as moddle gives it. */
export interface Part {
  $type: string
  $parent?: Part
  $instanceOf?: (type: string) => boolean
  id?: string
  name?: string
  get: (name: string) => unknown
}

export const is = (part: Part | undefined, ...types: string[]): boolean => Boolean(part && types.some((type) => part.$instanceOf?.(type)))
export const attribute = (part: Part, name: string): string | undefined => part.get(name) as string | undefined
export const ours = (part: Part, name: string): string | undefined => attribute(part, `zhupi:${name}`)
const many = (part: Part, name: string): Part[] => (part.get(name) as Part[] | undefined) ?? []
const one = (part: Part, name: string): Part | undefined => part.get(name) as Part | undefined

/** What a reader says that means a loss: an attribute of ours that is newer than this page is kept all the same. */
export const losses = <W extends { message: string }>(warnings: W[]): W[] => warnings.filter(({ message }) => !message.startsWith('unknown attribute <zhupi:'))

/** An expression's text: conditions, durations. */
export const bodyOf = (expression: Part | undefined): string => (expression?.get('body') as string | undefined)?.trim() ?? ''

export function definitionsOf(part: Part): Part {
  let at = part
  while (at.$parent) at = at.$parent
  return at
}

/** The one thing that an event waits for or does, if it is of this kind. */
export const eventDefinition = (part: Part, type: string): Part | undefined =>
  is(part, 'bpmn:Event') ? many(part, 'eventDefinitions').find((definition) => is(definition, type)) : undefined

export const loopOf = (part: Part): Part | undefined => {
  const loop = is(part, 'bpmn:Activity') ? one(part, 'loopCharacteristics') : undefined
  return is(loop, 'bpmn:MultiInstanceLoopCharacteristics') ? loop : undefined
}

/** Whether a way out of this element may have a condition or be the one for every other case. */
export const decides = (source: Part | undefined) => is(source, 'bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:ComplexGateway', 'bpmn:Activity')

export const outcomesAt = (task: Part): string[] => {
  const step = ours(task, 'step')
  return step === 'task' ? wordsOf(ours(task, 'outcomes')) : [...(outcomesOf[step ?? ''] ?? [])]
}

/** Which outcomes a condition of this flow can meet: those of the tasks before it, whatever gateways lie between. */
export function outcomesBefore(flow: Part): string[] {
  const found = new Set<string>()
  const seen = new Set<Part>()
  const open = [one(flow, 'sourceRef')]
  for (let part = open.pop(); part; part = open.pop()) {
    if (seen.has(part)) continue
    seen.add(part)
    if (is(part, 'bpmn:Activity')) outcomesAt(part).forEach((outcome) => found.add(outcome))
    else for (const before of many(part, 'incoming')) open.push(one(before, 'sourceRef'))
  }
  return [...found]
}

/** The timer that ends an activity by silence: an interrupting one at its border. */
export function silenceOf(activity: Part): Part | undefined {
  const container = activity.$parent
  if (!is(activity, 'bpmn:Activity') || !container) return undefined
  return many(container, 'flowElements').find(
    (part) =>
      is(part, 'bpmn:BoundaryEvent') && one(part, 'attachedToRef') === activity && part.get('cancelActivity') !== false && eventDefinition(part, 'bpmn:TimerEventDefinition') !== undefined,
  )
}

/** Messages that the model knows, by name. */
export const messagesOf = (part: Part): string[] =>
  many(definitionsOf(part), 'rootElements')
    .filter((root) => is(root, 'bpmn:Message'))
    .map((message) => message.name ?? '')
    .filter(Boolean)

/** Everything that can be chosen, in the order of the file: for those who cannot point. */
export function partsOf(container: Part): Part[] {
  return many(container, 'flowElements').flatMap((part) => (is(part, 'bpmn:DataObject') ? [] : [part, ...(is(part, 'bpmn:SubProcess') ? partsOf(part) : [])]))
}

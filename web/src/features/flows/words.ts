// What an attribute of ours may say (docs/flows.md), and how its text is read and written. What an official has written by hand and
// no choice covers is kept as it is: every reader answers null then, and the panel shows the text.

export const steps = ['intake', 'acceptance', 'handling', 'review', 'approval', 'correction', 'special', 'task', 'issue', 'delivery'] as const
export const posts = ['counter', 'officer', 'reviewer', 'approver', 'applicant', 'system'] as const
export const taskOutcomes = ['agree', 'conditional', 'disagree', 'pass', 'fail', 'done'] as const
export const routes = ['standard', 'brief', 'instant', 'commitment', 'joint_review', 'joint_drawing', 'joint_acceptance'] as const
export const messages = ['prerequisites_met', 'prerequisites_lost', 'withdrawn'] as const

/** How a step can end. A task says so itself. */
export const outcomesOf: Record<string, readonly string[]> = {
  intake: ['received'],
  acceptance: ['accepted', 'refused', 'not_ours', 'correction'],
  handling: ['proposed', 'correction', 'special'],
  review: ['agreed', 'returned'],
  approval: ['approved', 'returned'],
  correction: ['answered'],
  special: ['ended'],
}

export const wordsOf = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter(Boolean)

export const measures = ['working_day', 'day', 'working_hour', 'hour'] as const
export type Measure = (typeof measures)[number]
export interface Span {
  amount: number
  measure: Measure
}
type Unit = 'working_days' | 'working_time' | 'civil'

/** "P5D" in working days → five working days. */
export function readSpan(iso: string | undefined, unit: string | undefined, otherwise: Unit): Span | null {
  const found = /^P(?:(\d+)D|T(\d+)H)$/.exec((iso ?? '').trim())
  if (!found) return null
  const [, days, hours] = found
  const counted = unit || otherwise
  if (days) return counted === 'working_days' ? { amount: Number(days), measure: 'working_day' } : counted === 'civil' ? { amount: Number(days), measure: 'day' } : null
  return counted === 'working_time' ? { amount: Number(hours), measure: 'working_hour' } : counted === 'civil' ? { amount: Number(hours), measure: 'hour' } : null
}

export function writeSpan({ amount, measure }: Span): { iso: string; unit: Unit } {
  const whole = Math.max(1, Math.round(amount))
  const hours = measure === 'hour' || measure === 'working_hour'
  return {
    iso: hours ? `PT${whole}H` : `P${whole}D`,
    unit: measure === 'working_day' ? 'working_days' : measure === 'working_hour' ? 'working_time' : 'civil',
  }
}

/** `["zrzy", "rfb"]` → its texts; null for any other expression. */
export function readList(feel: string | undefined): string[] | null {
  const text = (feel ?? '').trim()
  if (!/^\[\s*("[^"\\]*"\s*(,\s*"[^"\\]*"\s*)*)?\]$/.test(text)) return null
  return [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1]!)
}
export const writeList = (codes: string[]) => `[${codes.map((code) => `"${code}"`).join(', ')}]`

export const completions = ['all', 'count', 'percent', 'veto'] as const
export interface Completion {
  rule: (typeof completions)[number]
  amount: number
}
export function readCompletion(text: string | undefined): Completion | null {
  if (!text || text === 'all') return { rule: 'all', amount: 0 }
  if (text === 'veto') return { rule: 'veto', amount: 0 }
  const found = /^(count|percent):(\d+)$/.exec(text)
  return found ? { rule: found[1] as Completion['rule'], amount: Number(found[2]) } : null
}
export function writeCompletion({ rule, amount }: Completion): string | undefined {
  if (rule === 'all') return undefined
  if (rule === 'veto') return 'veto'
  const whole = Math.max(1, Math.round(amount))
  return `${rule}:${rule === 'percent' ? Math.min(100, whole) : whole}`
}

/** "accepted 85 refused 3" → a weight for each outcome; null for anything else. */
export function readChances(text: string | undefined): Record<string, number> | null {
  const words = wordsOf(text)
  const found: Record<string, number> = {}
  for (let at = 0; at < words.length; at += 2) {
    const weight = Number(words[at + 1])
    if (!(weight >= 0)) return null
    found[words[at]!] = weight
  }
  return found
}
export const writeChances = (order: readonly string[], chances: Record<string, number>): string =>
  order.filter((outcome) => (chances[outcome] ?? 0) > 0).map((outcome) => `${outcome} ${chances[outcome]}`).join(' ')

export const conditions = ['outcome', 'case.route', 'procedure', 'case.waits'] as const
export interface Condition {
  name: (typeof conditions)[number]
  /** Any one of these. */
  values: string[]
}
/** `outcome = "refused" or outcome = "not_ours"`, `case.waits`; null for any other expression. */
export function readCondition(feel: string | undefined): Condition | null {
  const text = (feel ?? '').trim()
  if (text === 'case.waits') return { name: 'case.waits', values: [] }
  const found = text.split(/\s+or\s+/).map((each) => /^(outcome|case\.route|procedure)\s*=\s*"([^"\\]*)"$/.exec(each))
  const name = found[0]?.[1]
  if (!name || found.some((each) => each?.[1] !== name)) return null
  return { name: name as Condition['name'], values: found.map((each) => each![2]!) }
}
export const writeCondition = ({ name, values }: Condition) => (name === 'case.waits' ? name : values.map((value) => `${name} = "${value}"`).join(' or '))

/** A new file: a process that begins and ends, with one task between. */
export function emptyFlow(id: string, name: string): string {
  const safe = name.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  const shape = (of: string, x: number, y: number, width: number, height: number) =>
    `      <bpmndi:BPMNShape id="${of}_di" bpmnElement="${of}"><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" /></bpmndi:BPMNShape>`
  const edge = (of: string, from: number, to: number) =>
    `      <bpmndi:BPMNEdge id="${of}_di" bpmnElement="${of}"><di:waypoint x="${from}" y="118" /><di:waypoint x="${to}" y="118" /></bpmndi:BPMNEdge>`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zhupi="http://zhupi.dev/schema/bpmn/1.0"',
    `    id="${id}_definitions" targetNamespace="http://zhupi.dev/flows/${id}" expressionLanguage="https://www.omg.org/spec/DMN/20230324/FEEL/" typeLanguage="https://www.omg.org/spec/DMN/20230324/FEEL/">`,
    `  <process id="${id}" name="${safe}" isExecutable="true">`,
    '    <startEvent id="start" name="开始"><outgoing>to_work</outgoing></startEvent>',
    '    <userTask id="work" name="承办" zhupi:step="handling" zhupi:post="officer"><incoming>to_work</incoming><outgoing>to_end</outgoing></userTask>',
    '    <endEvent id="end" name="结束"><incoming>to_end</incoming></endEvent>',
    '    <sequenceFlow id="to_work" sourceRef="start" targetRef="work" />',
    '    <sequenceFlow id="to_end" sourceRef="work" targetRef="end" />',
    '  </process>',
    `  <bpmndi:BPMNDiagram id="${id}_diagram">`,
    `    <bpmndi:BPMNPlane id="${id}_plane" bpmnElement="${id}">`,
    shape('start', 152, 100, 36, 36),
    shape('work', 240, 78, 100, 80),
    shape('end', 392, 100, 36, 36),
    edge('to_work', 188, 240),
    edge('to_end', 340, 392),
    '    </bpmndi:BPMNPlane>',
    '  </bpmndi:BPMNDiagram>',
    '</definitions>',
    '',
  ].join('\n')
}

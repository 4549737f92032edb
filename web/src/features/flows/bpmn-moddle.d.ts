// The reader of bpmn-js, for tests; it brings no types.
declare module 'bpmn-moddle' {
  interface Read {
    rootElement: import('./model').Part
    elementsById: Record<string, unknown>
    warnings: { message: string }[]
  }
  export class BpmnModdle {
    constructor(extensions?: Record<string, unknown>)
    fromXML(xml: string): Promise<Read>
    toXML(definitions: unknown): Promise<{ xml: string }>
  }
}

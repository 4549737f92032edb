// dmn-js brings no types. These are the parts that DmnEditor.vue uses.
declare module 'dmn-js/lib/Modeler' {
  export interface DmnView {
    id: string
    type: 'drd' | 'decisionTable' | 'literalExpression' | 'boxedExpression'
    element: { name?: string; decisionLogic?: import('./remarks').Table }
  }
  interface Viewer {
    on(event: string, listener: () => void): void
  }
  export default class DmnModeler {
    constructor(options: Record<string, unknown>)
    importXML(xml: string, options?: { open?: boolean }): Promise<{ warnings: { message: string }[] }>
    saveXML(options?: { format?: boolean }): Promise<{ xml: string }>
    getDefinitions(): import('./remarks').Definitions
    getViews(): DmnView[]
    open(view: DmnView): Promise<unknown>
    getActiveViewer(): Viewer | undefined
    on(event: 'views.changed', listener: (event: { views: DmnView[]; activeView?: DmnView }) => void): void
    destroy(): void
  }
}
// The reader of dmn-js, for tests.
declare module 'dmn-moddle' {
  interface Read {
    rootElement: { drgElement: { $type: string; name: string; decisionLogic?: import('./remarks').Table }[] }
    warnings: { message: string }[]
  }
  export class DmnModdle {
    fromXML(xml: string, type: string): Promise<Read>
    toXML(definitions: unknown): Promise<{ xml: string }>
  }
}

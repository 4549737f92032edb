// dmn-js brings no types. These are the parts that DmnEditor.vue uses.
declare module 'dmn-js/lib/Modeler' {
  export interface DmnView {
    id: string
    type: 'drd' | 'decisionTable' | 'literalExpression' | 'boxedExpression'
    element: { name?: string }
  }
  interface Viewer {
    on(event: string, listener: () => void): void
  }
  export default class DmnModeler {
    constructor(options: Record<string, unknown>)
    importXML(xml: string, options?: { open?: boolean }): Promise<unknown>
    saveXML(options?: { format?: boolean }): Promise<{ xml: string }>
    getViews(): DmnView[]
    open(view: DmnView): Promise<unknown>
    getActiveViewer(): Viewer | undefined
    on(event: 'views.changed', listener: (event: { views: DmnView[]; activeView?: DmnView }) => void): void
    destroy(): void
  }
}

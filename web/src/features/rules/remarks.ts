// The editor shows one remark beside a rule (its description). The city's rules have several, each under a heading of its
// own: name of the item, legal basis (annotationEntry). While a model is edited they are one remark, with ｜ between.

interface Note {
  text?: string
}
interface Rule {
  description?: string
  annotationEntry?: Note[]
  $model: { create: (type: string, properties: Note) => Note }
}
export interface Table {
  annotation?: { name?: string }[]
  rule?: Rule[]
}
export interface Definitions {
  drgElement?: { decisionLogic?: Table }[]
}

const between = ' ｜ '
export const headings = (table?: Table): string[] => (table?.annotation ?? []).map(({ name }) => name ?? '')
const tables = (definitions: Definitions): Table[] =>
  (definitions.drgElement ?? []).flatMap(({ decisionLogic }) => (decisionLogic?.annotation?.length ? [decisionLogic] : []))

/** For the editor. A rule that has a description besides keeps both as they are. */
export function toRemarks(definitions: Definitions) {
  for (const { rule = [] } of tables(definitions))
    for (const one of rule) {
      if (one.description || !one.annotationEntry?.length) continue
      one.description = one.annotationEntry.map(({ text }) => text ?? '').join(between)
      one.annotationEntry = []
    }
}

/** For the file. What stands behind the last ｜ that has a heading belongs to it. */
export function fromRemarks(definitions: Definitions) {
  for (const table of tables(definitions)) {
    const last = headings(table).length - 1
    for (const one of table.rule ?? []) {
      if (!one.description || one.annotationEntry?.length) continue
      const parts = one.description.split(/\s*｜\s*/)
      const texts = headings(table).map((_, at) => (at < last ? (parts[at] ?? '') : parts.slice(at).join(between)))
      one.annotationEntry = texts.map((text) => one.$model.create('dmn:RuleAnnotation', { text }))
      one.description = undefined
    }
  }
}

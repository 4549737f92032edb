/** Something that keeps a form from being sent, and where it stands: what ErrorSummary shows. */
export interface FieldIssue {
  /** The id of the field without the prefix "field-". */
  field: string
  code: string
  zh: string
  en: string
}

// What a form is made of: plain data, as the API sends it (src/forms/definition.hpp). docs/forms.md says what each member
// means. Values are text under keys: "land_area" is a field, "single_buildings/0001/height" a field of one row.

export interface Words {
  zh: string
  en: string
}

export type Kind = 'text' | 'long_text' | 'number' | 'date' | 'choice' | 'yes_no' | 'phone' | 'credit_code' | 'identity_number'

export interface Choice {
  code: string
  name: Words
}

export interface Field {
  code: string
  label: Words
  help: Words
  kind: Kind
  required: boolean
  /** FEEL; '' where there is none. */
  requiredIf: string
  shownIf: string
  value: string
  /** Decimals as text. */
  least: string | null
  most: string | null
  decimals: number
  maxLength: number
  unit: string
  options: Choice[]
  /** Items that read it. */
  readers: string[]
  filledFrom: string
  personal: boolean
}

export interface Group {
  code: string
  label: Words
  help: Words
  shownIf: string
  least: number
  most: number
  fields: Field[]
  readers: string[]
  filledFrom: string
}

export interface Section {
  code: string
  label: Words
  fields: Field[]
  groups: Group[]
}

export interface Rule {
  code: string
  /** In whose rows it is judged; '' for the form itself. */
  group: string
  check: string
  about: string[]
  words: Words
  warning: boolean
}

export interface Definition {
  sections: Section[]
  rules: Rule[]
}

export type Values = Record<string, string>

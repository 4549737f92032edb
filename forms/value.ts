// One value against its field (src/forms/value.cpp), and the sentences about it.

import type { Field, Words } from './definition'
import { dayOf } from './expression'
import { messages } from './messages.gen'

export type Code = keyof typeof messages

/** A number as the exchange standard has them: at most 14 digits and four decimals. */
export const isNumber = (text: string) => /^-?\d{1,14}(\.\d{1,4})?$/.test(text)
/** A number in ten-thousandths. */
const units = (text: string) => {
  const [whole, places = ''] = text.replace('-', '').split('.')
  const size = BigInt(whole! + places.padEnd(4, '0'))
  return text.startsWith('-') ? -size : size
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** 统一社会信用代码 (GB 32100-2015). */
export function isCreditCode(text: string): boolean {
  if (text.length !== 18) return false
  let sum = 0
  let weight = 1
  for (const c of text.slice(0, 17)) {
    const value = creditAlphabet.indexOf(c)
    if (value < 0) return false
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return creditAlphabet[(31 - (sum % 31)) % 31] === text[17]
}
/** 公民身份号码 (GB 11643-1999). */
export function isIdentityNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text) || !dayOf(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)) return false
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return '10X98765432'[sum % 11] === text[17]
}
export const isPhone = (text: string) => /^1\d{10}$/.test(text) || /^0\d{2,3}-\d{7,8}$/.test(text)

/** Without white space around it: what is at most U+0020, and the ideographic space. */
export const trimmed = (text: string) => text.replace(/^[\u0000-\u0020\u3000]+|[\u0000-\u0020\u3000]+$/g, '')

function wrongNumber(field: Field, text: string): Code | null {
  if (!isNumber(text)) return 'field.number'
  const value = units(text)
  const step = BigInt('1' + '0'.repeat(4 - field.decimals))
  if (value % step !== BigInt(0)) return 'field.decimals'
  if (field.least !== null && value < units(field.least)) return 'field.least'
  if (field.most !== null && value > units(field.most)) return 'field.most'
  return null
}

/** What is wrong with a value that is there; null when nothing is. */
export function wrongValue(field: Field, text: string): Code | null {
  if ([...text].length > field.maxLength) return 'field.length'
  const unless = (right: boolean, code: Code) => (right ? null : code)
  switch (field.kind) {
    case 'text':
    case 'long_text':
      return null
    case 'number':
      return wrongNumber(field, text)
    case 'date':
      return unless(dayOf(text) !== null, 'field.date')
    case 'choice':
      return unless(field.options.some(({ code }) => code === text), 'field.choice')
    case 'yes_no':
      return unless(text === 'yes' || text === 'no', 'field.yes_no')
    case 'phone':
      return unless(isPhone(text), 'field.phone')
    case 'credit_code':
      return unless(isCreditCode(text), 'field.credit_code')
    case 'identity_number':
      return unless(isIdentityNumber(text), 'field.identity_number')
  }
}

/** The sentences of an error, filled. */
export function sentences(code: Code, params: Record<string, string>): Words {
  const fill = (sentence: string) => sentence.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole)
  return { zh: fill(messages[code].zh), en: fill(messages[code].en) }
}

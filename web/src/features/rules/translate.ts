// The words of dmn-js in the language of the interface. What the dictionary does not know stays English; a test sees to
// it that it knows every word of the editor that is installed.

import { isEnglish } from '@/app/i18n'
import chinese from './dmn-zh.json'

const words: Record<string, string> = chinese

export function translate(template: string, parts: Record<string, string> = {}): string {
  const sentence = isEnglish() ? template : (words[template] ?? template)
  return sentence.replace(/\{\s*(\w+)\s*\}/g, (whole, name: string) => parts[name] ?? whole)
}

export const translateModule = { translate: ['value', translate] }

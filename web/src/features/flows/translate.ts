// The words of bpmn-js in the language of the interface; a test sees to it that the dictionary knows every word of the editor that is installed.

import { isEnglish } from '@/app/i18n'
import chinese from './bpmn-zh.json'

const words: Record<string, string> = chinese

export function translate(template: string, parts: Record<string, string> = {}): string {
  const sentence = isEnglish() ? template : (words[template] ?? template)
  return sentence.replace(/\{\s*(\w+)\s*\}/g, (whole, name: string) => parts[name] ?? whole)
}

export const translateModule = { translate: ['value', translate] }

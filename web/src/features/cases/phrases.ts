// Phrases for opinions: those that come with the program (in the words of the interface) and the officer's own.

import { kept } from '@/ui/kept'

/** The names that a phrase may speak of. */
export type Places = Record<(typeof places)[number], string>
const places = ['item', 'project', 'organisation'] as const

/** Fills {item}, {project} and {organisation}; anything else in braces stays as it is written. */
export const fill = (phrase: string, names: Places) =>
  phrase.replace(/\{(item|project|organisation)\}/g, (_, place: keyof Places) => names[place])

/** The other way round: what is kept must not carry the name of this project into the opinion on another. */
export const generalise = (text: string, names: Places) =>
  places
    .filter((place) => names[place])
    .sort((a, b) => names[b].length - names[a].length)
    .reduce((phrase, place) => phrase.replaceAll(names[place], `{${place}}`), text.trim())

/** The text with a phrase put where the cursor stands, on a line of its own unless the text is empty there. */
export function insert(text: string, phrase: string, start: number, end: number): { text: string; cursor: number } {
  const before = text.slice(0, start)
  const put = (before && !/\s$/.test(before) ? '\n' : '') + phrase
  return { text: before + put + text.slice(end), cursor: before.length + put.length }
}

const most = 20

export function useOwnPhrases(step: string) {
  const own = kept<string[]>(`phrases.${step}`, [])
  const keep = (phrase: string) => (own.value = [phrase, ...own.value.filter((one) => one !== phrase)].slice(0, most))
  const drop = (phrase: string) => (own.value = own.value.filter((one) => one !== phrase))
  return { own, keep, drop }
}

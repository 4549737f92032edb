// What can be said of a file before it is sent. The server looks again, at the content.

import { endingOf } from './sheets'

export const largest = 2 * 1024 * 1024 * 1024

/** Key of the words that say why a file cannot be sent; empty when it may. */
export function objection(file: Pick<File, 'name' | 'size'>, accepts: string[]): '' | 'empty' | 'large' | 'kind' {
  if (file.size === 0) return 'empty'
  if (file.size > largest) return 'large'
  const ending = endingOf(file.name)
  return ending && accepts.length && !accepts.includes(ending) ? 'kind' : ''
}

/** For <input accept>, and for people: "pdf、ofd、dwg". */
export const acceptOf = (accepts: string[]) => accepts.map((ending) => `.${ending}`).join(',')

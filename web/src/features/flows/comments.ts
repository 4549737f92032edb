// Comments of a flow file. The editor's reader drops them, so they are put back into what it writes: before the element that they stood
// before, found by its id.

interface Comment {
  text: string
  /** Id of the element that follows; none: the head of the file, or the end. */
  before: string
  tail: boolean
}

const piece = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[^!?/][^>]*>/g
const idOf = (tag: string) => /\sid="([^"]*)"/.exec(tag)?.[1] ?? ''

export function commentsOf(xml: string): Comment[] {
  const found: Comment[] = []
  let waiting: Comment[] = []
  let started = false
  for (const [text] of xml.matchAll(piece)) {
    if (text.startsWith('<!--')) {
      const comment = { text, before: '', tail: started }
      waiting.push(comment)
      found.push(comment)
    } else if (!text.startsWith('<!')) {
      const id = idOf(text)
      if (started && id) {
        for (const comment of waiting) Object.assign(comment, { before: id, tail: false })
        waiting = []
      }
      if (!started) waiting = []
      started = true
    }
  }
  return found
}

/** `written` with the comments of `original`. A comment whose element is gone stands at the end of the file: nothing that somebody wrote is lost. */
export function withComments(written: string, original: string): string {
  let xml = written
  const homeless: string[] = []
  for (const { text, before, tail } of commentsOf(original)) {
    if (!before && !tail) {
      xml = xml.replace(/<(?![?!])/, () => `${text}\n<`)
      continue
    }
    const id = before.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const place = before ? new RegExp(`^([ \\t]*)(?=<[^!?/>][^>]*\\sid="${id}")`, 'm').exec(xml) : null
    if (place) xml = `${xml.slice(0, place.index)}${place[1]}${text}\n${xml.slice(place.index)}`
    else homeless.push(text)
  }
  return homeless.length ? `${xml.trimEnd()}\n${homeless.join('\n')}\n` : xml
}

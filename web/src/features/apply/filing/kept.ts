// What somebody has typed and the server does not have yet, kept on this device with every keystroke: a closed window, a
// dead battery or a broken line loses nothing. It is gone as soon as the server has it.

export interface Kept {
  /** key → what was typed, and what the server had when it was. */
  values: Record<string, { mine: string; base: string }>
  items: string[] | null
  at: string
}

export interface Shelf {
  read: () => Kept | null
  write: (kept: Kept | null) => void
}

/** By person: on a shared computer nobody finds another's entries. */
export function shelf(person: number, project: string | number, stage: string | number, storage: Storage = localStorage): Shelf {
  const name = `zhupi.draft.${person}.${project}.${stage}`
  return {
    read() {
      try {
        return JSON.parse(storage.getItem(name) ?? 'null') as Kept | null
      } catch {
        return null
      }
    },
    write(kept) {
      try {
        if (kept) storage.setItem(name, JSON.stringify(kept))
        else storage.removeItem(name)
      } catch {
        // A full or forbidden storage: the server's copy is then the only one, and SaveState says when it is behind.
      }
    },
  }
}

export interface Conflict {
  key: string
  mine: string
  theirs: string
}
/** Three ways by key: what only one side has changed is taken over; where both have, somebody must decide. */
export function mergeKept(kept: Kept['values'], server: Record<string, string>): { values: Record<string, string>; conflicts: Conflict[] } {
  const values: Record<string, string> = {}
  const conflicts: Conflict[] = []
  for (const [key, { mine, base }] of Object.entries(kept)) {
    const theirs = server[key] ?? ''
    if (theirs === mine) continue
    if (theirs === base) values[key] = mine
    else conflicts.push({ key, mine, theirs })
  }
  return { values, conflicts }
}

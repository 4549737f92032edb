// Uploads that a reload or a closed window has cut off. A page may not open files by itself: it can only say which ones
// are unfinished, know them again when they are chosen, and go on where they stopped.

export interface Unfinished {
  project: string
  material: string
  name: string
  size: number
  modified: number
  sent: number
  at: string
}

const key = 'zhupi.unfinished'
const aDay = 24 * 3600 * 1000 // after which the server has forgotten them, too

const same = (a: Unfinished, b: Pick<Unfinished, 'project' | 'material' | 'name' | 'size' | 'modified'>) =>
  a.project === b.project && a.material === b.material && a.name === b.name && a.size === b.size && a.modified === b.modified

function all(): Unfinished[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]') as Unfinished[]
    return kept.filter(({ at }) => Date.now() - Date.parse(at) < aDay)
  } catch {
    return [] // a browser that keeps nothing, or somebody else's text
  }
}

function keep(list: Unfinished[]) {
  try {
    if (list.length) localStorage.setItem(key, JSON.stringify(list.slice(-200)))
    else localStorage.removeItem(key)
  } catch {
    // Full or forbidden: then nothing is said after a reload; the server still knows where the upload stands.
  }
}

export const unfinishedOf = (project: string) => all().filter((each) => each.project === project)

export function remember(one: Omit<Unfinished, 'at'>) {
  keep([...all().filter((each) => !same(each, one)), { ...one, at: new Date().toISOString() }])
}

export function forget(one: Pick<Unfinished, 'project' | 'material' | 'name' | 'size' | 'modified'>) {
  keep(all().filter((each) => !same(each, one)))
}

// Sheet number and title out of a file's name, as design institutes write them: "建施-01 首层平面图.dwg",
// "S-101_基础平面图_A版.pdf", "总施01首层平面图.pdf". A guess that the applicant sees and can change.

export interface Sheet {
  sheet: string
  sheetTitle: string
}

const chinese = /^((?:总|建|结|水|给排水|电|暖|暖通|燃|园|景|装|幕|人防|消防|智|弱电|电气|绿|道|桥|节)[施初方通][\s\-—_]*[A-Z]?\d{1,4}[A-Za-z]?(?:[\-—.]\d{1,3})?)/
const latin = /^([A-Z]{1,4}[\-_.]?\d{1,4}[A-Za-z]?(?:[\-.]\d{1,3})?)(?=[\s_\-—.、]|[\u4e00-\u9fff]|$)/

export function guessSheet(fileName: string): Sheet | null {
  const bare = fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '').trim()
  const found = chinese.exec(bare) ?? latin.exec(bare)
  if (!found) return null
  const sheet = found[1]!.replace(/[\s—_]+/g, '-').replace(/-{2,}/g, '-')
  return { sheet, sheetTitle: bare.slice(found[0].length).replace(/^[\s_\-—.、]+/, '').trim() }
}

interface Folder {
  material: string
  name: { zh: string; en: string }
  accepts: string[]
  source: string
}

const plain = (text: string) => text.toLowerCase().replace(/[\s\-_—（）()、，,.《》"“”]/g, '')

/** The material that a path names: by code ("M16 施工图"), or by its name, or by a word of its name that is in the path. */
export function guessMaterial(path: string, folders: Folder[]): string | null {
  const parts = path.split('/').reverse()
  for (const part of parts) {
    const code = /(?:^|[^A-Za-z0-9])(M\d{2})(?!\d)/i.exec(part)?.[1]?.toUpperCase()
    if (code && folders.some(({ material }) => material === code)) return code
  }
  for (const part of parts) {
    const said = plain(part.replace(/\.[A-Za-z0-9]{1,5}$/, ''))
    if (said.length < 3) continue // “说明” is in the name of too much
    const named = folders.find(({ name, source }) => source !== 'result' && name.zh.split(/[、或及（）]/).some((word) => word.length > 2 && (said.includes(plain(word)) || plain(word).includes(said))))
    if (named) return named.material
  }
  return null
}

export const endingOf = (name: string) => /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? ''

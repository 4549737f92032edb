import { expect, it } from 'vitest'
import { readDropped } from './entries'

const fileEntry = (name: string) => ({ isFile: true, name, file: (take: (file: File) => void) => take(new File(['x'], name)) })
/** As browsers do: at most a hundred at a time, and then an empty list. */
const folderEntry = (name: string, children: unknown[]) => ({
  isFile: false,
  name,
  createReader: () => {
    const left = [...children]
    return { readEntries: (take: (some: unknown[]) => void) => take(left.splice(0, 100)) }
  },
})
const transfer = (...entries: unknown[]) => ({ items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files: null }) as unknown as DataTransfer

it('a folder is read to its depths, in the order of its sheets, without what systems leave in it', async () => {
  const sheets = Array.from({ length: 230 }, (_, at) => fileEntry(`建施-${230 - at}.dwg`))
  const dropped = await readDropped(transfer(folderEntry('施工图', [fileEntry('.DS_Store'), fileEntry('Thumbs.db'), fileEntry('~$a.docx'), folderEntry('建筑', sheets)]), fileEntry('说明.pdf')))
  expect(dropped).toHaveLength(231)
  expect(dropped.map(({ path }) => path).filter((path) => path.includes('建施')).slice(0, 3)).toEqual(['施工图/建筑/建施-1.dwg', '施工图/建筑/建施-2.dwg', '施工图/建筑/建施-3.dwg'])
  expect(dropped.some(({ path }) => path === '说明.pdf')).toBe(true)
})

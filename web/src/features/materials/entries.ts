// What was dropped: files, and folders with all that is in them.

export interface Dropped {
  file: File
  /** "施工图/建筑/建施-01.dwg"; only the name for a file that was dropped by itself. */
  path: string
}

/** What systems leave in folders and nobody means to hand in. */
const litter = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)|\.(tmp|bak|dwl2?)$/i

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))

/** A reader gives at most a hundred at a time, and an empty list when there are no more. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (!some.length) return all
    all.push(...some)
  }
}

async function walk(entry: FileSystemEntry, path: string, out: Dropped[]): Promise<void> {
  if (litter.test(entry.name)) return
  if (entry.isFile) out.push({ file: await fileOf(entry as FileSystemFileEntry), path: path + entry.name })
  else for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await walk(child, `${path}${entry.name}/`, out)
}

const inOrder = (list: Dropped[]) => list.sort((a, b) => a.path.localeCompare(b.path, 'zh-CN', { numeric: true }))

/** The entries must be taken before the event is over; reading them may go on after. */
export async function readDropped(transfer: DataTransfer): Promise<Dropped[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const out: Dropped[] = []
  if (!entries.length) return readChosen(transfer.files)
  for (const entry of entries) await walk(entry, '', out)
  return inOrder(out)
}

/** Of <input type="file">, with `webkitdirectory` or without. */
export function readChosen(files: FileList | null): Dropped[] {
  return inOrder([...(files ?? [])].filter(({ name }) => !litter.test(name)).map((file) => ({ file, path: file.webkitRelativePath || file.name })))
}

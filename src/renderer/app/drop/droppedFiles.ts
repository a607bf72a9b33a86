/** A file of a drop with its path below what was dropped. */
export interface DroppedFile {
  readonly relativePath: string
  readonly file: File
}

/** `readEntries` answers with a part of a folder at a time, and with nothing when all has been told. */
const childrenOf = async (folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> => {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (part.length === 0) return all
    all.push(...part)
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))

const walk = async (entry: FileSystemEntry, into: DroppedFile[]): Promise<void> => {
  const relativePath = entry.fullPath.replace(/^\/+/, '')
  if (entry.isFile) {
    into.push({ relativePath, file: await fileOf(entry as FileSystemFileEntry) })
    return
  }
  for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await walk(child, into)
}

/** The entries of a drop; must be taken while the event is being handled. */
export const takeEntries = (transfer: DataTransfer): readonly FileSystemEntry[] =>
  [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null
    return entry ? [entry] : []
  })

/** All files below the dropped folders, in the order of their paths. */
export const droppedFiles = async (entries: readonly FileSystemEntry[]): Promise<readonly DroppedFile[]> => {
  const files: DroppedFile[] = []
  for (const entry of entries) await walk(entry, files)
  return files.sort((a, b) => (a.relativePath < b.relativePath ? -1 : 1))
}

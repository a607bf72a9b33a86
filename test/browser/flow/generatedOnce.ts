import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'

const variable = 'CAMEO_GENERATED'

/** For one run of the browser tests: a folder for what is generated, which goes when the run ends. */
export default function keepWhatIsGenerated(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-generated-'))
  process.env[variable] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

/**
 * What `make` answers, made once in a run and read in every further test file: the same head takes seconds each time.
 * Two that begin at once both make it; a file is complete where it is there.
 */
export const generatedOnce = async <T>(key: object | string, make: () => Promise<T>): Promise<T> => {
  const folder = process.env[variable]
  if (!folder) return make()
  const path = join(folder, createHash('sha256').update(JSON.stringify(key)).digest('hex'))
  if (existsSync(path)) return deserialize(readFileSync(path)) as T
  const made = await make()
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, serialize(made))
  renameSync(unfinished, path)
  return made
}

/** As `generatedOnce`, of a folder that `fill` fills: its path. It is for reading; what a test changes it copies before. */
export const folderOnce = (key: object | string, fill: (folder: string) => Promise<void>): Promise<string> =>
  generatedOnce({ folder: key }, async () => {
    const kept = process.env[variable]
    if (!kept) throw new Error('folders are kept only in a run of the browser tests')
    const folder = mkdtempSync(join(kept, 'folder-'))
    await fill(folder)
    return folder
  })

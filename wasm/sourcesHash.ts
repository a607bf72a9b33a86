import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, 'kernels')

/** Paths of the kernels' source files that end in one of `endings`, in the order of their names. */
export const kernelSources = (...endings: string[]): string[] =>
  readdirSync(folder)
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => join(folder, name))

/** SHA-256 over the names and contents of all kernel sources, line ends as in the repository. */
export const sourcesHash = (): string => {
  const hash = createHash('sha256')
  for (const path of kernelSources('.c', '.h')) {
    hash.update(path.slice(folder.length + 1)).update('\0')
    hash.update(readFileSync(path, 'utf8').replaceAll('\r\n', '\n')).update('\0')
  }
  return hash.digest('hex')
}

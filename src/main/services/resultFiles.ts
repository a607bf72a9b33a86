import { mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { hashFile } from '../files/hashFile.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'

/** A report as it is written beside a result. */
export const reportJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Writes the files of a command's result into `out` in this order; returns their paths. */
export const writeResults = async (
  out: string,
  files: readonly (readonly [name: string, content: Uint8Array | string])[],
): Promise<string[]> => {
  const folder = resolve(out)
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (const [name, content] of files) {
    const path = join(folder, name)
    await writeFileAtomic(path, content)
    paths.push(path)
  }
  return paths
}

/** Names and hashes of what went in, for the report beside the result. */
export const inputHashes = async (
  paths: readonly (string | null)[],
): Promise<readonly { file: string; sha256: string }[]> =>
  Promise.all(
    paths
      .filter((path) => path !== null)
      .map(async (path) => ({ file: basename(path), sha256: (await hashFile(resolve(path))).sha256 })),
  )

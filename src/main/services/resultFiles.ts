import { mkdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { badInput } from '#core/model/errors.ts'
import { writtenMeshFormats } from '#core/model/meshFormats.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { hashFile } from '../files/hashFile.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'

/** A report as it is written beside a result. */
export const reportJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const isMeshName = (name: string): boolean =>
  writtenMeshFormats.some((ending) => name.toLowerCase().endsWith(`.${ending}`))

/**
 * To be asked before any work is done for the folder. Throws input/out-is-no-folder where it is a file, or is not there
 * and has the name of a mesh file.
 */
export const checkResultFolder = async (out: string): Promise<void> => {
  const folder = resolve(out)
  const there = await stat(folder).catch(() => null)
  if (there?.isDirectory() || (!there && !isMeshName(folder))) return
  const why = there ? 'is a file' : 'is the name of a mesh file'
  throw badInput(
    'out-is-no-folder',
    `${folder} ${why}, and several files are written: name a folder. --mesh-format chooses how meshes are written.`,
    { path: folder },
  )
}

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

/**
 * Names and hashes of what went in, for the report beside the result: the last that a cancel ends, before anything is
 * written. Throws job/cancelled.
 */
export const inputHashes = async (
  paths: readonly (string | null)[],
  context: RunContext,
): Promise<readonly { file: string; sha256: string }[]> => {
  checkCancelled(context)
  const hashes = await Promise.all(
    paths
      .filter((path) => path !== null)
      .map(async (path) => ({ file: basename(path), sha256: (await hashFile(resolve(path), context.signal)).sha256 })),
  )
  checkCancelled(context)
  return hashes
}

import { readdir, readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { Output } from '#core/contract/contract.ts'
import {
  type CheckFinding,
  compareWithManifest,
  type Manifest,
  type ManifestFile,
  manifestFileName,
  readManifest,
} from '#core/datasets/index.ts'
import { CameoError } from '#core/model/errors.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { hashFile, sha256Of } from '../files/hashFile.ts'
import { realPathOf } from '../files/safePath.ts'

interface FoundFile {
  /** Within the folder, with “/”. */
  readonly path: string
  readonly ref: string
}

const filesBelow = async (folder: string): Promise<FoundFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((ref) => ({ ref, path: relative(folder, ref).split(sep).join('/') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

const openManifest = async (
  files: readonly FoundFile[],
): Promise<{ readonly manifest: Manifest | null; readonly findings: readonly CheckFinding[] }> => {
  const file = files.find(({ path }) => path === manifestFileName)
  if (!file) {
    const message = `${manifestFileName} is missing: the export was not finished, or this folder is none of Cameo's.`
    return { manifest: null, findings: [{ severity: 'error', message, path: manifestFileName }] }
  }
  try {
    return { manifest: readManifest(await readFile(file.ref), sha256Of), findings: [] }
  } catch (error) {
    if (!(error instanceof CameoError)) throw error
    return { manifest: null, findings: [{ severity: 'error', message: error.message, path: manifestFileName }] }
  }
}

const hashAll = async (files: readonly FoundFile[], context: RunContext): Promise<ManifestFile[]> => {
  const hashed: ManifestFile[] = []
  for (const [i, { path, ref }] of files.entries()) {
    checkCancelled(context)
    context.report?.({ fraction: i / files.length, message: `Checking ${path}` })
    const { sha256, sizeBytes } = await hashFile(ref, context.signal)
    hashed.push({ path, sha256, sizeBytes })
  }
  return hashed
}

/** Compares a folder with its manifest, byte for byte, and checks the rules of its layout. Needs no project. */
export const verifyExport = async (
  pool: WorkerPool,
  folder: string,
  context: RunContext,
): Promise<Output<'exports.verify'>> => {
  const files = await filesBelow(await realPathOf(resolve(folder)))
  const { manifest, findings } = await openManifest(files)
  const changes = manifest
    ? compareWithManifest(manifest, await hashAll(files, partOf(context, { from: 0, to: 0.7 })))
    : []
  const check = await pool.run(
    'checkLayout',
    { layout: manifest?.layout ?? null, files: files.filter(({ path }) => path !== manifestFileName) },
    partOf(context, { from: 0.7, to: 1 }),
  )
  const all = [...findings, ...changes, ...check.findings]
  return {
    ok: all.every(({ severity }) => severity !== 'error'),
    layout: check.layout,
    files: files.length,
    findings: all,
  }
}

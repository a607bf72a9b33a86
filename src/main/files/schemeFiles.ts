import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { schemeFile } from '#core/contract/methods/schemes.ts'
import { readSchemeTemplate } from '#core/formats/schemes/index.ts'
import type { SchemeReading } from '#core/formats/schemes/plainScheme.ts'
import { badInput, toErrorRecord } from '#core/model/errors.ts'
import type { LandmarkScheme } from '#core/model/landmarks.ts'
import { configFolder } from './configFolder.ts'
import { writeFileAtomic } from './writeFileAtomic.ts'

export interface FoundScheme {
  readonly scheme: LandmarkScheme
  readonly path: string
}

export interface SchemeProblem {
  readonly path: string
  readonly message: string
}

export const userSchemeFolder = (): string => join(configFolder(), 'schemes')
export const projectSchemeFolder = (projectFolder: string): string => join(projectFolder, 'schemes')

const parseScheme = (bytes: Uint8Array, fileName: string): LandmarkScheme => {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw badInput('scheme-json', `${fileName}: the file is no JSON: ${toErrorRecord(error).message}`)
  }
  const parsed = schemeFile.safeParse(json)
  if (!parsed.success) {
    throw badInput('scheme-json', `${fileName} is no landmark scheme: ${z.prettifyError(parsed.error)}`)
  }
  const { format: _format, version: _version, ...scheme } = parsed.data
  return scheme
}

/** A scheme file, or a template of another program. Throws input/scheme-…; nothing of a faulty file is taken. */
export const readSchemeFile = async (path: string): Promise<SchemeReading & { readonly format: string }> => {
  const fileName = basename(path)
  const bytes = await readFile(path).catch((error: unknown) => {
    throw badInput('scheme-file', `${path} cannot be read: ${toErrorRecord(error).message}`)
  })
  if (!fileName.toLowerCase().endsWith('.json')) return readSchemeTemplate(bytes, fileName)
  return { scheme: parseScheme(bytes, fileName), warnings: [], format: 'Cameo scheme' }
}

/** The schemes of a folder by name. A folder that is not there has none. */
export const readSchemeFolder = async (
  folder: string,
): Promise<{ readonly found: readonly FoundScheme[]; readonly problems: readonly SchemeProblem[] }> => {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const found: FoundScheme[] = []
  const problems: SchemeProblem[] = []
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const path = join(folder, name)
    try {
      const { scheme } = await readSchemeFile(path)
      const twin = found.find((other) => other.scheme.name === scheme.name)
      if (twin)
        problems.push({ path, message: `${name} is left out: ${basename(twin.path)} has the same name inside.` })
      else found.push({ scheme, path })
    } catch (error) {
      problems.push({ path, message: toErrorRecord(error).message })
    }
  }
  return { found, problems }
}

/** The scheme of this name in a folder, for those who cannot wait; null where there is none that can be read. */
export const readSchemeNow = (folder: string, name: string): LandmarkScheme | null => {
  let files: readonly string[]
  try {
    files = readdirSync(folder)
  } catch {
    return null
  }
  for (const file of files.filter((each) => each.endsWith('.json')).sort()) {
    try {
      const bytes = readFileSync(join(folder, file))
      if (!bytes.includes(JSON.stringify(name))) continue
      const scheme = parseScheme(bytes, file)
      if (scheme.name === name) return scheme
    } catch {
      // `readSchemeFolder` names the files that are no schemes.
    }
  }
  return null
}

export const writeSchemeFile = async (path: string, scheme: LandmarkScheme): Promise<void> =>
  writeFileAtomic(path, `${JSON.stringify({ format: 'cameo-scheme', version: 1, ...scheme }, null, 2)}\n`)

export const removeSchemeFile = (path: string): Promise<void> => rm(path)

import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join, parse, resolve } from 'node:path'
import type { MeshCompanions } from '#core/jobs/materialFiles.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { realPathOf, safePath } from '../files/safePath.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'

/** Name of the material library of a mesh file. */
export const libraryNameOf = (meshPath: string): string => `${parse(meshPath).name}.mtl`

interface NewFile {
  readonly path: string
  readonly bytes: Uint8Array
}

const holdsAlready = async (path: string, bytes: Uint8Array): Promise<boolean> => {
  const there = await readFile(path).catch(() => null)
  if (there === null) return false
  if (Buffer.compare(there, bytes) === 0) return true
  throw badInput(
    'companion-exists',
    `${path} exists with another content, and the written mesh needs a file of this name. Write into another folder.`,
    { path },
  )
}

const readTexture = (path: string, name: string): Promise<Uint8Array> =>
  readFile(path).catch(() => {
    throw badInput('texture-missing', `${name} is not beside it.`)
  })

const textureFiles = async (
  companions: MeshCompanions,
  o: { readonly source: string; readonly output: string; readonly reserved: readonly string[] },
): Promise<{ files: NewFile[]; warnings: Warning[] }> => {
  const files = new Map<string, NewFile>()
  const warnings: Warning[] = []
  for (const { from, to } of companions.textures) {
    try {
      const path = await safePath(dirname(o.output), to)
      const source = typeof from === 'string' ? await safePath(dirname(o.source), from) : null
      if (source === path) continue
      if (o.reserved.includes(path)) throw badInput('companion-exists', `${to} is also the name of a written file.`)
      const bytes = typeof from === 'string' ? await readTexture(source ?? from, from) : from
      if (!(await holdsAlready(path, bytes))) files.set(path, { path, bytes })
    } catch (error) {
      if (!(error instanceof CameoError) || error.code === 'input/companion-exists') throw error
      const message = `${basename(o.source)}: a texture of its materials was not copied. ${error.message}`
      warnings.push({ code: 'texture-missing', message })
    }
  }
  return { files: [...files.values()], warnings }
}

/**
 * Writes a mesh file with its material library and textures, each atomically, the mesh last: it never names what is not
 * there. An existing library or texture of other content is never overwritten, but for the library of the file that is
 * itself replaced.
 *
 * @throws input/companion-exists, before anything is written.
 */
export const writeMeshFiles = async (
  { source, output }: { readonly source: string; readonly output: string },
  { bytes, companions }: { readonly bytes: Uint8Array; readonly companions: MeshCompanions | null },
): Promise<readonly Warning[]> => {
  const path = resolve(output)
  if (!companions) {
    await writeFileAtomic(path, bytes)
    return []
  }
  const folder = await realPathOf(dirname(path))
  const library = join(folder, libraryNameOf(path))
  const content = companions.library
  const reserved = [join(folder, basename(path)), ...(content ? [library] : [])]
  const isReplaced = await realpath(path).then(
    async (there) => there !== (await realpath(source)),
    () => false,
  )
  const ofSource = await Promise.all(
    companions.madeFrom.map((name) => safePath(dirname(source), name).catch(() => null)),
  )
  const isFree = isReplaced && !ofSource.includes(library)
  const hasLibrary = !content || (!isFree && (await holdsAlready(library, content)))
  const { files, warnings } = await textureFiles(companions, { source: resolve(source), output: path, reserved })
  for (const file of files) await writeFileAtomic(file.path, file.bytes)
  if (!hasLibrary) await writeFileAtomic(library, content)
  await writeFileAtomic(path, bytes)
  return warnings
}

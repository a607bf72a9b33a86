import { readMtlTextures, textureFilesOf } from '../formats/index.ts'
import type { MeshReading } from '../formats/types.ts'
import { CameoError } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import type { JobContext, MeshReference } from './types.ts'

/** A picture to be put beside a written mesh. */
export interface CompanionTexture {
  /** Where it lies relative to the folder of the source, or its content. */
  readonly from: string | Uint8Array
  /** Where the library seeks it. */
  readonly to: string
}

/** What a written mesh needs beside it. */
export interface MeshCompanions {
  /** Content of the material library; null where the format has none. */
  readonly library: Uint8Array | null
  /** The libraries it was made from, relative to the folder of the source. */
  readonly madeFrom: readonly string[]
  readonly textures: readonly CompanionTexture[]
}

export interface FoundMaterials {
  /** Null where the mesh has no material that could be read. */
  readonly companions: MeshCompanions | null
  /** Colour textures by material, of all libraries; where the mesh itself names one, that one. */
  readonly colorTextures: ReadonlyMap<string, string>
  readonly warnings: readonly Warning[]
}

const joined = (texts: readonly Uint8Array[]): Uint8Array => {
  const decoder = new TextDecoder()
  return new TextEncoder().encode(texts.map((bytes) => decoder.decode(bytes)).join('\n'))
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

/** A library that stands for a texture alone, as PLY and glTF name one. */
const libraryOf = (textureFile: string): Uint8Array => {
  const name = textureFile.startsWith('-') ? `./${textureFile}` : textureFile
  return new TextEncoder().encode(`newmtl surface\nKd 1 1 1\nmap_Kd ${name}\n`)
}

/**
 * The material libraries of a mesh, word for word, and the pictures they name. A library that is missing or lies outside
 * the folder of the mesh is a warning, and nothing outside is read.
 */
export const findMaterials = async (
  { ref, fileName }: MeshReference,
  { mesh, materialFiles = [], embeddedTexture }: Pick<MeshReading, 'mesh' | 'materialFiles' | 'embeddedTexture'>,
  context: JobContext,
): Promise<FoundMaterials> => {
  const warnings: Warning[] = []
  const texts: Uint8Array[] = []
  const textures: CompanionTexture[] = []
  const colorTextures = new Map<string, string>()
  for (const library of new Set(materialFiles)) {
    try {
      const bytes = await context.readBeside(ref, library)
      texts.push(bytes)
      for (const to of textureFilesOf(bytes)) textures.push({ from: folderOf(library) + to, to })
      for (const [material, texture] of readMtlTextures(bytes)) {
        if (!colorTextures.has(material)) colorTextures.set(material, folderOf(library) + texture)
      }
    } catch (error) {
      if (!(error instanceof CameoError)) throw error
      const message = `${fileName}: its material library was left out. ${error.message}`
      warnings.push({ code: 'material-missing', message })
    }
  }
  const { textureFile } = mesh
  if (textureFile) {
    colorTextures.clear()
    colorTextures.set('', textureFile)
  }
  if (textureFile && texts.length === 0 && !/[\r\n]/.test(textureFile)) {
    texts.push(libraryOf(textureFile))
    textures.push({ from: textureFile, to: textureFile })
  }
  if (embeddedTexture && texts.length === 0) {
    texts.push(libraryOf(embeddedTexture.fileName))
    textures.push({ from: embeddedTexture.bytes, to: embeddedTexture.fileName })
  }
  const library = texts.length === 1 ? texts[0] : joined(texts)
  const companions = texts.length > 0 ? { library, madeFrom: [...materialFiles], textures } : null
  return { companions, colorTextures, warnings }
}

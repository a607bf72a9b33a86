import type { GltfPicture } from '../formats/gltfWriter.ts'
import type { MeshReading } from '../formats/types.ts'
import { CameoError } from '../model/errors.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { WrittenMeshFormat } from '../model/meshFormats.ts'
import type { CompanionTexture, FoundMaterials, MeshCompanions } from './materialFiles.ts'
import type { JobContext, MeshReference } from './types.ts'

/** How the colour texture of a mesh goes with it into a format that names at most one. */
export interface CarriedTexture {
  /** Named as the written file shall name it. */
  readonly textureFile: string | undefined
  /** To be put inside a .glb. */
  readonly picture: GltfPicture | null
  /** To be put beside the written file. */
  readonly companions: MeshCompanions | null
  readonly warnings: readonly Warning[]
}

const nothing: CarriedTexture = { textureFile: undefined, picture: null, companions: null, warnings: [] }

/** The kinds of picture that glTF holds, by their first bytes. */
const mimeTypeOf = (bytes: Uint8Array): GltfPicture['mimeType'] | null => {
  const starts = (...first: number[]): boolean => first.every((byte, i) => bytes[i] === byte)
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png'
  return starts(0xff, 0xd8, 0xff) ? 'image/jpeg' : null
}

const beside = (texture: CompanionTexture, warnings: readonly Warning[] = []): CarriedTexture => ({
  ...nothing,
  textureFile: texture.to,
  companions: { library: null, madeFrom: [], textures: [texture] },
  warnings,
})

/**
 * A PLY names its texture, which is put beside it; a GLB holds it. Where a library names several, none is the surface's.
 * What cannot be read stays named.
 */
export const carryTexture = async (
  { ref, fileName }: MeshReference,
  o: {
    readonly format: WrittenMeshFormat
    readonly file: Pick<MeshReading, 'embeddedTexture'> & { readonly mesh: Mesh }
    readonly materials: FoundMaterials
  },
  context: JobContext,
): Promise<CarriedTexture> => {
  const { format, materials } = o
  const { mesh, embeddedTexture } = o.file
  if (!mesh.uvs || (format !== 'ply' && format !== 'glb')) return nothing
  const [named, ...others] = new Set(materials.colorTextures.values())
  const isOne = named !== undefined && others.length === 0
  const to = isOne ? named : embeddedTexture?.fileName
  if (to === undefined) return nothing
  const texture: CompanionTexture = { from: isOne ? named : (embeddedTexture?.bytes ?? to), to }
  if (format === 'ply') return beside(texture)
  try {
    const bytes = typeof texture.from === 'string' ? await context.readBeside(ref, texture.from) : texture.from
    const mimeType = mimeTypeOf(bytes)
    if (mimeType) return { ...nothing, textureFile: to, picture: { bytes, mimeType } }
    const message = `${fileName}: glTF holds PNG and JPEG alone; ${to} was put beside the written file, which names it.`
    return beside(texture, [{ code: 'texture-beside', message }])
  } catch (error) {
    if (!(error instanceof CameoError)) throw error
    const message = `${fileName}: its texture was left out. ${error.message}`
    return { ...nothing, textureFile: to, warnings: [{ code: 'texture-missing', message }] }
  }
}

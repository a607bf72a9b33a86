import { type EncodeOptions, encodeMesh, writtenFormatOf } from '../formats/encodeMesh.ts'
import { lossWarnings } from '../formats/index.ts'
import { strictLossWarnings } from '../formats/lossWarnings.ts'
import { type StrictReader, strictFormatOf } from '../formats/strict/strictReaders.ts'
import type { MeshReading } from '../formats/types.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { MeshParts } from '../model/meshParts.ts'
import { carryTexture } from './carriedTexture.ts'
import { findMaterials, type MeshCompanions } from './materialFiles.ts'
import type { JobContext, MeshReference } from './types.ts'

/** How a mesh is to be written. */
export interface MeshWriting extends Pick<EncodeOptions, 'compression' | 'unit'> {
  /** Its ending chooses the format. */
  readonly outputName: string
  /** Name of the material library that an OBJ may get. */
  readonly libraryName: string
  readonly strictFor?: StrictReader | null
}

/** A mesh as a file, with what is to be put beside it. */
export interface WrittenMesh {
  readonly bytes: Uint8Array
  /** Null where nothing is to be put beside the written file. */
  readonly companions: MeshCompanions | null
  /** Of reading and of writing, what the format has no place for among them. */
  readonly warnings: readonly Warning[]
}

/** One material for the whole surface, where the library was made for a texture alone. */
const partsFor = (
  companions: MeshCompanions | null,
  { mesh, embeddedTexture }: Pick<MeshReading, 'mesh' | 'embeddedTexture'>,
): MeshParts | undefined =>
  companions && (mesh.textureFile || embeddedTexture)
    ? { starts: Uint32Array.of(0), labels: Uint32Array.of(0, 0, 1, 0), names: ['', 'surface'] }
    : undefined

/**
 * What was made of a mesh file, written with the texture and the materials of that file.
 *
 * @param made The mesh and its parts, in place of those that were read; without uvs it loses the texture.
 * @throws input/mesh-format; what the format's writer throws.
 */
export const writtenMesh = async (
  reference: MeshReference,
  { file, mesh, parts }: { readonly file: MeshReading; readonly mesh: Mesh; readonly parts: MeshParts | undefined },
  { outputName, libraryName, strictFor = null, compression = null, unit }: MeshWriting,
  context: JobContext,
): Promise<WrittenMesh> => {
  const made = { ...file, mesh }
  const materials = await findMaterials(reference, made, context)
  const format = writtenFormatOf(outputName)
  const keepsMaterials = format === 'obj' && !strictFor
  const texture = strictFor ? null : await carryTexture(reference, { format, file: made, materials }, context)
  const companions = keepsMaterials ? materials.companions : (texture?.companions ?? null)
  const textured = texture?.textureFile === undefined ? mesh : { ...mesh, textureFile: texture.textureFile }
  const picture = texture?.picture ?? null
  const output = await encodeMesh(textured, outputName, {
    parts: parts ?? partsFor(keepsMaterials ? companions : null, made),
    ...(companions?.library && { materialFile: libraryName }),
    ...(strictFor && { strictFor }),
    ...{ compression, picture, unit },
  })
  const losses = strictFor
    ? strictLossWarnings(mesh, parts, { format: strictFormatOf(outputName, strictFor), reader: strictFor })
    : lossWarnings(mesh, parts, format)
  const read = file.warnings.filter(({ code }) => !((companions || picture) && code === 'texture-inside'))
  const warnings = [...read, ...materials.warnings, ...(texture?.warnings ?? []), ...losses, ...output.warnings]
  return { bytes: output.bytes, companions, warnings }
}

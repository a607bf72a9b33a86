import { badInput } from '../model/errors.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { type WrittenMeshFormat, writtenMeshFormats } from '../model/meshFormats.ts'
import type { LengthUnit } from '../model/units.ts'
import type { GltfCompression } from './gltfIo.ts'
import type { GltfPicture } from './gltfWriter.ts'
import { meshFormatOf, writeMesh } from './index.ts'
import type { MeshWriteOptions } from './types.ts'

export interface EncodeOptions extends Omit<MeshWriteOptions, 'format'> {
  /** Of a .glb. */
  readonly compression?: GltfCompression | null
  /** The colour texture, which a .glb holds. */
  readonly picture?: GltfPicture | null
  /** What the numbers of the mesh are in, where it is known: glTF counts in metres. */
  readonly unit: LengthUnit | null
}

/**
 * The format that the ending of a file to be written stands for: to be asked before any work is done for it.
 *
 * @throws input/mesh-format where Cameo writes no such file.
 */
export const writtenFormatOf = (fileName: string): WrittenMeshFormat => {
  if (/\.glb$/i.test(fileName)) return 'glb'
  const format = meshFormatOf(fileName)
  if (format) return format
  const endings = writtenMeshFormats.map((name) => `.${name}`)
  const all = `${endings.slice(0, -1).join(', ')} and ${endings.at(-1)}`
  throw badInput('mesh-format', `${fileName}: Cameo writes ${all}. Give the file such an ending.`)
}

/**
 * A mesh as the file that the name's ending stands for. Numbers stay as they are, in every format.
 *
 * @throws input/mesh-format; what the format's writer throws.
 */
export const encodeMesh = async (
  mesh: Mesh,
  fileName: string,
  { compression, picture, unit, ...options }: EncodeOptions,
): Promise<{ readonly bytes: Uint8Array; readonly warnings: readonly Warning[] }> => {
  const format = writtenFormatOf(fileName)
  if (format !== 'glb') return { bytes: writeMesh(mesh, { format, ...options }), warnings: [] }
  const { writeGlb } = await import('./gltfWriter.ts')
  const { bytes, warnings } = await writeGlb(mesh, compression, picture)
  if (unit === 'm') return { bytes, warnings }
  const message =
    `glTF counts in metres and the numbers were written as they are${unit ? `, in ${unit}` : ''}. ` +
    'To change them, convert the file with both units stated.'
  return { bytes, warnings: [...warnings, { code: 'gltf-unit', message }] }
}

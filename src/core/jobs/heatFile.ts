import { meshFormatOf, writeMesh } from '../formats/index.ts'
import { writeNpy } from '../formats/npy.ts'
import { quantile } from '../geometry/distances.ts'
import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'
import { heatBytes } from './heatBytes.ts'

/** The red end of a heat map, in values that three quarters of the vertices stay below: strays are red together. */
const heatQuartiles = 3

export interface HeatFile {
  readonly bytes: Uint8Array
  /** Value at the red end of the heat map; null where the numbers themselves were written. */
  readonly heatEnd: number | null
}

/**
 * One number a vertex as a file whose ending says how: `.npy` the numbers, a mesh format the mesh coloured by their size.
 * Throws input/mesh-format for another ending.
 */
export const heatFile = (mesh: Mesh, values: Float32Array, fileName: string): HeatFile => {
  if (fileName.toLowerCase().endsWith('.npy')) {
    return { bytes: writeNpy({ shape: [values.length], data: values }), heatEnd: null }
  }
  const format = meshFormatOf(fileName)
  if (!format) {
    throw badInput('mesh-format', `${fileName}: values are written as .npy, or as a coloured mesh (.ply, .obj).`)
  }
  const known = values.filter(Number.isFinite).map(Math.abs).sort()
  const heatEnd = known.length === 0 ? 1 : heatQuartiles * quantile(known, 0.75)
  const colors = new Uint8Array(values.length * 3)
  for (const [i, value] of values.entries()) {
    colors.set(heatBytes(Number.isFinite(value) ? Math.abs(value) : -1, heatEnd), i * 3)
  }
  return { bytes: writeMesh({ ...mesh, colors }, { format }), heatEnd }
}

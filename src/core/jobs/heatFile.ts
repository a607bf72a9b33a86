import { encodeMesh, writtenFormatOf } from '../formats/encodeMesh.ts'
import { lossWarnings } from '../formats/index.ts'
import { writeNpy } from '../formats/npy.ts'
import { quantile } from '../geometry/distances.ts'
import { badInput } from '../model/errors.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { LengthUnit } from '../model/units.ts'
import { heatBytes } from './heatBytes.ts'

/** The red end of a heat map, in values that three quarters of the vertices stay below: strays are red together. */
const heatQuartiles = 3

export interface HeatFile {
  readonly bytes: Uint8Array
  /** Value at the red end of the heat map; null where the numbers themselves were written. */
  readonly heatEnd: number | null
  readonly warnings: readonly Warning[]
}

const isNumbers = (fileName: string): boolean => fileName.toLowerCase().endsWith('.npy')

/** To be asked before the values are computed. Throws input/mesh-format where the ending can hold none. */
export const checkHeatName = (fileName: string): void => {
  if (isNumbers(fileName)) return
  if (writtenFormatOf(fileName) !== 'stl') return
  throw badInput(
    'mesh-format',
    `${fileName}: STL holds no colours. Values are written as .npy, .ply, .obj, .off or .glb.`,
  )
}

/**
 * One number a vertex as a file whose ending says how: `.npy` the numbers, a mesh format the mesh coloured by their size.
 * Throws input/mesh-format for another ending.
 */
export const heatFile = async (
  mesh: Mesh,
  values: Float32Array,
  { fileName, unit }: { readonly fileName: string; readonly unit: LengthUnit | null },
): Promise<HeatFile> => {
  checkHeatName(fileName)
  if (isNumbers(fileName)) {
    return { bytes: writeNpy({ shape: [values.length], data: values }), heatEnd: null, warnings: [] }
  }
  const known = values.filter(Number.isFinite).map(Math.abs).sort()
  // A scale has an end, also where all values are 0.
  const heatEnd = (known.length > 0 && heatQuartiles * quantile(known, 0.75)) || 1
  const colors = new Uint8Array(values.length * 3)
  for (const [i, value] of values.entries()) {
    colors.set(heatBytes(Number.isFinite(value) ? Math.abs(value) : -1, heatEnd), i * 3)
  }
  const colored = { ...mesh, colors }
  const { bytes, warnings } = await encodeMesh(colored, fileName, { unit })
  return { bytes, heatEnd, warnings: [...lossWarnings(mesh, undefined, writtenFormatOf(fileName)), ...warnings] }
}

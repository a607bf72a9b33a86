import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'
import { colorBytes } from './colorBytes.ts'
import { BinaryPlyBody, type PlyBody } from './plyBody.ts'
import { type ColumnArray, copyPlyRows, type Target } from './plyColumns.ts'
import type { PlyElement, PlyProperty, PlyType } from './plyHeader.ts'
import type { WarningList } from './warningList.ts'

export interface PlyVertices extends Pick<Mesh, 'normals' | 'colors' | 'uvs'> {
  readonly positions: Float32Array | Float64Array
  readonly needsDouble: boolean
  /** Where that is known. */
  readonly areFinite: boolean
}

/** The names under which programs write what a vertex has; the first complete set counts. */
const positionNames = [['x', 'y', 'z']]
const normalNames = [
  ['nx', 'ny', 'nz'],
  ['normal_x', 'normal_y', 'normal_z'],
]
const colorNames = [
  ['red', 'green', 'blue'],
  ['diffuse_red', 'diffuse_green', 'diffuse_blue'],
  ['r', 'g', 'b'],
]
const uvNames = [
  ['s', 't'],
  ['u', 'v'],
  ['texture_u', 'texture_v'],
  ['texture_s', 'texture_t'],
]

/**
 * Reads the rows of the element “vertex”: positions, normals, colours and texture coordinates in any order and number
 * type. What else a vertex has is skipped with a warning.
 */
export const readPlyVertices = (body: PlyBody, element: PlyElement, warnings: WarningList): PlyVertices => {
  body.checkRoom(element)
  const targets = new Map<string, Target>()
  const claim = (
    nameSets: readonly (readonly string[])[],
    allocate: (length: number, types: readonly PlyType[]) => ColumnArray,
  ): ColumnArray | null => {
    const found = nameSets
      .map((names) => names.map((name) => element.properties.find((p) => p.name === name && !p.countType)))
      .find((properties): properties is PlyProperty[] => properties.every((property) => property !== undefined))
    if (!found) return null
    const out = allocate(
      element.count * found.length,
      found.map(({ type }) => type),
    )
    found.forEach(({ name }, outStart) => {
      targets.set(name, { out, outStart, outStride: found.length })
    })
    return out
  }
  const positions = claim(positionNames, (length, types) =>
    types.every((type) => exactInSingle.has(type)) ? new Float32Array(length) : new Float64Array(length),
  )
  if (!positions) throw badInput('ply-no-position', 'PLY: the element “vertex” has no properties x, y and z.')
  const normals = claim(normalNames, (length) => new Float32Array(length))
  const colors = claim(colorNames, (length, types) =>
    types.every((type) => type === 'uchar') ? new Uint8Array(length) : new Float64Array(length),
  )
  const uvs = claim(uvNames, (length) => new Float32Array(length))
  noteSkipped(element, targets, warnings)
  const hasLists = element.properties.some(({ countType }) => countType)
  let areFinite = false
  if (body instanceof BinaryPlyBody && !hasLists && body.holdsRowOf(element))
    areFinite = copyPlyRows(body, element, targets)
  else readByRow(body, element, targets, warnings)
  return {
    positions: positions as Float32Array | Float64Array,
    needsDouble:
      positions instanceof Float64Array && (body instanceof BinaryPlyBody ? hasDoubles(positions) : body.needsDouble),
    areFinite: areFinite && !uvs,
    ...(normals ? { normals: normals as Float32Array } : {}),
    ...(colors ? { colors: toBytes(colors) } : {}),
    ...(uvs ? { uvs: uvs as Float32Array } : {}),
  }
}

const exactInSingle: ReadonlySet<PlyType> = new Set(['char', 'uchar', 'short', 'ushort', 'float'])

const hasDoubles = (numbers: Float64Array): boolean => {
  for (let i = 0; i < numbers.length; i++) {
    if (Math.fround(numbers[i]) !== numbers[i] && Number.isFinite(numbers[i])) return true
  }
  return false
}

const noteSkipped = (element: PlyElement, targets: ReadonlyMap<string, Target>, warnings: WarningList): void => {
  const skipped = element.properties.filter(({ name }) => !targets.has(name)).map(({ name }) => name)
  if (skipped.length === 0) return
  warnings.add('ply-properties-skipped', `Properties of the vertices that Cameo does not use: ${skipped.join(', ')}.`)
}

const readByRow = (
  body: PlyBody,
  element: PlyElement,
  targets: ReadonlyMap<string, Target>,
  warnings: WarningList,
): void => {
  const columns = element.properties.map((property) => ({ ...property, target: targets.get(property.name) }))
  for (let row = 0; row < element.count; row++) {
    body.beginRow(element, row)
    for (const { type, countType, target } of columns) {
      if (countType) {
        const length = body.readListLength(countType, type)
        for (let i = 0; i < length; i++) body.read(type)
        continue
      }
      const value = body.read(type)
      if (target) target.out[target.outStart + row * target.outStride] = value
    }
    body.endRow(warnings)
  }
}

/** Whole numbers of one byte count as they are, even where all are 0 or 1. */
const toBytes = (colors: ColumnArray): Uint8Array => (colors instanceof Uint8Array ? colors : colorBytes(colors))

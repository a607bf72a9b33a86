import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'
import { counted, type FilePlace, type WarningList } from './warningList.ts'

/** A mesh as a reader found it: counts agree and indices are in range, but numbers may not be finite. */
export interface RawMesh extends Omit<Mesh, 'positions' | 'positionsF64'> {
  /** `[n*3]`; doubles where the file holds doubles. */
  readonly positions: Float32Array | Float64Array
  /** Whether double positions say more than single precision can. */
  readonly needsDouble: boolean
  /** Where the reader knows: nothing needs to be looked for. */
  readonly areFinite?: boolean
}

/**
 * The last step of every mesh reader: no NaN or infinity leaves it. Vertices that have no finite position are taken
 * out together with their faces; normals and texture coordinates that are not finite are given up. Each is a warning.
 *
 * @param placeOfVertex Where vertex i stands in the file.
 */
export const finishMesh = (
  raw: RawMesh,
  warnings: WarningList,
  { format, placeOfVertex }: { format: string; placeOfVertex: (vertex: number) => FilePlace },
): Mesh => {
  if (raw.positions.length === 0) {
    throw badInput('no-vertices', `This ${format} file holds no vertices, so there is nothing to show or work on.`)
  }
  const { positions, needsDouble, areFinite, ...rest } = raw
  const single = positions instanceof Float32Array ? positions : new Float32Array(positions)
  const mesh: Mesh = {
    ...(areFinite ? rest : withFiniteExtras(rest, warnings)),
    positions: single,
    ...(needsDouble && positions instanceof Float64Array ? { positionsF64: positions } : {}),
  }
  const firstBad = areFinite ? -1 : firstNotFinite(single)
  if (firstBad < 0) return mesh
  return withoutBadVertices(mesh, warnings, placeOfVertex(Math.floor(firstBad / 3)))
}

const firstNotFinite = (numbers: Float32Array): number => {
  if (sumOfDifferences(numbers) === 0) return -1
  return numbers.findIndex((value) => !Number.isFinite(value))
}

/** 0, or NaN where a number is not finite: four sums at once, which do not wait for each other. */
const sumOfDifferences = (numbers: Float32Array): number => {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let i = 0
  for (; i + 3 < numbers.length; i += 4) {
    a += numbers[i] - numbers[i]
    b += numbers[i + 1] - numbers[i + 1]
    c += numbers[i + 2] - numbers[i + 2]
    d += numbers[i + 3] - numbers[i + 3]
  }
  for (; i < numbers.length; i++) a += numbers[i] - numbers[i]
  return a + b + c + d
}

/** Gives up normals that are not finite and sets such texture coordinates to 0. */
const withFiniteExtras = <M extends Pick<Mesh, 'normals' | 'uvs'>>(mesh: M, warnings: WarningList): M => {
  let finite = mesh
  if (mesh.normals && firstNotFinite(mesh.normals) >= 0) {
    warnings.add('normals-not-finite', 'Some normals are not finite numbers; all normals of the file were left out.')
    finite = { ...finite, normals: undefined }
  }
  if (mesh.uvs && firstNotFinite(mesh.uvs) >= 0) {
    const bad = mesh.uvs.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0)
    const numbers = counted(bad, 'texture coordinate number was', 'texture coordinate numbers were')
    warnings.add('uvs-not-finite', `${numbers} not finite and set to 0.`)
    finite = { ...finite, uvs: mesh.uvs.map((value) => (Number.isFinite(value) ? value : 0)) }
  }
  return finite
}

const withoutBadVertices = (mesh: Mesh, warnings: WarningList, firstPlace: FilePlace): Mesh => {
  const { positions, triangles } = mesh
  const count = positions.length / 3
  const newIndex = new Int32Array(count)
  let kept = 0
  for (let v = 0; v < count; v++) {
    const finite =
      Number.isFinite(positions[v * 3]) &&
      Number.isFinite(positions[v * 3 + 1]) &&
      Number.isFinite(positions[v * 3 + 2])
    newIndex[v] = finite ? kept++ : -1
  }
  if (kept === 0) throw badInput('not-finite', 'No vertex of this file has a finite position.', { ...firstPlace })
  const keepVertex = (v: number): boolean => newIndex[v] >= 0
  const keepTriangle = (t: number): boolean =>
    keepVertex(triangles[t * 3]) && keepVertex(triangles[t * 3 + 1]) && keepVertex(triangles[t * 3 + 2])
  const keptTriangles = keepRows(triangles, 3, keepTriangle)
  const lostFaces = (triangles.length - keptTriangles.length) / 3
  warnings.add(
    'not-finite',
    `${counted(count - kept, 'vertex', 'vertices')} without a finite position and the ${counted(lostFaces, 'face')} on ` +
      'them were left out; the vertices behind them moved up in number.',
    firstPlace,
  )
  const { positionsF64, normals, colors, uvs, uvTriangles } = mesh
  return {
    ...mesh,
    positions: keepRows(positions, 3, keepVertex),
    triangles: keptTriangles.map((v) => newIndex[v]),
    ...(positionsF64 ? { positionsF64: keepRows(positionsF64, 3, keepVertex) } : {}),
    ...(normals ? { normals: keepRows(normals, 3, keepVertex) } : {}),
    ...(colors ? { colors: keepRows(colors, 3, keepVertex) } : {}),
    ...(uvTriangles ? { uvTriangles: keepRows(uvTriangles, 3, keepTriangle) } : {}),
    ...(uvs && !uvTriangles ? { uvs: keepRows(uvs, 2, keepVertex) } : {}),
  }
}

const keepRows = <T extends Float32Array | Float64Array | Uint32Array | Uint8Array>(
  rows: T,
  width: number,
  keep: (row: number) => boolean,
): T => {
  const out = rows.slice() as T
  let length = 0
  for (let row = 0; row < rows.length / width; row++) {
    if (!keep(row)) continue
    for (let k = 0; k < width; k++) out[length++] = rows[row * width + k]
  }
  return out.slice(0, length) as T
}

import type { Adjacency } from '../geometry/topology.ts'
import { foldedFaces } from './foldedFaces.ts'
import type { OffsetField, OffsetStiffness } from './offsetField.ts'
import { solveOffsetSystem } from './offsetSystem.ts'
import type { PointRows } from './pointRows.ts'
import { Room } from './room.ts'

/** By how much a round stiffens where faces fold, and what share of the data's weight it leaves. */
const foldStiffening = 6
const foldDataShare = 0.3
/** Rounds of plain averaging for what that leaves. */
const mostRelaxRounds = 200
/** What resists this many rounds of averaging is given one more ring around it. */
const roundsOfRing = 15

/** Offsets alone, as the rows ask for them. */
export const solveOffsetsFor = (field: OffsetField, rows: PointRows, start: Float64Array): Float64Array =>
  solveOffsetSystem({ rows, field, parameters: null }, { start, tolerance: 1e-4, maxIterations: 200 }).x

interface OffsetSurface {
  /** `[V*3]` what the offsets are added to, and what faces must not turn away from. */
  readonly model: Float64Array
  readonly triangles: Uint32Array
  readonly adjacency: Adjacency
}

/**
 * Stiffens and distrusts the neighbourhoods of folded faces until none is left, then averages what resists. Field and
 * rows are changed on the way.
 */
export const unfolded = (
  surface: OffsetSurface,
  start: Float64Array,
  o: {
    readonly field: OffsetField
    readonly rows: PointRows
    readonly normals: ArrayLike<number>
    readonly stiffness: OffsetStiffness
    /** Of stiffening. */
    readonly mostRounds: number
  },
): Float64Array => {
  const { field, rows } = o
  let offsets = start
  for (let round = 0; round < o.mostRounds; round++) {
    const isNear = nearFolds(surface, offsets)
    if (!isNear) return offsets
    for (let v = 0; v < isNear.length; v++) if (isNear[v]) field.stiffnessOfVertex[v] *= foldStiffening
    for (let row = 0; row < rows.count; row++) {
      const at = row * 3
      if (isNear[rows.vertices[at]] || isNear[rows.vertices[at + 1]] || isNear[rows.vertices[at + 2]])
        rows.weights[row] *= foldDataShare
    }
    field.prepare(o.stiffness, o.normals)
    offsets = solveOffsetsFor(field, rows, offsets)
  }
  return relaxed(surface, offsets)
}

const bentRoom = new Room((length) => new Float64Array(length))

/** `[V]` 1 on folded faces and some rings around them; null where nothing is folded. */
const nearFolds = (
  { model, triangles, adjacency }: OffsetSurface,
  offsets: Float64Array,
  rings = 1,
): Uint8Array | null => {
  const bent = bentRoom.of(model.length)
  for (let i = 0; i < bent.length; i++) bent[i] = model[i] + offsets[i]
  const folded = foldedFaces(triangles, bent, model)
  if (folded.length === 0) return null
  let isNear = new Uint8Array(model.length / 3)
  for (const face of folded) for (let corner = 0; corner < 3; corner++) isNear[triangles[face * 3 + corner]] = 1
  for (let ring = 0; ring < rings; ring++) isNear = withNeighbours(isNear, adjacency)
  return isNear
}

const withNeighbours = (isIn: Uint8Array, { starts, neighbours }: Adjacency): Uint8Array<ArrayBuffer> => {
  const out = Uint8Array.from(isIn)
  for (let v = 0; v < isIn.length; v++) {
    if (isIn[v]) for (let k = starts[v]; k < starts[v + 1]; k++) out[neighbours[k]] = 1
  }
  return out
}

/** Averages the offsets around folded faces with their neighbours': in the end they move alike, and nothing folds. */
const relaxed = (surface: OffsetSurface, start: Float64Array): Float64Array => {
  const { starts, neighbours } = surface.adjacency
  const offsets = start.slice()
  const before = new Float64Array(offsets.length)
  for (let round = 0; round < mostRelaxRounds; round++) {
    const isNear = nearFolds(surface, offsets, 1 + Math.floor(round / roundsOfRing))
    if (!isNear) break
    before.set(offsets)
    for (let v = 0; v < isNear.length; v++) {
      if (!isNear[v] || starts[v + 1] === starts[v]) continue
      for (let axis = 0; axis < 3; axis++) {
        let sum = 0
        for (let k = starts[v]; k < starts[v + 1]; k++) sum += before[neighbours[k] * 3 + axis]
        offsets[v * 3 + axis] = sum / (starts[v + 1] - starts[v])
      }
    }
  }
  return offsets
}

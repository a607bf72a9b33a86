import { vertexNormals } from '../geometry/normals.ts'
import { TriangleTree } from '../kernels/triangleTree.ts'
import { closestPointsFor } from '../model/queries.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { foldedFaces } from './foldedFaces.ts'
import type { HeadTopology } from './headTopology.ts'
import { addOffsets } from './jointFit.ts'
import { addLandmarkRows, type LandmarkTarget } from './landmarkRows.ts'
import type { OffsetField, OffsetStiffness } from './offsetField.ts'
import { solveOffsetSystem } from './offsetSystem.ts'
import { PointRows } from './pointRows.ts'
import type { ScanObservations } from './scanObservations.ts'
import type { ScanSurface } from './scanSurface.ts'

/** At most so many points of the scan speak; a denser scan is thinned evenly. */
const mostScanPoints = 30_000
/** A scan point farther than this (m) from the surface is not its own. */
const leastReachM = 0.002
const reachNoises = 5
/** Where a scan point's residual begins to be doubted: metres, and multiples of the scanner's noise. */
const leastKernelM = 0.0008
const kernelNoises = 3
const leastCosine = 0.7
/** Spread (m) of a noiseless scan about the surface: of all points of a vertex together, and of a vertex itself. */
const pointFinenessM = 0.00012
const vertexFinenessM = 0.0004
const clickM = 0.001
const doubtM = 0.004
/** The offsets' stiffness falls to this share in the end: the model has said where points belong. */
const softening = [0.5, 0.25, 0.25] as const

/** Rounds of stiffening where faces fold, and of plain averaging for what is left. */
const mostFoldRounds = 8
const foldStiffening = 6
const foldDataShare = 0.3
const mostRelaxRounds = 200

export interface SurfaceFitInput {
  /** `[V*3]` the model's surface, which stays. */
  readonly model: Float64Array
  readonly triangles: Uint32Array
  readonly scan: ScanSurface
  readonly observations: ScanObservations
  readonly landmarks: readonly LandmarkTarget[]
  readonly field: OffsetField
  readonly stiffness: OffsetStiffness
  readonly topology: HeadTopology
}

/**
 * The last part of a registration: offsets alone, fitted to what the scan's own points say about the triangles they
 * lie on (scan to surface), softer from round to round, and without folds: where a face turns over, its neighbourhood
 * is stiffened and believed less until it lies flat.
 * @param start `[V*3]` offsets to begin with; returned are new ones.
 */
export const fitSurface = (input: SurfaceFitInput, start: Float64Array, context: RunContext): Float64Array => {
  const normals = vertexNormals({ positions: input.model as unknown as Float32Array, triangles: input.triangles })
  let offsets: Float64Array = start.slice()
  for (const [round, share] of softening.entries()) {
    checkCancelled(context)
    const rows = rowsFor(input, offsets)
    input.field.prepare(scaled(input.stiffness, share), normals)
    offsets = solve(input, rows, offsets)
    context.report?.({
      fraction: (round + 1) / softening.length,
      message: `Surface, round ${round + 1}`,
      numbers: { scanPoints: rows.count },
    })
    if (round === softening.length - 1) offsets = unfolded(input, rows, { offsets, normals, share })
  }
  return offsets
}

const scaled = (stiffness: OffsetStiffness, share: number): OffsetStiffness => ({
  ...stiffness,
  membrane: stiffness.membrane * share,
  bending: stiffness.bending * share,
})

const solve = ({ field }: SurfaceFitInput, rows: PointRows, start: Float64Array): Float64Array =>
  solveOffsetSystem({ rows, field, parameters: null }, { start, tolerance: 1e-4, maxIterations: 200 }).x

const rowsFor = (input: SurfaceFitInput, offsets: Float64Array): PointRows => {
  const { model, observations, landmarks, scan } = input
  const surface = addOffsets(model, offsets)
  const coveredM = Math.max(0.002, 4 * scan.noiseM)
  observations.observe(surface, {
    kernelM: kernelFor(scan),
    outsideM: coveredM,
    insideM: coveredM,
    erosionRings: 1,
    leastCosine: 0.6,
  })
  const rows = new PointRows(observations.count + landmarks.length * 3 + scanPointCount(scan))
  observations.addRows(rows, offsets, 1 / (vertexFinenessM ** 2 + scan.noiseM ** 2))
  addLandmarkRows(rows, landmarks, { model, surface, weight: 1 / clickM ** 2, kernelM: doubtM })
  addScanRows(input, surface, rows)
  return rows
}

const kernelFor = ({ noiseM }: ScanSurface): number => Math.max(leastKernelM, kernelNoises * noiseM)

const strideOf = (scan: ScanSurface): number => Math.max(1, Math.ceil(scan.positions.length / 3 / mostScanPoints))

const scanPointCount = (scan: ScanSurface): number => Math.ceil(scan.positions.length / 3 / strideOf(scan))

/** A row for every scan point that lies on a believed triangle of the surface. */
const addScanRows = (input: SurfaceFitInput, surface: Float64Array, rows: PointRows): void => {
  const { scan, model, triangles, observations } = input
  const stride = strideOf(scan)
  const points = new Float32Array(scanPointCount(scan) * 3)
  for (let i = 0; i < points.length / 3; i++) {
    const at = i * stride * 3
    points.set(scan.positions.subarray(at, at + 3), i * 3)
  }
  const closest = closestPointsFor(points.length / 3)
  TriangleTree.build({ positions: Float32Array.from(surface), triangles }).closestPoints(points, closest, {
    maxDistance: Math.max(leastReachM, reachNoises * scan.noiseM),
  })
  const first = rows.count
  const kernelM = kernelFor(scan)
  for (let i = 0; i < points.length / 3; i++) {
    const face = closest.triangles[i]
    if (face < 0 || !scan.isKept[i * stride]) continue
    const corners = triangles.subarray(face * 3, face * 3 + 3)
    if (!corners.every((vertex) => observations.weights[vertex] > 0)) continue
    const [nx, ny, nz] = scan.normals.subarray(i * stride * 3, i * stride * 3 + 3)
    if (facing(surface, corners, nx, ny, nz) < leastCosine) continue
    const present = [0, 1, 2].map((axis) => points[i * 3 + axis] - closest.points[i * 3 + axis])
    const residual = nx * present[0] + ny * present[1] + nz * present[2]
    const relative = residual / kernelM
    const row = rows.addPoint(
      corners,
      closest.barycentrics.subarray(i * 3, i * 3 + 3),
      1 / (1 + relative * relative) ** 2,
    )
    let along = 0
    for (let axis = 0; axis < 3; axis++) {
      let onModel = 0
      for (let corner = 0; corner < 3; corner++)
        onModel += closest.barycentrics[i * 3 + corner] * model[corners[corner] * 3 + axis]
      along += (axis === 0 ? nx : axis === 1 ? ny : nz) * (points[i * 3 + axis] - onModel)
    }
    rows.setDirection(row, nx, ny, nz, along)
  }
  // Many points of a vertex average their noise out, but not what the facets of the model cannot follow.
  const pointsOfVertex = (rows.count - first) / Math.max(1, observations.count)
  const weight = 1 / (pointFinenessM ** 2 * pointsOfVertex + scan.noiseM ** 2)
  for (let row = first; row < rows.count; row++) rows.weights[row] *= weight
}

/** Cosine between a face of the surface and a direction. */
const facing = (p: Float64Array, corners: Uint32Array, nx: number, ny: number, nz: number): number => {
  const [a, b, c] = [corners[0] * 3, corners[1] * 3, corners[2] * 3]
  const abX = p[b] - p[a]
  const abY = p[b + 1] - p[a + 1]
  const abZ = p[b + 2] - p[a + 2]
  const acX = p[c] - p[a]
  const acY = p[c + 1] - p[a + 1]
  const acZ = p[c + 2] - p[a + 2]
  const x = abY * acZ - abZ * acY
  const y = abZ * acX - abX * acZ
  const z = abX * acY - abY * acX
  return (x * nx + y * ny + z * nz) / (Math.sqrt(x * x + y * y + z * z) || 1)
}

/** Stiffens and distrusts the neighbourhoods of folded faces until none is left, then averages what resists. */
const unfolded = (
  input: SurfaceFitInput,
  rows: PointRows,
  o: { offsets: Float64Array; normals: ArrayLike<number>; share: number },
): Float64Array => {
  const { model, triangles, field, topology } = input
  let offsets: Float64Array = o.offsets
  for (let round = 0; round < mostFoldRounds; round++) {
    const isNear = nearFolds(foldedFaces(triangles, addOffsets(model, offsets), model), triangles, topology)
    if (!isNear) return offsets
    for (let v = 0; v < isNear.length; v++) if (isNear[v]) field.stiffnessOfVertex[v] *= foldStiffening
    for (let row = 0; row < rows.count; row++) {
      if (rows.vertices.subarray(row * 3, row * 3 + 3).some((vertex) => isNear[vertex]))
        rows.weights[row] *= foldDataShare
    }
    field.prepare(scaled(input.stiffness, o.share), o.normals)
    offsets = solve(input, rows, offsets)
  }
  return relaxed(input, offsets)
}

/** `[V]` 1 on folded faces and one ring around them; null where nothing is folded. */
const nearFolds = (
  folded: Uint32Array,
  triangles: Uint32Array,
  { adjacency, isRim }: HeadTopology,
): Uint8Array | null => {
  if (folded.length === 0) return null
  const isNear = new Uint8Array(isRim.length)
  for (const face of folded) {
    for (let corner = 0; corner < 3; corner++) {
      const vertex = triangles[face * 3 + corner]
      isNear[vertex] = 1
      for (let k = adjacency.starts[vertex]; k < adjacency.starts[vertex + 1]; k++) isNear[adjacency.neighbours[k]] = 1
    }
  }
  return isNear
}

/** Averages the offsets around folded faces with their neighbours': in the end they move alike, and nothing folds. */
const relaxed = ({ model, triangles, topology }: SurfaceFitInput, start: Float64Array): Float64Array => {
  const { starts, neighbours } = topology.adjacency
  const offsets = start.slice()
  for (let round = 0; round < mostRelaxRounds; round++) {
    const isNear = nearFolds(foldedFaces(triangles, addOffsets(model, offsets), model), triangles, topology)
    if (!isNear) break
    const before = offsets.slice()
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

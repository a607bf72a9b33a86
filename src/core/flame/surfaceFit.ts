import { releasing } from '../kernels/releasing.ts'
import { TriangleTree } from '../kernels/triangleTree.ts'
import { type ClosestPoints, closestPointsFor } from '../model/queries.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { addContourRows, contourRowCount } from './contours/contourRows.ts'
import type { ContourTarget } from './contours/contourTargets.ts'
import type { HeadTopology } from './headTopology.ts'
import { addOffsets } from './jointFit.ts'
import { addLandmarkRows, type LandmarkTarget } from './landmarkRows.ts'
import type { OffsetField, OffsetStiffness } from './offsetField.ts'
import { offsetNormals } from './offsetNormals.ts'
import { PointRows } from './pointRows.ts'
import type { ScanObservations } from './scanObservations.ts'
import type { ScanSurface } from './scanSurface.ts'
import { solveOffsetsFor, unfolded } from './unfolded.ts'

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
const softening = [0.2, 0.1, 0.1] as const
/** Rounds in which folds are stiffened: a smooth field bends little more for it, and averaging does the rest. */
const mostFoldRounds = 2

export interface SurfaceFitInput {
  /** `[V*3]` the model's surface, which stays. */
  readonly model: Float64Array
  readonly triangles: Uint32Array
  readonly scan: ScanSurface
  readonly observations: ScanObservations
  readonly landmarks: readonly LandmarkTarget[]
  readonly contours: readonly ContourTarget[]
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
  const { model, triangles, topology } = input
  const normals = offsetNormals({ positions: model, triangles }, topology.adjacency, input.observations)
  let offsets: Float64Array = start.slice()
  const sample = sampleOf(input.scan)
  const pulled = input.landmarks.length * 3 + contourRowCount(input.contours)
  const rows = new PointRows(model.length / 3 + pulled + sample.closest.triangles.length)
  for (const [round, share] of softening.entries()) {
    checkCancelled(context)
    fillRows(rows, input, sample, offsets)
    input.field.prepare(scaled(input.stiffness, share), normals)
    offsets = solveOffsetsFor(input.field, rows, offsets)
    context.report?.({
      fraction: (round + 1) / softening.length,
      message: `Surface, round ${round + 1}`,
      numbers: { scanPoints: rows.count },
    })
    if (round < softening.length - 1) continue
    const { field } = input
    const surface = { model, triangles, adjacency: topology.adjacency }
    offsets = unfolded(surface, offsets, {
      field,
      rows,
      normals,
      stiffness: scaled(input.stiffness, share),
      mostRounds: mostFoldRounds,
    })
  }
  return offsets
}

const scaled = (stiffness: OffsetStiffness, share: number): OffsetStiffness => ({
  ...stiffness,
  membrane: stiffness.membrane * share,
  bending: stiffness.bending * share,
})

const fillRows = (rows: PointRows, input: SurfaceFitInput, sample: ScanSample, offsets: Float64Array): void => {
  const { model, observations, landmarks, contours, scan } = input
  const surface = addOffsets(model, offsets)
  const coveredM = Math.max(0.002, 4 * scan.noiseM)
  observations.observe(surface, {
    kernelM: kernelFor(scan),
    outsideM: coveredM,
    insideM: coveredM,
    erosionRings: 1,
    leastCosine: 0.6,
  })
  rows.clear()
  observations.addRows(rows, offsets, 1 / (vertexFinenessM ** 2 + scan.noiseM ** 2))
  const pull = { model, surface, weight: 1 / clickM ** 2, kernelM: doubtM }
  addLandmarkRows(rows, landmarks, pull)
  addContourRows(rows, contours, pull)
  addScanRows(input, surface, sample, rows)
}

const kernelFor = ({ noiseM }: ScanSurface): number => Math.max(leastKernelM, kernelNoises * noiseM)

/** Points of the scan, evenly taken, and the places on the surface nearest to them so far. */
interface ScanSample {
  readonly stride: number
  readonly points: Float32Array
  readonly closest: ClosestPoints
}

const sampleOf = ({ positions }: ScanSurface): ScanSample => {
  const stride = Math.max(1, Math.ceil(positions.length / 3 / mostScanPoints))
  const count = Math.ceil(positions.length / 3 / stride)
  const points = new Float32Array(count * 3)
  for (let i = 0; i < count; i++) {
    const at = i * stride * 3
    points[i * 3] = positions[at]
    points[i * 3 + 1] = positions[at + 1]
    points[i * 3 + 2] = positions[at + 2]
  }
  return { stride, points, closest: closestPointsFor(count) }
}

/** A row for every scan point that lies on a believed triangle of the surface. */
const addScanRows = (
  { scan, model, triangles, observations }: SurfaceFitInput,
  surface: Float64Array,
  { stride, points, closest }: ScanSample,
  rows: PointRows,
): void => {
  const maxDistance = Math.max(leastReachM, reachNoises * scan.noiseM)
  releasing(TriangleTree.build({ positions: Float32Array.from(surface), triangles }), (tree) =>
    tree.closestPoints(points, closest, { maxDistance, guesses: closest.triangles }),
  )
  const { weights } = observations
  const first = rows.count
  const kernelM = kernelFor(scan)
  const corners = new Uint32Array(3)
  const shares = new Float64Array(3)
  for (let i = 0; i < closest.triangles.length; i++) {
    const face = closest.triangles[i]
    if (face < 0 || !scan.isKept[i * stride]) continue
    for (let corner = 0; corner < 3; corner++) {
      corners[corner] = triangles[face * 3 + corner]
      shares[corner] = closest.barycentrics[i * 3 + corner]
    }
    if (!(weights[corners[0]] > 0 && weights[corners[1]] > 0 && weights[corners[2]] > 0)) continue
    const at = i * stride * 3
    const nx = scan.normals[at]
    const ny = scan.normals[at + 1]
    const nz = scan.normals[at + 2]
    if (facing(surface, corners, nx, ny, nz) < leastCosine) continue
    const along = nx * points[i * 3] + ny * points[i * 3 + 1] + nz * points[i * 3 + 2]
    const places = closest.points
    const relative = (along - nx * places[i * 3] - ny * places[i * 3 + 1] - nz * places[i * 3 + 2]) / kernelM
    const row = rows.addPoint(corners, shares, 1 / (1 + relative * relative) ** 2)
    let onModel = 0
    for (let corner = 0; corner < 3; corner++) {
      const v = corners[corner] * 3
      onModel += shares[corner] * (nx * model[v] + ny * model[v + 1] + nz * model[v + 2])
    }
    rows.setDirection(row, nx, ny, nz, along - onModel)
  }
  // Many points of a vertex average their noise out, but not what the facets of the model cannot follow.
  const pointsOfVertex = (rows.count - first) / Math.max(1, observations.count)
  const weight = 1 / (pointFinenessM ** 2 * pointsOfVertex + scan.noiseM ** 2)
  for (let row = first; row < rows.count; row++) rows.weights[row] *= weight
}

/** Cosine between a face of the surface and a direction. */
const facing = (p: Float64Array, corners: Uint32Array, nx: number, ny: number, nz: number): number => {
  const a = corners[0] * 3
  const b = corners[1] * 3
  const c = corners[2] * 3
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

import { readMesh } from '#core/formats/index.ts'
import { summarizeDistances } from '#core/geometry/distances.ts'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { type Mat4, scaleOf, toMat4, transformPoint, transformPoints, type Vec3 } from '#core/model/transform.ts'
import type { CaptureTruth, SyntheticCapture } from '#core/synth/types.ts'

export interface AlignmentError {
  /** Mean distance between where the coarse scan's person was moved to and where it belongs. */
  readonly meanMm: number
  readonly scalePercent: number
}

const vertexAt = (positions: ArrayLike<number>, vertex: number): Vec3 => [
  positions[vertex * 3],
  positions[vertex * 3 + 1],
  positions[vertex * 3 + 2],
]

const distance = ([ax, ay, az]: Vec3, [bx, by, bz]: Vec3): number => Math.hypot(ax - bx, ay - by, az - bz)

/** Over the coarse scan's vertices, but for its floating pieces. */
export const alignmentError = (
  { coarse, truth }: Pick<SyntheticCapture, 'coarse' | 'truth'>,
  found: ArrayLike<number>,
): AlignmentError => {
  const targetFromSource = toMat4(found)
  let sum = 0
  let count = 0
  for (let vertex = 0; vertex * 3 < coarse.positions.length; vertex++) {
    if (truth.coarseFloating[vertex]) continue
    const point = vertexAt(coarse.positions, vertex)
    sum += distance(transformPoint(targetFromSource, point), transformPoint(truth.fineFromCoarse, point))
    count += 1
  }
  const scalePercent = Math.abs(scaleOf(targetFromSource) / scaleOf(truth.fineFromCoarse) - 1) * 100
  return { meanMm: sum / count, scalePercent }
}

export interface MaskAgreement {
  /** Intersection over union with the true silhouettes. */
  readonly mean: number
  readonly lowest: number
}

export const maskAgreement = (
  masks: readonly Uint8Array[],
  { masks: truth }: Pick<CaptureTruth, 'masks'>,
): MaskAgreement => {
  const values = masks.map((mask, view) => intersectionOverUnion(mask, truth[view]))
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, lowest: Math.min(...values) }
}

export interface RegistrationError {
  readonly medianMm: number
  readonly p90Mm: number
  /** `[5023]` per vertex, -1 where the scanner did not see that skin. */
  readonly perVertexMm: Float32Array
}

/** Distance of every vertex to its true place, not to the nearest surface. */
export const registrationError = (
  registrationPly: Uint8Array,
  mmFromMetres: Mat4,
  { registrationVertices, observed }: Pick<CaptureTruth, 'registrationVertices' | 'observed'>,
): RegistrationError => {
  const { mesh }: { mesh: Mesh } = readMesh(registrationPly, 'registration.ply')
  const vertices = transformPoints(mmFromMetres, mesh.positionsF64 ?? mesh.positions)
  const perVertexMm = Float32Array.from(observed, (isObserved, vertex) =>
    isObserved ? distance(vertexAt(vertices, vertex), vertexAt(registrationVertices, vertex)) : -1,
  )
  const { median, p90 } = summarizeDistances(perVertexMm, { ignoreNegative: true })
  return { medianMm: median, p90Mm: p90, perVertexMm }
}

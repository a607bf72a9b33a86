import type { Mesh } from '../../model/mesh.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { identity4 } from '../../model/transform.ts'
import { faceAreaVectors } from '../normals.ts'
import type { SourceSamples } from './sourceSamples.ts'
import { SurfacePairs } from './surfacePairs.ts'
import type { TargetSurface } from './targetSurface.ts'

/** Farther away there is no counterpart, mm, or this many robust standard deviations where that is more. */
const farthest = { mm: 8, sigmas: 6 }
/** Vertices measured between two looks at the cancel signal. */
const chunkSize = 16384

export interface FinalResiduals {
  /** `[n]` distance of every source vertex to the target, mm; -1 where there is no counterpart. */
  readonly distancesMm: Float32Array
  /** Part of the source's surface (of its points, for a cloud) that has a counterpart. */
  readonly overlap: number
}

/**
 * Unsigned distances of all source vertices (already moved into the frame of the alignment) to the target's surface.
 * A counterpart is missing beyond the limit, where the closest point lies on the target's border, and where the two
 * surfaces face different ways.
 */
export const finalResiduals = (
  o: {
    readonly source: Mesh
    readonly moved: SourceSamples
    readonly target: TargetSurface
    readonly sigmaMm: number
  },
  context: RunContext,
): FinalResiduals => {
  const count = o.moved.points.length / 3
  const limitMm = Math.max(farthest.mm, farthest.sigmas * o.sigmaMm)
  const distancesMm = new Float32Array(count).fill(-1)
  for (let start = 0; start < count; start += chunkSize) {
    checkCancelled(context)
    const end = Math.min(count, start + chunkSize)
    const part = {
      points: o.moved.points.subarray(start * 3, end * 3),
      normals: o.moved.normals?.subarray(start * 3, end * 3) ?? null,
      trust: null,
    }
    const pairs = new SurfacePairs(part, o.target, { metric: 'point-to-point', overlap: 'auto', kernel: 'tukey' })
    pairs.search(identity4, limitMm)
    for (let i = 0; i < end - start; i++) {
      if (pairs.weights[i] > 0) distancesMm[start + i] = pairs.matches.distances[i]
    }
  }
  return { distancesMm, overlap: coveredShare(o.source, distancesMm) }
}

const coveredShare = (source: Mesh, distances: Float32Array): number => {
  const weights = source.triangles.length > 0 ? vertexAreas(source) : new Float64Array(distances.length).fill(1)
  let total = 0
  let covered = 0
  for (let i = 0; i < weights.length; i++) {
    total += weights[i]
    if (distances[i] >= 0) covered += weights[i]
  }
  return total > 0 ? covered / total : 0
}

/** A third of the area of the triangles around each vertex. */
const vertexAreas = (mesh: Mesh): Float64Array => {
  const vectors = faceAreaVectors(mesh)
  const areas = new Float64Array(mesh.positions.length / 3)
  for (let i = 0; i < vectors.length; i += 3) {
    const third = Math.hypot(vectors[i], vectors[i + 1], vectors[i + 2]) / 3
    for (let corner = 0; corner < 3; corner++) areas[mesh.triangles[i + corner]] += third
  }
  return areas
}

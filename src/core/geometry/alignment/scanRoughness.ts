import type { Mesh } from '../../model/mesh.ts'
import { quantile } from '../distances.ts'

/** Triangles looked at, evenly over the file. */
const sampledTriangles = 4000
/** With fewer nothing is said. */
const leastSamples = 50
/**
 * Spread of the difference of two neighbours' heights for vertex noise of 1: each height is a vertex less the mean of six
 * neighbours, of which the other is one: √(2·(1 + 1/6) + 4/6 − 4/36), the shared neighbours' part taken off.
 */
const differencePerNoise = 1.7
const sigmaPerMad = 1.4826

/**
 * Standard deviation of a scan's noise across its surface, in its own unit; null for a cloud or a mesh too small to say.
 * The height of a vertex over the mean of its neighbours holds curvature and noise; neighbours share the curvature, so
 * the difference of their heights is noise (robustly: from the median).
 */
export const scanRoughness = ({ positions, triangles }: Pick<Mesh, 'positions' | 'triangles'>): number | null => {
  const triangleCount = triangles.length / 3
  const step = Math.max(1, Math.floor(triangleCount / sampledTriangles))
  const isAsked = new Uint8Array(positions.length / 3)
  for (let t = 0; t < triangleCount; t += step) for (let k = 0; k < 3; k++) isAsked[triangles[t * 3 + k]] = 1
  const { sums, counts } = neighbourSums({ positions, triangles }, isAsked)
  const normal = new Float64Array(3)
  const height = (v: number): number => {
    const at = v * 3
    const count = counts[v]
    return (
      normal[0] * (positions[at] - sums[at] / count) +
      normal[1] * (positions[at + 1] - sums[at + 1] / count) +
      normal[2] * (positions[at + 2] - sums[at + 2] / count)
    )
  }
  const differences = new Float64Array(Math.ceil(triangleCount / step))
  let found = 0
  for (let t = 0; t < triangleCount; t += step) {
    const a = triangles[t * 3]
    const b = triangles[t * 3 + 1]
    if (!writeNormal(positions, a, b, triangles[t * 3 + 2], normal)) continue
    differences[found++] = Math.abs(height(a) - height(b))
  }
  if (found < leastSamples) return null
  return (sigmaPerMad * quantile(differences.subarray(0, found).sort(), 0.5)) / differencePerNoise
}

/** Sums of the positions of the asked vertices' neighbours, each once for every triangle they share. */
const neighbourSums = (
  { positions, triangles }: Pick<Mesh, 'positions' | 'triangles'>,
  isAsked: Uint8Array,
): { readonly sums: Float64Array; readonly counts: Uint32Array } => {
  const sums = new Float64Array(positions.length)
  const counts = new Uint32Array(isAsked.length)
  for (let i = 0; i < triangles.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const vertex = triangles[i + k]
      if (isAsked[vertex] === 0) continue
      const at = vertex * 3
      const next = triangles[i + ((k + 1) % 3)] * 3
      const last = triangles[i + ((k + 2) % 3)] * 3
      for (let axis = 0; axis < 3; axis++) {
        sums[at + axis] += positions[next + axis]
        sums[at + axis] += positions[last + axis]
      }
      counts[vertex] += 2
    }
  }
  return { sums, counts }
}

/** The unit normal of a triangle; false where it has no area. */
const writeNormal = (p: Float32Array, a: number, b: number, c: number, normal: Float64Array): boolean => {
  const ex = p[b * 3] - p[a * 3]
  const ey = p[b * 3 + 1] - p[a * 3 + 1]
  const ez = p[b * 3 + 2] - p[a * 3 + 2]
  const fx = p[c * 3] - p[a * 3]
  const fy = p[c * 3 + 1] - p[a * 3 + 1]
  const fz = p[c * 3 + 2] - p[a * 3 + 2]
  normal[0] = ey * fz - ez * fy
  normal[1] = ez * fx - ex * fz
  normal[2] = ex * fy - ey * fx
  const length = Math.hypot(normal[0], normal[1], normal[2])
  for (let axis = 0; axis < 3; axis++) normal[axis] /= length
  return length > 0
}

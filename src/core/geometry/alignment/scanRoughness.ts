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
  const differences: number[] = []
  for (let t = 0; t < triangleCount; t += step) {
    const [a, b, c] = [triangles[t * 3], triangles[t * 3 + 1], triangles[t * 3 + 2]]
    const normal = normalOf(positions, a, b, c)
    if (!normal) continue
    const height = (v: number): number =>
      [0, 1, 2].reduce(
        (sum, axis) => sum + normal[axis] * (positions[v * 3 + axis] - sums[v * 3 + axis] / counts[v]),
        0,
      )
    differences.push(Math.abs(height(a) - height(b)))
  }
  if (differences.length < leastSamples) return null
  return (sigmaPerMad * quantile(Float64Array.from(differences).sort(), 0.5)) / differencePerNoise
}

/** Sums of the positions of the asked vertices' neighbours, each once for every triangle they share. */
const neighbourSums = (
  { positions, triangles }: Pick<Mesh, 'positions' | 'triangles'>,
  isAsked: Uint8Array,
): { readonly sums: Float64Array; readonly counts: Uint32Array } => {
  const sums = new Float64Array(positions.length)
  const counts = new Uint32Array(isAsked.length)
  const add = (vertex: number, neighbour: number): void => {
    sums[vertex * 3] += positions[neighbour * 3]
    sums[vertex * 3 + 1] += positions[neighbour * 3 + 1]
    sums[vertex * 3 + 2] += positions[neighbour * 3 + 2]
    counts[vertex]++
  }
  for (let i = 0; i < triangles.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const vertex = triangles[i + k]
      if (isAsked[vertex] === 0) continue
      add(vertex, triangles[i + ((k + 1) % 3)])
      add(vertex, triangles[i + ((k + 2) % 3)])
    }
  }
  return { sums, counts }
}

const normalOf = (p: Float32Array, a: number, b: number, c: number): readonly number[] | null => {
  const e = [0, 1, 2].map((axis) => p[b * 3 + axis] - p[a * 3 + axis])
  const f = [0, 1, 2].map((axis) => p[c * 3 + axis] - p[a * 3 + axis])
  const n = [e[1] * f[2] - e[2] * f[1], e[2] * f[0] - e[0] * f[2], e[0] * f[1] - e[1] * f[0]]
  const length = Math.hypot(...n)
  return length > 0 ? n.map((value) => value / length) : null
}

import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'
import { seededRandom } from '../model/random.ts'
import { faceAreaVectors } from './normals.ts'

/**
 * Points spread over the surface evenly by area, each independent of the others: a triangle is drawn with a chance as
 * large as its share of the area, then a point in it by the square-root warp (Osada et al., Shape Distributions, 2002).
 * A point cloud with the normals of the triangles and, where the mesh has them, colours interpolated in the triangle.
 *
 * @throws CameoError `input/no-area` where no triangle has an area.
 */
export const surfaceSamples = (
  mesh: Mesh,
  { count, seed }: { readonly count: number; readonly seed: number },
): Mesh => {
  const { positions, triangles, colors } = mesh
  const areaVectors = faceAreaVectors(mesh)
  const sums = areaSums(areaVectors)
  const total = sums.length > 0 ? sums[sums.length - 1] : 0
  if (!(total > 0)) throw badInput('no-area', 'No triangle of this mesh has an area, so no points can be drawn on it.')
  const random = seededRandom(seed)
  const points = new Float32Array(count * 3)
  const normals = new Float32Array(count * 3)
  const pointColors = colors && new Uint8Array(count * 3)
  for (let i = 0; i < count; i++) {
    const first = 3 * firstAbove(sums, random.next() * total)
    const root = Math.sqrt(random.next())
    const weightC = root * random.next()
    const weightA = 1 - root
    const weightB = root - weightC
    const [a, b, c] = [triangles[first] * 3, triangles[first + 1] * 3, triangles[first + 2] * 3]
    const length = Math.hypot(areaVectors[first], areaVectors[first + 1], areaVectors[first + 2])
    for (let axis = 0; axis < 3; axis++) {
      points[i * 3 + axis] =
        weightA * positions[a + axis] + weightB * positions[b + axis] + weightC * positions[c + axis]
      normals[i * 3 + axis] = areaVectors[first + axis] / length
      if (!colors || !pointColors) continue
      pointColors[i * 3 + axis] = Math.round(
        weightA * colors[a + axis] + weightB * colors[b + axis] + weightC * colors[c + axis],
      )
    }
  }
  return { positions: points, triangles: new Uint32Array(0), normals, ...(pointColors && { colors: pointColors }) }
}

/** `[m]` area of all triangles up to and with each. */
const areaSums = (areaVectors: Float64Array): Float64Array => {
  const sums = new Float64Array(areaVectors.length / 3)
  let sum = 0
  for (let t = 0; t < sums.length; t++) {
    sum += Math.hypot(areaVectors[t * 3], areaVectors[t * 3 + 1], areaVectors[t * 3 + 2])
    sums[t] = sum
  }
  return sums
}

/** The first triangle whose sum lies above the value: never one without an area. */
const firstAbove = (sums: Float64Array, value: number): number => {
  let from = 0
  let to = sums.length - 1
  while (from < to) {
    const middle = (from + to) >> 1
    if (sums[middle] > value) to = middle
    else from = middle + 1
  }
  return from
}

import { cornerAngle } from './cornerAngle.ts'

/** `[n*3]` positions, `[m*3]` triangles. */
interface Surface {
  readonly positions: Float32Array | Float64Array
  readonly triangles: Uint32Array
}

/**
 * `[n*3]` unit normals of the vertices: the sum of the normals of the triangles around each, weighted by their area.
 * 0 0 0 where no triangle with an area touches the vertex.
 */
export const vertexNormals = ({ positions, triangles }: Surface): Float32Array => {
  const sums = new Float64Array(positions.length)
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i] * 3
    const b = triangles[i + 1] * 3
    const c = triangles[i + 2] * 3
    const abX = positions[b] - positions[a]
    const abY = positions[b + 1] - positions[a + 1]
    const abZ = positions[b + 2] - positions[a + 2]
    const acX = positions[c] - positions[a]
    const acY = positions[c + 1] - positions[a + 1]
    const acZ = positions[c + 2] - positions[a + 2]
    const x = abY * acZ - abZ * acY
    const y = abZ * acX - abX * acZ
    const z = abX * acY - abY * acX
    sums[a] += x
    sums[a + 1] += y
    sums[a + 2] += z
    sums[b] += x
    sums[b + 1] += y
    sums[b + 2] += z
    sums[c] += x
    sums[c + 1] += y
    sums[c + 2] += z
  }
  return unitRows(sums)
}

/**
 * `[n*3]` unit normals of the vertices: the sum of the unit normals of the triangles around each, weighted by their
 * angle there (Thürmer and Wüthrich, Computing Vertex Normals from Polygonal Facets, 1998), so that the normal does not
 * depend on how the surface is cut into triangles. 0 0 0 where no triangle with an area touches the vertex.
 */
export const angleWeightedNormals = ({ positions, triangles }: Surface): Float32Array => {
  const faces = faceNormals({ positions, triangles })
  const sums = new Float64Array(positions.length)
  for (let i = 0; i < triangles.length; i += 3) {
    for (let corner = 0; corner < 3; corner++) {
      const vertex = triangles[i + corner]
      const angle = cornerAngle(positions, vertex, triangles[i + ((corner + 1) % 3)], triangles[i + ((corner + 2) % 3)])
      for (let axis = 0; axis < 3; axis++) sums[vertex * 3 + axis] += angle * faces[i + axis]
    }
  }
  return unitRows(sums)
}

/** `[m*3]` unit normals of the triangles, 0 0 0 for those without an area. */
export const faceNormals = (surface: Surface): Float32Array => unitRows(faceAreaVectors(surface))

/** `[m*3]` normal of each triangle, as long as its area. */
export const faceAreaVectors = ({ positions, triangles }: Surface): Float64Array => {
  const vectors = new Float64Array(triangles.length)
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i] * 3
    const b = triangles[i + 1] * 3
    const c = triangles[i + 2] * 3
    const abX = positions[b] - positions[a]
    const abY = positions[b + 1] - positions[a + 1]
    const abZ = positions[b + 2] - positions[a + 2]
    const acX = positions[c] - positions[a]
    const acY = positions[c + 1] - positions[a + 1]
    const acZ = positions[c + 2] - positions[a + 2]
    vectors[i] = (abY * acZ - abZ * acY) / 2
    vectors[i + 1] = (abZ * acX - abX * acZ) / 2
    vectors[i + 2] = (abX * acY - abY * acX) / 2
  }
  return vectors
}

const unitRows = (vectors: Float64Array): Float32Array => {
  const unit = new Float32Array(vectors.length)
  for (let i = 0; i < vectors.length; i += 3) {
    const length = Math.sqrt(vectors[i] ** 2 + vectors[i + 1] ** 2 + vectors[i + 2] ** 2)
    if (!(length > 0 && length < Infinity)) continue
    unit[i] = vectors[i] / length
    unit[i + 1] = vectors[i + 1] / length
    unit[i + 2] = vectors[i + 2] / length
  }
  return unit
}

/** A face counts as folded where it turns from its model by more than this cosine says (about 80°). */
const leastCosine = 0.17

/**
 * Faces (`[F*3]` triangles) of a surface that point away from where the reference's do, both `[V*3]`. Faces without an
 * area in either count as folded only where they have lost it.
 */
export const foldedFaces = (
  triangles: Uint32Array,
  surface: ArrayLike<number>,
  reference: ArrayLike<number>,
  cosine = leastCosine,
): Uint32Array => {
  const folded: number[] = []
  const a = new Float64Array(3)
  const b = new Float64Array(3)
  for (let face = 0; face < triangles.length / 3; face++) {
    areaVector(triangles, face, surface, a)
    areaVector(triangles, face, reference, b)
    const product = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    const lengths = Math.sqrt((a[0] ** 2 + a[1] ** 2 + a[2] ** 2) * (b[0] ** 2 + b[1] ** 2 + b[2] ** 2))
    if (lengths > 0 ? product < cosine * lengths : b[0] ** 2 + b[1] ** 2 + b[2] ** 2 > 0) folded.push(face)
  }
  return Uint32Array.from(folded)
}

const areaVector = (triangles: Uint32Array, face: number, p: ArrayLike<number>, out: Float64Array): void => {
  const a = triangles[face * 3] * 3
  const b = triangles[face * 3 + 1] * 3
  const c = triangles[face * 3 + 2] * 3
  const abX = p[b] - p[a]
  const abY = p[b + 1] - p[a + 1]
  const abZ = p[b + 2] - p[a + 2]
  const acX = p[c] - p[a]
  const acY = p[c + 1] - p[a + 1]
  const acZ = p[c + 2] - p[a + 2]
  out[0] = abY * acZ - abZ * acY
  out[1] = abZ * acX - abX * acZ
  out[2] = abX * acY - abY * acX
}

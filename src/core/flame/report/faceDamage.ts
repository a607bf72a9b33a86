import type { FaceCount } from '../../model/registration.ts'
import { foldedFaces } from '../foldedFaces.ts'

/** An edge is stretched where it is this many times as long, or as short, as on the fitted model. */
const mostStretch = 2

interface Surfaces {
  readonly triangles: Uint32Array
  /** `[V*3]` the registration, and the fitted model it grew from. */
  readonly surface: ArrayLike<number>
  readonly modelVertices: ArrayLike<number>
  /** `[V]` 1 on the ears. */
  readonly isEar: Uint8Array
}

/** Faces that point the other way than the fitted model's. */
export const flippedFaces = ({ triangles, surface, modelVertices, isEar }: Surfaces): FaceCount =>
  countFaces(foldedFaces(triangles, surface, modelVertices, 0), triangles, isEar)

/** Faces with a stretched or squeezed edge. */
export const stretchedFaces = ({ triangles, surface, modelVertices, isEar }: Surfaces): FaceCount => {
  const found: number[] = []
  for (let face = 0; face < triangles.length / 3; face++) {
    const a = triangles[face * 3] * 3
    const b = triangles[face * 3 + 1] * 3
    const c = triangles[face * 3 + 2] * 3
    const isStretched =
      isEdgeStretched(surface, modelVertices, a, b) ||
      isEdgeStretched(surface, modelVertices, b, c) ||
      isEdgeStretched(surface, modelVertices, c, a)
    if (isStretched) found.push(face)
  }
  return countFaces(found, triangles, isEar)
}

const isEdgeStretched = (surface: ArrayLike<number>, model: ArrayLike<number>, a: number, b: number): boolean => {
  const now = squaredLength(surface, a, b)
  const before = squaredLength(model, a, b)
  return now > mostStretch * mostStretch * before || now * mostStretch * mostStretch < before
}

const squaredLength = (p: ArrayLike<number>, a: number, b: number): number => {
  const x = p[a] - p[b]
  const y = p[a + 1] - p[b + 1]
  const z = p[a + 2] - p[b + 2]
  return x * x + y * y + z * z
}

/** A face is an ear's if any of its corners is. */
const countFaces = (faces: ArrayLike<number>, triangles: Uint32Array, isEar: Uint8Array): FaceCount => {
  let inEars = 0
  for (let i = 0; i < faces.length; i++) {
    const corner = faces[i] * 3
    if (isEar[triangles[corner]] || isEar[triangles[corner + 1]] || isEar[triangles[corner + 2]]) inEars++
  }
  return { inEars, outsideEars: faces.length - inEars }
}

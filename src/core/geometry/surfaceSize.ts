import type { Mesh } from '../model/mesh.ts'
import { faceAreaVectors } from './normals.ts'

type Surface = Pick<Mesh, 'positions' | 'triangles'>

/** Area of all triangles together, in the square of the mesh's unit. */
export const surfaceArea = (surface: Surface): number => {
  const vectors = faceAreaVectors(surface)
  let area = 0
  for (let i = 0; i < vectors.length; i += 3) area += Math.hypot(vectors[i], vectors[i + 1], vectors[i + 2])
  return area
}

/**
 * Volume that a watertight surface encloses, in the cube of the mesh's unit, by the divergence theorem; negative where
 * the triangles are turned inside out. Measured from the first vertex, so that a mesh far from its origin loses no
 * digits. Of an open surface the number means nothing.
 */
export const enclosedVolume = ({ positions, triangles }: Surface): number => {
  const [originX, originY, originZ] = positions
  let sixfold = 0
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i] * 3
    const b = triangles[i + 1] * 3
    const c = triangles[i + 2] * 3
    const bX = positions[b] - originX
    const bY = positions[b + 1] - originY
    const bZ = positions[b + 2] - originZ
    const cX = positions[c] - originX
    const cY = positions[c + 1] - originY
    const cZ = positions[c + 2] - originZ
    sixfold +=
      (positions[a] - originX) * (bY * cZ - bZ * cY) +
      (positions[a + 1] - originY) * (bZ * cX - bX * cZ) +
      (positions[a + 2] - originZ) * (bX * cY - bY * cX)
  }
  return sixfold / 6
}

import type { Mesh } from '../../model/mesh.ts'
import type { Vec3 } from '../../model/transform.ts'

/** Vertices within `radius` of a point, all in the mesh's frame and unit: H3DS's face_sphere is 95 mm about the nose tip. */
export const verticesWithin = (
  { positions }: Pick<Mesh, 'positions'>,
  [x, y, z]: Vec3,
  radius: number,
): Uint32Array => {
  const found: number[] = []
  for (let i = 0; i < positions.length; i += 3) {
    const squared = (positions[i] - x) ** 2 + (positions[i + 1] - y) ** 2 + (positions[i + 2] - z) ** 2
    if (squared <= radius * radius) found.push(i / 3)
  }
  return Uint32Array.from(found)
}

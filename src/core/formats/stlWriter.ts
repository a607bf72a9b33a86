import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'

/**
 * Writes a binary STL. It holds positions in single precision and nothing else of a mesh.
 *
 * @throws input/no-triangles for a point cloud, which STL cannot hold.
 */
export const writeStl = ({ positions, triangles }: Mesh): Uint8Array => {
  const count = triangles.length / 3
  if (count === 0) throw badInput('no-triangles', 'STL holds triangles only and this mesh has none. Write PLY instead.')
  const bytes = new Uint8Array(84 + count * 50)
  bytes.set(new TextEncoder().encode('Written by Cameo'))
  const view = new DataView(bytes.buffer)
  view.setUint32(80, count, true)
  for (let t = 0; t < count; t++) {
    const at = 84 + t * 50
    const corners = [triangles[t * 3] * 3, triangles[t * 3 + 1] * 3, triangles[t * 3 + 2] * 3]
    const normal = unitNormal(positions, corners)
    for (let k = 0; k < 3; k++) view.setFloat32(at + k * 4, normal[k], true)
    for (let corner = 0; corner < 3; corner++) {
      for (let k = 0; k < 3; k++) view.setFloat32(at + 12 + corner * 12 + k * 4, positions[corners[corner] + k], true)
    }
  }
  return bytes
}

/** Zero for a triangle without area. */
const unitNormal = (positions: Float32Array, [a, b, c]: number[]): [number, number, number] => {
  const ux = positions[b] - positions[a]
  const uy = positions[b + 1] - positions[a + 1]
  const uz = positions[b + 2] - positions[a + 2]
  const vx = positions[c] - positions[a]
  const vy = positions[c + 1] - positions[a + 1]
  const vz = positions[c + 2] - positions[a + 2]
  const x = uy * vz - uz * vy
  const y = uz * vx - ux * vz
  const z = ux * vy - uy * vx
  const length = Math.hypot(x, y, z)
  return length > 0 ? [x / length, y / length, z / length] : [0, 0, 0]
}

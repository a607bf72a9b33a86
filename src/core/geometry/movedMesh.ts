import type { Mesh } from '../model/mesh.ts'
import { type Mat4, transformPoints } from '../model/transform.ts'

/** The mesh moved by `targetFromSource`, a similarity; normals turn with it and keep their length. */
export const movedMesh = (mesh: Mesh, targetFromSource: Mat4): Mesh => ({
  ...mesh,
  positions: transformPoints(targetFromSource, mesh.positions),
  ...(mesh.positionsF64 && { positionsF64: transformPoints(targetFromSource, mesh.positionsF64) }),
  ...(mesh.normals && { normals: turned(mesh.normals, targetFromSource) }),
})

const turned = (normals: Float32Array, targetFromSource: Mat4): Float32Array => {
  const out = transformPoints(targetFromSource, normals)
  for (let i = 0; i < out.length; i += 3) {
    const x = out[i] - targetFromSource[3]
    const y = out[i + 1] - targetFromSource[7]
    const z = out[i + 2] - targetFromSource[11]
    const length = Math.hypot(x, y, z) || 1
    out[i] = x / length
    out[i + 1] = y / length
    out[i + 2] = z / length
  }
  return out
}

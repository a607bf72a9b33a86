import { PointTree } from '../../kernels/pointTree.ts'
import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import { badInput } from '../../model/errors.ts'
import type { Landmark, SurfacePoint } from '../../model/landmarks.ts'
import type { Mesh } from '../../model/mesh.ts'
import type { Vec3 } from '../../model/transform.ts'

/** The scan that landmarks belong to, for files that say places by its vertices and triangles. */
export type LandmarkMesh = Pick<Mesh, 'positions' | 'positionsF64' | 'triangles'>

/** Throws input/landmark-mesh where the scan was not given. */
export const neededMesh = (mesh: LandmarkMesh | undefined, what: string): LandmarkMesh => {
  if (mesh) return mesh
  throw badInput('landmark-mesh', `${what} of the scan, not positions: give the scan too (--mesh).`)
}

const vertexAt = (mesh: LandmarkMesh, vertex: number): Vec3 => {
  const positions = mesh.positionsF64 ?? mesh.positions
  return [positions[3 * vertex], positions[3 * vertex + 1], positions[3 * vertex + 2]]
}

/** Position of a 0-based vertex; null where the mesh has none such. */
export const vertexPosition = (mesh: LandmarkMesh, text: string | undefined): Vec3 | null => {
  const vertex = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN
  return vertex < mesh.positions.length / 3 ? vertexAt(mesh, vertex) : null
}

/** The vertex nearest to each point, and how far it is. */
export const nearestVertices = (
  mesh: LandmarkMesh,
  points: readonly Vec3[],
): readonly { readonly vertex: number; readonly distance: number }[] =>
  releasing(PointTree.build(mesh.positions), (tree) =>
    points.map((point) => {
      const vertex = tree.nearestOne(...point)
      return { vertex, distance: Math.hypot(...vertexAt(mesh, vertex).map((value, axis) => value - point[axis])) }
    }),
  )

/** A point of a triangle of the mesh; null where there is no such triangle. */
export const surfacePosition = (mesh: LandmarkMesh, { triangle, barycentrics }: SurfacePoint): Vec3 | null => {
  if (!(Number.isInteger(triangle) && triangle >= 0 && 3 * triangle < mesh.triangles.length)) return null
  const corners = [0, 1, 2].map((corner) => vertexAt(mesh, mesh.triangles[3 * triangle + corner]))
  const at = (axis: number): number => corners.reduce((sum, point, i) => sum + barycentrics[i] * point[axis], 0)
  return [at(0), at(1), at(2)]
}

/** Where on the mesh each landmark lies: as it says itself, else the closest place. Null without a position. */
export const surfacePlaces = (mesh: LandmarkMesh, landmarks: readonly Landmark[]): readonly (SurfacePoint | null)[] => {
  if (landmarks.every(({ position, surface }) => position === null || surface !== null)) {
    return landmarks.map(({ position, surface }) => position && surface)
  }
  const source = mesh.positionsF64 ?? mesh.positions
  const origin = vertexAt(mesh, 0)
  const positions = Float32Array.from(source, (value, i) => value - origin[i % 3])
  return releasing(TriangleTree.build({ positions, triangles: mesh.triangles }), (tree) =>
    landmarks.map(({ position, surface }) => {
      if (!position || surface) return position && surface
      const hit = tree.closestPoint(position[0] - origin[0], position[1] - origin[1], position[2] - origin[2])
      return hit && { triangle: hit.triangle, barycentrics: hit.barycentrics }
    }),
  )
}

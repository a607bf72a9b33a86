import type { Mesh } from '../../src/core/model/mesh.ts'
import type { Random } from '../../src/core/model/random.ts'
import { type Mat4, toMat4, transformPoint, transformPoints, type Vec3 } from '../../src/core/model/transform.ts'
import { ringTriangles } from '../headMesh.ts'
import type { RadialShape } from './headShape.ts'

/** Rotation by `angle` radians about the unit vector (Rodrigues), as a transform. */
export const rotation = ([x, y, z]: Vec3, angle: number): Mat4 => {
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const v = 1 - c
  return toMat4([
    c + v * x * x,
    v * x * y - s * z,
    v * x * z + s * y,
    0,
    v * x * y + s * z,
    c + v * y * y,
    v * y * z - s * x,
    0,
    v * x * z - s * y,
    v * y * z + s * x,
    c + v * z * z,
    0,
    0,
    0,
    0,
    1,
  ])
}

/** First scaled, then moved. */
export const scaleAndShift = (scale: number, [x, y, z]: Vec3): Mat4 =>
  toMat4([scale, 0, 0, x, 0, scale, 0, y, 0, 0, scale, z, 0, 0, 0, 1])

/** The shape in about `vertices` vertices, which `turn` places: two turns never share a vertex. */
export const shapeMesh = (shape: RadialShape, o: { readonly vertices: number; readonly turn: Mat4 }): Mesh => {
  const rings = Math.max(3, Math.round(Math.sqrt(o.vertices / 2)))
  const columns = 2 * rings
  const positions = new Float32Array((rings * columns + 2) * 3)
  const place = (at: number, polar: number, around: number): void => {
    const onGrid: Vec3 = [Math.sin(polar) * Math.cos(around), Math.cos(polar), -Math.sin(polar) * Math.sin(around)]
    const direction = transformPoint(o.turn, onGrid)
    const radius = shape.radiusAt(...direction)
    for (let axis = 0; axis < 3; axis++) positions[at * 3 + axis] = direction[axis] * radius
  }
  for (let ring = 0; ring < rings; ring++) {
    // Every other ring is set off by half a column, so that no direction along the surface is special.
    const first = (ring % 2) / 2
    for (let column = 0; column < columns; column++) {
      place(ring * columns + column, (Math.PI * (ring + 0.5)) / rings, (2 * Math.PI * (column + first)) / columns)
    }
  }
  place(rings * columns, 0, 0)
  place(rings * columns + 1, Math.PI, 0)
  return { positions, triangles: ringTriangles(rings, columns) }
}

/** A flat square of `side` mm about the origin, with `cells`² squares, turned in its plane. */
export const planeMesh = (o: { readonly side: number; readonly cells: number; readonly turnRad: number }): Mesh => {
  const row = o.cells + 1
  const positions = new Float32Array(row * row * 3)
  for (let i = 0; i < row * row; i++) {
    const x = o.side * ((i % row) / o.cells - 0.5)
    const y = o.side * (Math.floor(i / row) / o.cells - 0.5)
    positions[i * 3] = Math.cos(o.turnRad) * x - Math.sin(o.turnRad) * y
    positions[i * 3 + 1] = Math.sin(o.turnRad) * x + Math.cos(o.turnRad) * y
  }
  const triangles: number[] = []
  for (let cell = 0; cell < o.cells * o.cells; cell++) {
    const a = Math.floor(cell / o.cells) * row + (cell % o.cells)
    triangles.push(a, a + 1, a + row + 1, a, a + row + 1, a + row)
  }
  return { positions, triangles: new Uint32Array(triangles) }
}

/** The triangles whose vertices all lie where `keeps` says; unused vertices go. */
export const croppedMesh = (mesh: Mesh, keeps: (x: number, y: number, z: number) => boolean): Mesh => {
  const { positions: p } = mesh
  const number = new Int32Array(p.length / 3).fill(-1)
  let count = 0
  for (let i = 0; i < number.length; i++) if (keeps(p[i * 3], p[i * 3 + 1], p[i * 3 + 2])) number[i] = count++
  const positions = new Float32Array(count * 3)
  for (let i = 0; i < number.length; i++) {
    if (number[i] >= 0) positions.set(p.subarray(i * 3, i * 3 + 3), number[i] * 3)
  }
  const triangles = new Uint32Array(mesh.triangles.length)
  let at = 0
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [number[mesh.triangles[i]], number[mesh.triangles[i + 1]], number[mesh.triangles[i + 2]]]
    if (a < 0 || b < 0 || c < 0) continue
    triangles[at++] = a
    triangles[at++] = b
    triangles[at++] = c
  }
  return { positions, triangles: triangles.slice(0, at) }
}

/** Isotropic normal noise; `rmsMm`: root mean square length of the displacements. */
export const noisyMesh = (mesh: Mesh, rmsMm: number, random: Random): Mesh => ({
  ...mesh,
  positions:
    rmsMm > 0 ? mesh.positions.map((value) => value + (rmsMm / Math.sqrt(3)) * random.normal()) : mesh.positions,
})

export const movedMesh = (mesh: Mesh, m: Mat4): Mesh => ({
  positions: Float32Array.from(transformPoints(m, Float64Array.from(mesh.positions))),
  triangles: mesh.triangles,
})

/** As some exporters leave a scan: x negated, triangles turned so that outside stays outside. */
export const mirroredMesh = (mesh: Mesh): Mesh => ({
  positions: mesh.positions.map((value, i) => (i % 3 === 0 ? -value : value)),
  triangles: mesh.triangles.map((_, i, all) => all[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1]),
})

/** All meshes in one; they share no vertex. */
export const joinedMeshes = (meshes: readonly Mesh[]): Mesh => {
  const positions = new Float32Array(meshes.reduce((sum, mesh) => sum + mesh.positions.length, 0))
  const triangles = new Uint32Array(meshes.reduce((sum, mesh) => sum + mesh.triangles.length, 0))
  let [vertex, corner] = [0, 0]
  for (const mesh of meshes) {
    positions.set(mesh.positions, vertex * 3)
    for (const index of mesh.triangles) triangles[corner++] = index + vertex
    vertex += mesh.positions.length / 3
  }
  return { positions, triangles }
}

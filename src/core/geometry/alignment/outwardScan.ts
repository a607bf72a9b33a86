import type { AlignScan } from '../../model/alignment.ts'
import type { ScanSide } from '../../model/landmarkFindings.ts'
import type { Mesh, Warning } from '../../model/mesh.ts'
import { usableVertices } from './sourceSamples.ts'

/** Heads and busts lie above 0.3, patches of a face near 0; turned inside out they change the sign. */
const insideOutBelow = -0.1

/**
 * The scan with its faces outwards. One whose faces look inwards would fit nothing (counterparts must face the same
 * way): it is turned for the alignment and a warning says so. Clouds without normals stay as they are.
 */
export const outwardScan = (scan: AlignScan, which: ScanSide): { scan: AlignScan; warnings: readonly Warning[] } => {
  if (outwardness(scan.mesh) >= insideOutBelow) return { scan, warnings: [] }
  const message =
    `The faces of the ${which} scan look inwards, as after negating an axis; they were turned for the alignment. ` +
    'Turn them in its file too.'
  return { scan: { ...scan, mesh: turnedMesh(scan.mesh) }, warnings: [{ code: 'align/inside-out', message }] }
}

/**
 * -1..1: how far the faces look away from the middle of the scan, Σ a·(c − m) / Σ |a|·|c − m| with the faces' area
 * vectors a and centres c (for a cloud its normals and points); 0 where nothing has a direction. Floating pieces have
 * no say. By the theorem of Gauss the sum is three times the volume for a closed surface; for a part of a sphere it is
 * positive too.
 */
export const outwardness = (mesh: Mesh): number => {
  const faces = mesh.triangles.length > 0 ? triangleFaces(mesh) : pointFaces(mesh)
  const middle = [0, 1, 2].map((axis) => {
    let sum = 0
    for (let at = axis; at < faces.centres.length; at += 3) sum += faces.centres[at]
    return sum / Math.max(1, faces.centres.length / 3)
  })
  let [along, whole] = [0, 0]
  for (let at = 0; at < faces.centres.length; at += 3) {
    const [x, y, z] = [0, 1, 2].map((axis) => faces.centres[at + axis] - middle[axis])
    const [a, b, c] = [faces.areas[at], faces.areas[at + 1], faces.areas[at + 2]]
    along += a * x + b * y + c * z
    whole += Math.sqrt((a * a + b * b + c * c) * (x * x + y * y + z * z))
  }
  return whole > 0 ? along / whole : 0
}

interface Faces {
  /** `[n*3]` each. */
  readonly centres: Float64Array
  readonly areas: Float64Array
}

const pointFaces = ({ positions, normals }: Mesh): Faces =>
  normals
    ? { centres: Float64Array.from(positions), areas: Float64Array.from(normals) }
    : { centres: new Float64Array(), areas: new Float64Array() }

const triangleFaces = (mesh: Mesh): Faces => {
  const { positions: p, triangles } = mesh
  const isUsable = new Uint8Array(p.length / 3)
  for (const vertex of usableVertices(mesh).indices) isUsable[vertex] = 1
  const centres: number[] = []
  const areas: number[] = []
  for (let t = 0; t < triangles.length; t += 3) {
    if (isUsable[triangles[t]] === 0) continue
    const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3]
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]]
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]]
    for (let axis = 0; axis < 3; axis++) centres.push((p[a + axis] + p[b + axis] + p[c + axis]) / 3)
    areas.push(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx)
  }
  return { centres: Float64Array.from(centres), areas: Float64Array.from(areas) }
}

const turnedMesh = (mesh: Mesh): Mesh => {
  const triangles = mesh.triangles.slice()
  for (let t = 0; t < triangles.length; t += 3) {
    triangles[t + 1] = mesh.triangles[t + 2]
    triangles[t + 2] = mesh.triangles[t + 1]
  }
  return { ...mesh, triangles, ...(mesh.normals ? { normals: mesh.normals.map((value) => -value) } : {}) }
}

import type { AlignScan } from '../../model/alignment.ts'
import type { ScanSide } from '../../model/landmarkFindings.ts'
import type { Mesh, Warning } from '../../model/mesh.ts'

/** Heads and busts lie above 0.3, patches of a face near 0; turned inside out they change the sign. */
const insideOutBelow = -0.1
/** Faces that are asked, about. */
const askedFaces = 20_000

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
 * vectors a and centres c (for a cloud its normals and points); 0 where nothing has a direction. By the theorem of Gauss
 * the sum is three times the volume for a closed surface; for a part of a sphere it is positive too. Some thousand
 * faces, evenly over the file, are asked.
 */
export const outwardness = (mesh: Mesh): number => {
  const { centres, areas } = mesh.triangles.length > 0 ? triangleFaces(mesh) : pointFaces(mesh)
  const middle = new Float64Array(3)
  for (let i = 0; i < centres.length; i++) middle[i % 3] += centres[i] / (centres.length / 3)
  let along = 0
  let whole = 0
  for (let at = 0; at < centres.length; at += 3) {
    const x = centres[at] - middle[0]
    const y = centres[at + 1] - middle[1]
    const z = centres[at + 2] - middle[2]
    const a = areas[at]
    const b = areas[at + 1]
    const c = areas[at + 2]
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

const facesFor = (count: number): Faces & { readonly step: number; readonly asked: number } => {
  const step = Math.max(1, Math.floor(count / askedFaces))
  const asked = Math.ceil(count / step)
  return { centres: new Float64Array(asked * 3), areas: new Float64Array(asked * 3), step, asked }
}

const pointFaces = ({ positions, normals }: Mesh): Faces => {
  const { centres, areas, step, asked } = facesFor(normals ? positions.length / 3 : 0)
  for (let i = 0; i < asked; i++) {
    const from = i * step * 3
    centres.set(positions.subarray(from, from + 3), i * 3)
    if (normals) areas.set(normals.subarray(from, from + 3), i * 3)
  }
  return { centres, areas }
}

const triangleFaces = ({ positions: p, triangles }: Mesh): Faces => {
  const { centres, areas, step, asked } = facesFor(triangles.length / 3)
  for (let i = 0; i < asked; i++) {
    const first = i * step * 3
    const a = triangles[first] * 3
    const b = triangles[first + 1] * 3
    const c = triangles[first + 2] * 3
    const ux = p[b] - p[a]
    const uy = p[b + 1] - p[a + 1]
    const uz = p[b + 2] - p[a + 2]
    const vx = p[c] - p[a]
    const vy = p[c + 1] - p[a + 1]
    const vz = p[c + 2] - p[a + 2]
    const at = i * 3
    for (let axis = 0; axis < 3; axis++) centres[at + axis] = (p[a + axis] + p[b + axis] + p[c + axis]) / 3
    areas[at] = uy * vz - uz * vy
    areas[at + 1] = uz * vx - ux * vz
    areas[at + 2] = ux * vy - uy * vx
  }
  return { centres, areas }
}

const turnedMesh = (mesh: Mesh): Mesh => {
  const triangles = mesh.triangles.slice()
  for (let t = 0; t < triangles.length; t += 3) {
    triangles[t + 1] = mesh.triangles[t + 2]
    triangles[t + 2] = mesh.triangles[t + 1]
  }
  return { ...mesh, triangles, ...(mesh.normals ? { normals: mesh.normals.map((value) => -value) } : {}) }
}

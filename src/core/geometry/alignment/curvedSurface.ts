import { unpackNormal } from '../../kernels/meshSurroundings.ts'
import type { SearchedMesh } from '../placedSurface.ts'
import { type Matches, matchState } from './matches.ts'

/** Weight of a corner below which the closest point counts as lying on the opposite edge. */
const onEdge = 1e-9
/** Height of the curved surface over its triangle, against the distance to the corners, that is still smooth. */
const steepest = 0.15
/** Tighter curves than this (1/mm, both principal ones together) are taken for noise of the normals. */
const tightest = 0.2

/** Where points lie on flat triangles. */
export interface FlatPlaces {
  /** `[k*3]` vertices of their triangles. */
  readonly corners: Uint32Array
  /** `[k*3]` weights of these. */
  readonly barycentrics: Float64Array
}

interface DescribedMesh extends SearchedMesh {
  /** `[n]`, see `unpackNormal`. */
  readonly packedNormals: Uint32Array
  /** `[n]` */
  readonly isBoundary: Uint8Array
  /** `[n]` 0..1, null: 1 everywhere. */
  readonly trust: Float32Array | null
}

/** The curved surface that the normals of a mesh describe. */
export class CurvedSurface {
  private readonly mesh: DescribedMesh
  /** Of the three corners at hand: normals, and positions in the mesh. */
  private readonly normals = new Float64Array(9)
  private readonly positions = new Float64Array(9)

  constructor(mesh: DescribedMesh) {
    this.mesh = mesh
  }

  /**
   * Raises match `i`, whose point lies on the flat triangle of `flat` at place `k`, to the curved surface, fills in what
   * else is known of it and says whether it lies on the border.
   *
   * Flat triangles lie inside a convex surface by the sagitta, which shrinks whatever is fitted to them. Half the mean
   * height of the tangent planes of the three corners over the flat point is that sagitta to second order (Phong
   * tessellation, Boubekeur and Alexa, 2008, with α = ½, which is exact for a sphere).
   */
  raise(matches: Matches, i: number, flat: FlatPlaces, k: number): number {
    const { mesh, normals, positions } = this
    const { scale, shift } = mesh.placement
    const { points } = matches
    const at = i * 3
    let isOnBorder = hasZeroWeight(flat.barycentrics, k * 3)
    let x = 0
    let y = 0
    let z = 0
    let height = 0
    let reach = 0
    let trust = 0
    for (let corner = 0; corner < 3; corner++) {
      const weight = flat.barycentrics[k * 3 + corner]
      const vertex = flat.corners[k * 3 + corner]
      if (weight > onEdge && mesh.isBoundary[vertex] === 0) isOnBorder = false
      const v = corner * 3
      unpackNormal(mesh.packedNormals[vertex], normals, v)
      for (let axis = 0; axis < 3; axis++) positions[v + axis] = mesh.positions[vertex * 3 + axis]
      const toX = scale * positions[v] + shift[0] - points[at]
      const toY = scale * positions[v + 1] + shift[1] - points[at + 1]
      const toZ = scale * positions[v + 2] + shift[2] - points[at + 2]
      x += weight * normals[v]
      y += weight * normals[v + 1]
      z += weight * normals[v + 2]
      height += (weight / 2) * (toX * normals[v] + toY * normals[v + 1] + toZ * normals[v + 2])
      if (mesh.trust) trust += weight * mesh.trust[vertex]
      const squared = toX * toX + toY * toY + toZ * toZ
      if (squared > reach) reach = squared
    }
    const length = Math.sqrt(x * x + y * y + z * z)
    if (length === 0) return matchState.none
    // Across a crease the normals describe no smooth surface: the flat point stays.
    const raised = Math.abs(height) < steepest * Math.sqrt(reach) ? height / length : 0
    matches.normals[at] = x / length
    matches.normals[at + 1] = y / length
    matches.normals[at + 2] = z / length
    points[at] += raised * matches.normals[at]
    points[at + 1] += raised * matches.normals[at + 1]
    points[at + 2] += raised * matches.normals[at + 2]
    this.writeDivergence(matches.curvatures, i)
    if (matches.trust) matches.trust[i] = trust
    return isOnBorder ? matchState.border : matchState.found
  }

  /**
   * Divergence of the normals of the corners at hand over their triangle, which is the sum of its principal curvatures
   * (1/mm): Σ n·∇φ over its corners, φ the linear hat of each. Written and not returned, which would make an object of
   * each number.
   */
  private writeDivergence(curvatures: Float64Array, i: number): void {
    const { normals, positions: p } = this
    const ux = p[3] - p[0]
    const uy = p[4] - p[1]
    const uz = p[5] - p[2]
    const vx = p[6] - p[0]
    const vy = p[7] - p[1]
    const vz = p[8] - p[2]
    const x = uy * vz - uz * vy
    const y = uz * vx - ux * vz
    const z = ux * vy - uy * vx
    const squared = x * x + y * y + z * z
    if (!(squared > 0)) {
      curvatures[i] = 0
      return
    }
    // N × (c − b), N × (a − c), N × (b − a), each over the squared double area, are the gradients of the three hats.
    const alongA = turnedDot(x, y, z, vx - ux, vy - uy, vz - uz, normals, 0)
    const alongB = turnedDot(x, y, z, -vx, -vy, -vz, normals, 3)
    const alongC = turnedDot(x, y, z, ux, uy, uz, normals, 6)
    const divergence = (alongA + alongB + alongC) / (squared * this.mesh.placement.scale)
    curvatures[i] = Math.max(-tightest, Math.min(tightest, divergence))
  }
}

/** (x × e)·n, n the row of `normals` from `at` on. */
const turnedDot = (
  x: number,
  y: number,
  z: number,
  ex: number,
  ey: number,
  ez: number,
  normals: Float64Array,
  at: number,
): number => (y * ez - z * ey) * normals[at] + (z * ex - x * ez) * normals[at + 1] + (x * ey - y * ex) * normals[at + 2]

const hasZeroWeight = (barycentrics: Float64Array, at: number): boolean =>
  barycentrics[at] <= onEdge || barycentrics[at + 1] <= onEdge || barycentrics[at + 2] <= onEdge

import { MeshoptSimplifier } from 'meshoptimizer/simplifier'
import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'
import type { MeshParts } from '../model/meshParts.ts'
import { partsInOrder, type Wedges, wedgesOf } from './wedges.ts'

export interface SimplifyOptions {
  /** Stop at so many triangles … */
  readonly triangles: number
  /** … or where the surface would leave the original by more than this, in the mesh's unit; null: no such bound. */
  readonly largestError: number | null
  /** Border vertices stay where they are. */
  readonly keepBorder: boolean
}

export interface SimplifiedMesh {
  readonly mesh: Mesh
  /** Of its triangles, where there were any. */
  readonly parts: MeshParts | undefined
  /** What the simplifier says of the distance to the original, the mesh's unit. */
  readonly error: number
}

/**
 * Fewer triangles by collapsing edges where quadrics say that it changes the surface least (Garland and Heckbert,
 * SIGGRAPH 1997), by meshoptimizer. Vertices are a part of the original's, with their colours, normals and texture
 * coordinates; seams of the texture and borders between parts stay seams and borders.
 *
 * @throws input/no-surface for a point cloud.
 */
export const simplifiedMesh = async (mesh: Mesh, o: SimplifyOptions, parts?: MeshParts): Promise<SimplifiedMesh> => {
  if (mesh.triangles.length === 0) throw badInput('no-surface', 'Simplifying needs triangles; this is a point cloud.')
  await MeshoptSimplifier.ready
  const scale = MeshoptSimplifier.getScale(mesh.positions, 3)
  const relative = o.largestError === null ? 1 : Math.min(1, o.largestError / scale)
  // Wedges at one position are taken for the sides of a seam.
  const wedges = wedgesOf(mesh, parts)
  const [triangles, error] = MeshoptSimplifier.simplify(
    wedges.triangles,
    rowsAt(mesh.positions, wedges.vertices, 3),
    3,
    Math.max(3, Math.min(mesh.triangles.length, o.triangles * 3)),
    relative,
    o.keepBorder ? ['LockBorder'] : [],
  )
  const { classes } = wedges
  const ordered = classes ? inOrderOf(classes, triangles) : triangles
  return {
    mesh: usedPart(mesh, wedges, ordered),
    parts:
      parts && classes
        ? partsInOrder(
            Uint32Array.from({ length: ordered.length / 3 }, (_, triangle) => classes[ordered[triangle * 3]]),
            parts,
          )
        : undefined,
    error: error * scale,
  }
}

/** The triangles by the class of their wedges; those of one class in the order that they have. */
const inOrderOf = (classes: Uint32Array, triangles: Uint32Array): Uint32Array => {
  const order = Uint32Array.from({ length: triangles.length / 3 }, (_, triangle) => triangle)
  order.sort((a, b) => classes[triangles[a * 3]] - classes[triangles[b * 3]] || a - b)
  return rowsAt(triangles, order, 3)
}

const rowsAt = <T extends Float32Array | Float64Array | Uint8Array | Uint32Array>(
  from: T,
  rows: Uint32Array,
  width: number,
): T => {
  const Kind = from.constructor as new (length: number) => T
  const to = new Kind(rows.length * width)
  for (let at = 0; at < rows.length; at++) {
    for (let k = 0; k < width; k++) to[at * width + k] = from[rows[at] * width + k]
  }
  return to
}

/** What is used of `count` things, ascending, and the number of each thing among them. */
const renumbered = (
  used: Uint32Array,
  count: number,
): { readonly kept: Uint32Array; readonly numbers: Uint32Array } => {
  const numbers = new Uint32Array(count)
  for (const thing of used) numbers[thing] = 1
  const kept = new Uint32Array(numbers.reduce((sum, isUsed) => sum + isUsed, 0))
  let at = 0
  for (let thing = 0; thing < count; thing++) {
    if (numbers[thing] === 0) continue
    kept[at] = thing
    numbers[thing] = at++
  }
  return { kept, numbers }
}

/** What the triangles, which name wedges, use of the mesh. */
const usedPart = (mesh: Mesh, wedges: Wedges, triangles: Uint32Array): Mesh => {
  const corners = triangles.map((wedge) => wedges.vertices[wedge])
  const { kept, numbers } = renumbered(corners, mesh.positions.length / 3)
  return {
    positions: rowsAt(mesh.positions, kept, 3),
    ...(mesh.positionsF64 && { positionsF64: rowsAt(mesh.positionsF64, kept, 3) }),
    triangles: corners.map((vertex) => numbers[vertex]),
    ...(mesh.normals && { normals: rowsAt(mesh.normals, kept, 3) }),
    ...(mesh.colors && { colors: rowsAt(mesh.colors, kept, 3) }),
    ...(mesh.uvs && usedUvs(mesh.uvs, wedges.uvs, { kept, triangles })),
    ...(mesh.textureFile && { textureFile: mesh.textureFile }),
  }
}

const usedUvs = (
  uvs: Float32Array,
  ofWedges: Uint32Array | null,
  { kept, triangles }: { readonly kept: Uint32Array; readonly triangles: Uint32Array },
): Pick<Mesh, 'uvs' | 'uvTriangles'> => {
  if (!ofWedges) return { uvs: rowsAt(uvs, kept, 2) }
  const corners = triangles.map((wedge) => ofWedges[wedge])
  const used = renumbered(corners, uvs.length / 2)
  return { uvs: rowsAt(uvs, used.kept, 2), uvTriangles: corners.map((uv) => used.numbers[uv]) }
}

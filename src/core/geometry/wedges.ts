import type { Mesh } from '../model/mesh.ts'
import { type MeshParts, partLabels } from '../model/meshParts.ts'

/** The corners of a mesh that are one: the same vertex with the same texture coordinate in the same part. */
export interface Wedges {
  /** `[m*3]` wedge of each corner. */
  readonly triangles: Uint32Array
  /** `[w]` */
  readonly vertices: Uint32Array
  /** `[w]` index into `uvs` of the mesh; null where it has no numbers of its own for these. */
  readonly uvs: Uint32Array | null
  /** `[w]` class of labels; null where the triangles have none. */
  readonly classes: Uint32Array | null
}

/** The different rows of labels of parts, the first one of triangles without any; and the class of each run. */
interface LabelClasses {
  readonly rows: readonly Uint32Array[]
  /** `[p]` */
  readonly ofRun: Uint32Array
}

const width = partLabels.length

const labelClasses = ({ labels }: MeshParts): LabelClasses => {
  const rows: Uint32Array[] = [new Uint32Array(width)]
  const known = new Map([[rows[0].join(), 0]])
  const ofRun = Uint32Array.from({ length: labels.length / width }, (_, run) => {
    const row = labels.subarray(run * width, (run + 1) * width)
    const key = row.join()
    const found = known.get(key) ?? rows.push(row) - 1
    known.set(key, found)
    return found
  })
  return { rows, ofRun }
}

/** `[m]` class of every triangle. */
const classesOfTriangles = (parts: MeshParts, { ofRun }: LabelClasses, triangleCount: number): Uint32Array => {
  const classes = new Uint32Array(triangleCount)
  parts.starts.forEach((start, run) => {
    classes.fill(ofRun[run], start, parts.starts[run + 1] ?? triangleCount)
  })
  return classes
}

/** The wedges of a mesh, each vertex's in the order of its corners. */
export const wedgesOf = ({ positions, triangles, uvTriangles }: Mesh, parts: MeshParts | undefined): Wedges => {
  const classes = parts && classesOfTriangles(parts, labelClasses(parts), triangles.length / 3)
  const [vertices, uvs, ofClass]: [number[], number[], number[]] = [[], [], []]
  /** For each vertex its last wedge, for each wedge the one of its vertex before. */
  const last = new Int32Array(positions.length / 3).fill(-1)
  const before: number[] = []
  const corners = triangles.map((vertex, corner) => {
    const uv = uvTriangles?.[corner] ?? 0
    const ownClass = classes?.[Math.floor(corner / 3)] ?? 0
    let wedge = last[vertex]
    while (wedge >= 0 && (uvs[wedge] !== uv || ofClass[wedge] !== ownClass)) wedge = before[wedge]
    if (wedge >= 0) return wedge
    before.push(last[vertex])
    last[vertex] = vertices.length
    uvs.push(uv)
    ofClass.push(ownClass)
    return vertices.push(vertex) - 1
  })
  return {
    triangles: corners,
    vertices: Uint32Array.from(vertices),
    uvs: uvTriangles ? Uint32Array.from(uvs) : null,
    classes: classes ? Uint32Array.from(ofClass) : null,
  }
}

/** The parts of triangles that stand in the order of their classes, `[m]` ascending. */
export const partsInOrder = (classes: Uint32Array, parts: MeshParts): MeshParts => {
  const { rows } = labelClasses(parts)
  const starts: number[] = []
  const labels: number[] = []
  classes.forEach((one, triangle) => {
    if (one === 0 || one === classes[triangle - 1]) return
    starts.push(triangle)
    labels.push(...rows[one])
  })
  return { starts: Uint32Array.from(starts), labels: Uint32Array.from(labels), names: parts.names }
}

import { head8 } from '../model/schemes.ts'
import type { LandmarkEmbedding } from './embedding.ts'

/**
 * Where the eight points of head-8 lie on FLAME's topology: face, its vertices and the barycentrics in their order.
 * The public embeddings agree on them, but for the nose tip, which is MICA's (datasets.md).
 */
const places: Readonly<
  Record<string, { face: number; vertices: readonly number[]; barycentrics: readonly [number, number, number] }>
> = {
  right_eye_outer: { face: 6768, vertices: [2440, 2428, 2437], barycentrics: [0.1223315, 0.1711339, 0.7065346] },
  right_eye: { face: 8731, vertices: [2509, 3631, 3632], barycentrics: [0.286445, 0.2342298, 0.4793252] },
  left_eye: { face: 6409, vertices: [3833, 3832, 1358], barycentrics: [0.4793252, 0.2342298, 0.286445] },
  left_eye_outer: { face: 268, vertices: [1182, 1175, 1154], barycentrics: [0.1223315, 0.7065346, 0.1711339] },
  nose_base: { face: 8803, vertices: [1692, 3556, 3507], barycentrics: [0.0048175, 0.6991135, 0.296069] },
  right_lips: { face: 7423, vertices: [2845, 2715, 2714], barycentrics: [0.4711792, 0.5057284, 0.0230923] },
  left_lips: { face: 917, vertices: [1730, 1578, 1579], barycentrics: [0.4711792, 0.0230923, 0.5057284] },
  nose_tip: { face: 8800, vertices: [3526, 3564, 1819], barycentrics: [0.8673513, 0.1256192, 0.0070294] },
}

const pointNames = head8.points.map((point) => point.name)

/** The eight points of head-8 on FLAME's own topology; for another one the user's embedding is needed. */
export const head8Embedding: LandmarkEmbedding = {
  name: 'head-8',
  pointCount: pointNames.length,
  pointNames,
  faces: Uint32Array.from(pointNames, (name) => places[name].face),
  barycentrics: Float64Array.from(pointNames.flatMap((name) => places[name].barycentrics)),
  listIndices: null,
  warnings: [],
}

/** Whether `head8Embedding` means the same places on these `[F*3]` triangles. */
export const hasFlameTopology = (triangles: Uint32Array): boolean =>
  Object.values(places).every(
    ({ face, vertices }) =>
      face * 3 + 2 < triangles.length && vertices.every((vertex, corner) => triangles[face * 3 + corner] === vertex),
  )

/** Which point of an ordered list is which of head-8: the 51 of FLAME and the 68 of iBUG agree on these seven. */
const ibug68OfHead8: ReadonlyMap<number, string> = new Map([
  [36, 'right_eye_outer'],
  [39, 'right_eye'],
  [42, 'left_eye'],
  [45, 'left_eye_outer'],
  [33, 'nose_base'],
  [48, 'right_lips'],
  [54, 'left_lips'],
])

/**
 * The head-8 name of point `index` of an ordered list of 51 or 68; null where it is none of them. The nose tip is left
 * out: the two public 51-sets put it 4 mm apart.
 */
export const head8NameInList = (listLength: number, index: number): string | null => {
  if (listLength === 51) return ibug68OfHead8.get(index + 17) ?? null
  return listLength === 68 ? (ibug68OfHead8.get(index) ?? null) : null
}

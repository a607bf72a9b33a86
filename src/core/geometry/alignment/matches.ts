/** What became of the search for a counterpart. */
export const matchState = { none: 0, border: 1, found: 2 } as const

/** Counterparts of `m` points on the target, made once per set of points and used in every iteration. */
export interface Matches {
  /** `[m*3]` closest points, raised from flat triangles to the curved surface that their normals describe. */
  readonly points: Float64Array
  /** `[m*3]` unit normals there; 0 0 0 where the target has none. */
  readonly normals: Float64Array
  /** `[m]` to the flat triangles. */
  readonly distances: Float64Array
  /** `[m]` of `matchState`; `border`: the closest point lies on a border of the target, so the counterpart is missing. */
  readonly states: Uint8Array
  /** `[m]` sum of the principal curvatures there, 1/mm, positive where the surface bulges outwards; 0 for points. */
  readonly curvatures: Float64Array
  /** `[m]` 0..1 how much the target trusts itself there, null: 1 everywhere. */
  readonly trust: Float32Array | null
}

/** Room for the counterparts of `count` points; nothing found yet. */
export const matchesFor = (count: number, { hasTrust }: { readonly hasTrust: boolean }): Matches => ({
  points: new Float64Array(count * 3),
  normals: new Float64Array(count * 3),
  distances: new Float64Array(count),
  states: new Uint8Array(count),
  curvatures: new Float64Array(count),
  trust: hasTrust ? new Float32Array(count).fill(1) : null,
})

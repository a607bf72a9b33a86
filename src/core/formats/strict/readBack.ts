import type { Mesh } from '../../model/mesh.ts'

/** What a reader took from a file, in its order. */
export interface ReadMesh {
  readonly positions: number[]
  readonly triangles: number[]
  /** 0–1. */
  readonly colors: number[]
  readonly uvs: number[]
  readonly uvTriangles: number[]
}

export const countProblem = (what: string, found: number, expected: number): string | null =>
  found === expected ? null : `it counts ${found} of ${what} where there are ${expected}.`

/** Where what was read differs from the mesh, as a sentence; null where it does not. */
export const rowsProblem = (read: ReadMesh, mesh: Mesh): string | null => {
  const { positions, positionsF64, triangles, colors, uvs, uvTriangles } = mesh
  const single = Math.fround
  return (
    difference('coordinate', read.positions, positionsF64 ?? positions, positionsF64 ? undefined : single) ??
    notFinite(read.positions) ??
    difference('corner', read.triangles, triangles) ??
    difference('colour', read.colors, colors ?? [], (value) => Math.round(value * 255)) ??
    difference('texture coordinate', read.uvs, uvs ?? [], single) ??
    difference('texture corner', read.uvTriangles, uvs ? (uvTriangles ?? triangles) : [])
  )
}

const difference = (
  what: string,
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  rounded: (value: number) => number = (value) => value,
): string | null => {
  if (found.length !== expected.length) return `it finds ${found.length} ${what}s where there are ${expected.length}.`
  for (let i = 0; i < expected.length; i++) {
    if (rounded(found[i]) === expected[i] || Number.isNaN(expected[i])) continue
    return `it takes ${found[i]} for ${what} ${i}, which is ${expected[i]}.`
  }
  return null
}

const notFinite = (positions: readonly number[]): string | null => {
  const bad = positions.findIndex((value) => !Number.isFinite(value))
  return bad < 0 ? null : `coordinate ${bad} is not a finite number.`
}

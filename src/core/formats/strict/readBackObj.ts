import type { Mesh } from '../../model/mesh.ts'
import { countProblem, type ReadMesh, rowsProblem } from './readBack.ts'

/** Bytes that are made text at once. */
const piece = 1 << 22

/** The lines of a text, without its ends; the text is never one string. */
function* linesOf(bytes: Uint8Array): Generator<string> {
  for (let at = 0; at < bytes.length; ) {
    const newline = at + piece < bytes.length ? bytes.lastIndexOf(10, at + piece) : bytes.length
    const end = newline < at ? bytes.length : newline
    yield* new TextDecoder().decode(bytes.subarray(at, end)).split('\n')
    at = end + 1
  }
}

const countOf = (line: string, needle: string): number => {
  let count = 0
  for (let at = line.indexOf(needle); at >= 0; at = line.indexOf(needle, at + needle.length)) count++
  return count
}

/**
 * As `Mesh._load_obj` of H3DS's package reads it (h3ds/mesh.py): counts of “v ”, “f ” and “vt ” in the whole text size
 * the arrays, lines are told by their first word, corners are split at slashes.
 */
export const asH3dsReadsObj = (bytes: Uint8Array, mesh: Mesh): string | null => {
  const counts = { v: 0, f: 0, vt: 0 }
  const read: ReadMesh = { positions: [], triangles: [], colors: [], uvs: [], uvTriangles: [] }
  for (const line of linesOf(bytes)) {
    counts.v += countOf(line, 'v ')
    counts.f += countOf(line, 'f ')
    counts.vt += countOf(line, 'vt ')
    const [word, ...values] = line.trim().split(/\s+/)
    if (word === 'v') {
      read.positions.push(...values.slice(0, 3).map(Number))
      if (values.length === 6) read.colors.push(...values.slice(3).map(Number))
    } else if (word === 'vn') return 'it takes normals that are not counted.'
    else if (word === 'vt') read.uvs.push(...values.slice(0, 2).map(Number))
    else if (word === 'f') {
      const corners = values.slice(0, 3).map((corner) => corner.split('/'))
      read.triangles.push(...corners.map(([vertex]) => Number(vertex) - 1))
      if (corners[0]?.length === 2) read.uvTriangles.push(...corners.map(([, uv]) => Number(uv) - 1))
    }
  }
  return (
    countProblem('“v ”', counts.v, mesh.positions.length / 3) ??
    countProblem('“f ”', counts.f, mesh.triangles.length / 3) ??
    countProblem('“vt ”', counts.vt, (mesh.uvs?.length ?? 0) / 2) ??
    rowsProblem(read, mesh)
  )
}

/**
 * As NoW's mesh library reads it (psbody-mesh, py_loadobj.cpp): lines are told by their first letters, every number of
 * a `v` line is a coordinate, polygons become fans. Then its own test for triangles without area.
 */
export const asNowReadsObj = (bytes: Uint8Array, mesh: Mesh): string | null => {
  const read: ReadMesh = { positions: [], triangles: [], colors: [], uvs: [], uvTriangles: [] }
  for (const line of linesOf(bytes)) {
    if (line.startsWith('vt') || line.startsWith('vn')) continue
    if (line.startsWith('g')) return 'it takes a line for a group.'
    if (line.startsWith('f')) {
      const corners = line
        .slice(1)
        .trim()
        .split(/\s+/)
        .map((corner) => Number.parseInt(corner, 10) - 1)
      for (let i = 1; i < corners.length - 1; i++) read.triangles.push(corners[0], corners[i], corners[i + 1])
    } else if (line.startsWith('v')) {
      read.positions.push(...line.slice(1).trim().split(/\s+/).map(Number))
    }
  }
  return rowsProblem(read, mesh) ?? flatTriangleProblem(read)
}

/** NoW's `clean_degenerated_faces`: the cross product of the unit edges is exactly zero. */
const flatTriangleProblem = ({ positions, triangles }: ReadMesh): string | null => {
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [triangles[i] * 3, triangles[i + 1] * 3, triangles[i + 2] * 3]
    const first = unitStep(positions, a, b)
    const second = unitStep(positions, a, c)
    const isFlat = [0, 1, 2].every((k) => {
      const [u, v] = [(k + 1) % 3, (k + 2) % 3]
      return first[u] * second[v] - first[v] * second[u] === 0
    })
    if (isFlat) return `triangle ${i / 3} has no area.`
  }
  return null
}

const unitStep = (positions: readonly number[], from: number, to: number): readonly number[] => {
  const step = [0, 1, 2].map((k) => positions[to + k] - positions[from + k])
  const length = Math.hypot(...step) || 1
  return step.map((value) => value / length)
}

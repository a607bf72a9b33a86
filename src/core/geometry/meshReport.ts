import type { Mesh, Warning } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'
import type { UpAxis } from '../model/units.ts'
import { boundaryLoops } from './boundaryLoops.ts'
import { duplicateTriangleCount, duplicateVertexCount } from './duplicates.ts'
import { edgesOf } from './edges.ts'
import { type Hole, holesOf } from './holes.ts'
import { guessHeadUnit, type UnitGuess } from './meshUnit.ts'
import { surfaceClosure } from './surfaceClosure.ts'
import { enclosedVolume, surfaceArea } from './surfaceSize.ts'
import { connectedComponents, degenerateTriangles, nonManifoldEdgeCount } from './topology.ts'
import { guessUpAxis } from './upAxis.ts'

export interface MeshReport {
  /** Lowest and highest corner of all finite vertices, the mesh's own frame and unit; 0 0 0 where there are none. */
  readonly bounds: { readonly min: Vec3; readonly max: Vec3 }
  readonly components: number
  readonly boundaryLoops: number
  /** Each of the boundary loops, the longest first. */
  readonly holes: readonly Hole[]
  /** Vertices that lie exactly where another lies, and triangles on the same three vertices as another; all but the first. */
  readonly duplicateVertices: number
  readonly duplicateFaces: number
  readonly nonManifoldEdges: number
  readonly degenerateFaces: number
  /** Vertices at which several fans of triangles touch in a point. */
  readonly nonManifoldVertices: number
  /** Every edge joins exactly two triangles that are turned alike. */
  readonly isWatertight: boolean
  /** In the square of the unit of the mesh. */
  readonly area: number
  /** In the cube of the unit of the mesh, negative where it is turned inside out; null where it is not watertight. */
  readonly volume: number | null
  readonly unit: UnitGuess
  readonly up: { readonly guess: UpAxis | null }
  readonly warnings: readonly Warning[]
}

/** What a mesh is like before any work is done on it. Never throws on a damaged mesh: it says what is damaged. */
export const reportMesh = (mesh: Mesh): MeshReport => {
  const vertexCount = mesh.positions.length / 3
  const nonFinite = countNonFinite(mesh.positions)
  const wild = mesh.triangles.filter((vertex) => vertex >= vertexCount).length
  const bounds = boundsOf(mesh.positions)
  const unit = guessHeadUnit(longestSide(bounds))
  if (wild > 0) {
    const message = `${wild} triangle corners name vertices that do not exist; the surface was not examined.`
    const nothing = {
      ...{ components: 0, boundaryLoops: 0, holes: [], nonManifoldEdges: 0, nonManifoldVertices: 0 },
      ...{ duplicateVertices: 0, duplicateFaces: 0, degenerateFaces: 0, isWatertight: false, area: 0, volume: null },
    }
    return { bounds, ...nothing, unit, up: { guess: null }, warnings: [{ code: 'mesh/index-out-of-range', message }] }
  }
  const edges = edgesOf(mesh)
  const components = connectedComponents(mesh)
  const closure = surfaceClosure(mesh, edges)
  const loops = boundaryLoops(mesh, edges)
  const counts = {
    components: components.count,
    boundaryLoops: loops.length,
    nonManifoldEdges: nonManifoldEdgeCount(mesh, edges),
    degenerateFaces: degenerateTriangles(mesh).length,
    duplicateVertices: duplicateVertexCount(mesh),
    duplicateFaces: duplicateTriangleCount(mesh),
  }
  const isolated = components.componentOfVertex.reduce((count, component) => count + (component < 0 ? 1 : 0), 0)
  return {
    bounds,
    ...counts,
    holes: holesOf(mesh, loops),
    ...closure,
    area: surfaceArea(mesh),
    volume: closure.isWatertight ? enclosedVolume(mesh) : null,
    unit,
    up: { guess: nonFinite > 0 ? null : guessUpAxis(mesh) },
    warnings: warningsFor(mesh, { ...counts, nonFinite, isolated }, unit),
  }
}

const warningsFor = (
  mesh: Mesh,
  found: { nonManifoldEdges: number; degenerateFaces: number; nonFinite: number; isolated: number },
  unit: UnitGuess,
): Warning[] => {
  const isCloud = mesh.triangles.length === 0
  const candidates: readonly (readonly [boolean, string, string])[] = [
    [mesh.positions.length === 0, 'mesh/empty', 'The mesh has no vertices.'],
    [
      isCloud && mesh.positions.length > 0,
      'mesh/point-cloud',
      'The file holds points without triangles: distances are measured to the points, and nothing can be clicked on it.',
    ],
    [
      found.nonFinite > 0,
      'mesh/not-finite',
      `${found.nonFinite} vertices have positions that are not finite numbers. Export the scan again or repair it.`,
    ],
    [
      !isCloud && found.isolated > 0,
      'mesh/isolated-vertices',
      `${found.isolated} vertices belong to no triangle and are not part of the surface.`,
    ],
    [
      found.nonManifoldEdges > 0,
      'mesh/non-manifold',
      `${found.nonManifoldEdges} edges are shared by more than two triangles.`,
    ],
    [
      found.degenerateFaces > 0,
      'mesh/degenerate-faces',
      `${found.degenerateFaces} triangles have no area; some evaluation programs refuse such meshes.`,
    ],
    [
      unit.guess === null && mesh.positions.length > 0,
      'mesh/unit-unknown',
      'In no common unit is this as large as a head. State the unit before measuring.',
    ],
  ]
  return candidates.flatMap(([applies, code, message]) => (applies ? [{ code, message }] : []))
}

const countNonFinite = (positions: Float32Array): number => {
  let count = 0
  for (let i = 0; i < positions.length; i += 3) {
    if (!Number.isFinite(positions[i] + positions[i + 1] + positions[i + 2])) count++
  }
  return count
}

const boundsOf = (positions: Float32Array): MeshReport['bounds'] => {
  const min = [Infinity, Infinity, Infinity]
  const max = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < positions.length; i++) {
    const value = positions[i]
    if (!Number.isFinite(value)) continue
    const axis = i % 3
    if (value < min[axis]) min[axis] = value
    if (value > max[axis]) max[axis] = value
  }
  const isEmpty = min.some((value) => value === Infinity)
  return isEmpty ? { min: [0, 0, 0], max: [0, 0, 0] } : { min: toVec3(min), max: toVec3(max) }
}

const toVec3 = ([x, y, z]: readonly number[]): Vec3 => [x, y, z]

const longestSide = ({ min, max }: MeshReport['bounds']): number =>
  Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2])

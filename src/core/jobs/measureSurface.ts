import { geodesicDistances } from '../geometry/geodesicDistances.ts'
import { surfaceCurvature } from '../geometry/surfaceCurvature.ts'
import { triangleTreeOf } from '../kernels/keptTrees.ts'
import { releasing } from '../kernels/releasing.ts'
import { badInput } from '../model/errors.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { partOf, type RunContext } from '../model/run.ts'
import type { Vec3 } from '../model/transform.ts'
import { buffersOf } from './buffersOf.ts'
import { checkHeatName, heatFile } from './heatFile.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface MeasureSurfaceInput {
  readonly mesh: MeshReference
  /** `curvature`: the mean of both principal ones. `geodesic`: distance along the surface from the place nearest `from`. */
  readonly measure: { readonly kind: 'curvature' } | { readonly kind: 'geodesic'; readonly from: Vec3 }
  /** `.npy` or a mesh format. */
  readonly outputName: string
}

export interface MeasuredSurface {
  readonly bytes: Uint8Array
  readonly heatEnd: number | null
  readonly least: number
  readonly largest: number
  readonly mean: number
  /** Vertices without a value: pieces that do not hang together with the start. */
  readonly unreached: number
  /** How far the start was from the surface; 0 for curvature. */
  readonly startDistance: number
  readonly warnings: readonly Warning[]
}

/** One number a vertex that belongs to the surface alone. */
export const measureSurface: Job<MeasureSurfaceInput, MeasuredSurface> = {
  id: 'measureSurface',
  run: async ({ mesh: reference, measure, outputName }, context) => {
    checkHeatName(outputName)
    const { mesh, warnings } = await openMesh(reference, context)
    if (mesh.triangles.length === 0) {
      throw badInput('no-surface', `${reference.fileName} is a point cloud; this needs triangles.`)
    }
    const { values, startDistance } = valuesOf(mesh, measure, partOf(context, { from: 0.1, to: 0.9 }))
    const known = values.filter(Number.isFinite)
    const sum = known.reduce((total, value) => total + value, 0)
    const { warnings: notes, ...file } = await heatFile(mesh, values, { fileName: outputName, unit: null })
    return {
      ...file,
      least: known.reduce((a, b) => Math.min(a, b), Infinity),
      largest: known.reduce((a, b) => Math.max(a, b), -Infinity),
      mean: sum / known.length,
      unreached: values.length - known.length,
      startDistance,
      warnings: [...warnings, ...notes],
    }
  },
  transfers: ({ bytes }) => buffersOf(bytes),
}

const valuesOf = (
  mesh: Mesh,
  measure: MeasureSurfaceInput['measure'],
  context: RunContext,
): { readonly values: Float32Array; readonly startDistance: number } => {
  if (measure.kind === 'curvature') {
    const { largest, smallest } = surfaceCurvature(mesh)
    return { values: largest.map((value, v) => (value + smallest[v]) / 2), startDistance: 0 }
  }
  const hit = releasing(triangleTreeOf(mesh, context), (tree) => tree.closestPoint(...measure.from))
  if (!hit)
    throw badInput('no-start', 'The start is not a finite position, so no place of the surface is nearest to it.')
  return { values: Float32Array.from(geodesicDistances(mesh, hit, context)), startDistance: hit.distance }
}

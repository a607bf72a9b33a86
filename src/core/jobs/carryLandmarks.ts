import { pointOnSurface } from '../flame/landmarkRows.ts'
import { vertexNormals } from '../geometry/normals.ts'
import { PlacedSurface, searchedMesh } from '../geometry/placedSurface.ts'
import { type CarryTarget, carryPoints } from '../geometry/shape/carryPoints.ts'
import { releasing } from '../kernels/releasing.ts'
import type { ProposalResult } from '../model/landmarkProposals.ts'
import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Mesh } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

interface CarrySide {
  readonly scan: MeshReference
  readonly mmPerUnit: number
  readonly landmarks: Pick<LandmarkSet, 'landmarks'>
}

export interface CarryLandmarksInput {
  readonly from: CarrySide
  readonly to: CarrySide
}

export type CarryLandmarksOutput = Pick<ProposalResult, 'proposals' | 'withheld'>

/** The placed points of one frame as proposals for another one; see `carryPoints`. */
export const carryLandmarks: Job<CarryLandmarksInput, CarryLandmarksOutput> = {
  id: 'carryLandmarks',
  run: async ({ from, to }, context) => {
    context.report?.({ fraction: 0, message: 'Reading the scans' })
    const points = placedPoints(from.landmarks)
    const [middle] = points.values()
    if (!middle) return { proposals: [], withheld: [] }
    const shift = middle.map((value) => -value * from.mmPerUnit) as unknown as Vec3
    const { mesh: source } = await openMesh(from.scan, context)
    const { mesh: target } = await openMesh(to.scan, context)
    const moved = (placed: ReadonlyMap<string, Vec3>, mmPerUnit: number): ReadonlyMap<string, Vec3> =>
      new Map([...placed].map(([name, place]) => [name, movedPoint(place, mmPerUnit, shift)]))
    const searched = searchedMesh(target, { scale: to.mmPerUnit, shift })
    const { carried, withheld } = releasing(new PlacedSurface(searched, context), (surface) =>
      carryPoints(
        {
          source: { positions: movedRows(source, from.mmPerUnit, shift), normals: vertexNormals(source) },
          target: {
            closestPoints: (queries, out, options) => surface.closestPoints(queries, out, options),
            normalOf: normalsOf(target),
          },
          points: moved(points, from.mmPerUnit),
          anchors: moved(placedPoints(to.landmarks), to.mmPerUnit),
        },
        context,
      ),
    )
    const proposals = carried.map(({ triangle, barycentrics, ...each }) => {
      const [a, b, c] = target.triangles.subarray(triangle * 3, triangle * 3 + 3)
      const position = pointOnSurface({ vertices: [a, b, c], barycentrics }, target.positionsF64 ?? target.positions)
      return { ...each, position, surface: { triangle, barycentrics }, basis: 'frame' as const }
    })
    return { proposals, withheld }
  },
  transfers: () => [],
}

const movedPoint = ([x, y, z]: Vec3, scale: number, [dx, dy, dz]: Vec3): Vec3 => [
  scale * x + dx,
  scale * y + dy,
  scale * z + dz,
]

const movedRows = ({ positions, positionsF64 }: Mesh, scale: number, shift: Vec3): Float64Array =>
  Float64Array.from(positionsF64 ?? positions, (value, i) => scale * value + shift[i % 3])

/** Of unit length; 0 0 0 for a triangle without an area. */
const normalsOf = ({ positions, positionsF64, triangles }: Mesh): CarryTarget['normalOf'] => {
  const rows = positionsF64 ?? positions
  return (triangle) => {
    const [a, b, c] = [0, 1, 2].map((corner) => triangles[triangle * 3 + corner] * 3)
    const [ux, uy, uz] = [rows[b] - rows[a], rows[b + 1] - rows[a + 1], rows[b + 2] - rows[a + 2]]
    const [vx, vy, vz] = [rows[c] - rows[a], rows[c + 1] - rows[a + 1], rows[c + 2] - rows[a + 2]]
    const normal: Vec3 = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
    const length = Math.hypot(...normal) || 1
    return [normal[0] / length, normal[1] / length, normal[2] / length]
  }
}

import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import { closestPointsFor, nearestCorner } from '../../model/queries.ts'
import { type ScanLabel, scanLabels } from '../../model/scanLabels.ts'
import type { Regions } from '../regions.ts'
import type { RegisteredScan } from './propagateLandmarks.ts'

/** Regions of the model in the order in which they give labels: where two share a vertex, the first one has it. */
const regionLabels: readonly (readonly [region: string, label: ScanLabel])[] = [
  ['left_eyeball', 'left_eyeball'],
  ['right_eyeball', 'right_eyeball'],
  ['lips', 'lips'],
  ['left_ear', 'left_ear'],
  ['right_ear', 'right_ear'],
  ['face', 'face'],
  ['neck', 'neck'],
  ['boundary', 'neck'],
  ['scalp', 'scalp'],
]

/** A scan's vertex farther than this (m) from the registration is not the skin below it. */
const skinReachM = 0.006
/** What is farther than this (m) is nothing of a head. */
const headReachM = 0.25

/** What stands off from a part of the registration. */
const standingOff: Partial<Record<ScanLabel, ScanLabel>> = {
  scalp: 'hair',
  left_ear: 'hair',
  right_ear: 'hair',
  neck: 'clothes',
}

/**
 * `[n]` a label for every vertex of the scan, by the part of the registration it is closest to and by how far it
 * stands off: over scalp and ears that is hair, over and below the neck clothes, anything else `other`.
 */
export const labelScan = (registered: RegisteredScan, regions: Regions): Uint8Array => {
  const { scan, metresPerUnit, vertices, triangles } = registered
  const source = scan.positionsF64 ?? scan.positions
  const points = Float32Array.from(source, (value, i) => value * metresPerUnit - vertices[i % 3])
  const surface = Float32Array.from(vertices, (value, i) => value - vertices[i % 3])
  const closest = closestPointsFor(points.length / 3)
  releasing(TriangleTree.build({ positions: surface, triangles }), (tree) =>
    tree.closestPoints(points, closest, { maxDistance: headReachM }),
  )
  const parts = partsOf(vertices.length / 3, regions)
  return Uint8Array.from(closest.triangles, (face, i) => {
    if (face < 0) return scanLabels.indexOf('other')
    const part = parts[triangles[face * 3 + nearestCorner(closest, i)]]
    return scanLabels.indexOf(closest.distances[i] <= skinReachM ? part : (standingOff[part] ?? 'other'))
  })
}

/** How many of the scan's vertices have each label. */
export const countLabels = (labels: Uint8Array): Record<ScanLabel, number> => {
  const counts = new Uint32Array(scanLabels.length)
  for (const label of labels) counts[label]++
  return Object.fromEntries(scanLabels.map((name, i) => [name, counts[i]])) as Record<ScanLabel, number>
}

const partsOf = (vertexCount: number, regions: Regions): ScanLabel[] => {
  const parts = new Array<ScanLabel>(vertexCount).fill('other')
  for (const [region, label] of regionLabels.toReversed()) {
    for (const vertex of regions.get(region) ?? []) if (vertex < vertexCount) parts[vertex] = label
  }
  return parts
}

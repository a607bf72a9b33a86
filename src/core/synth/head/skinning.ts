import { jointCount } from '../../flame/flameLayout.ts'
import type { SparseRows } from '../../flame/model.ts'
import type { BuiltHead } from './buildHead.ts'
import { eyeballVertexCount, headVertexCount } from './headCounts.ts'
import { headParts } from './ringPatch.ts'
import { smoothStep } from './smoothStep.ts'

/** Parents of the joints global, neck, jaw, left eye, right eye. */
export const jointParents = [-1, 0, 1, 1, 1] as const

/** `[V*5]` how far each joint carries each vertex; smooth over the skin, rows sum to 1. */
export const skinningWeights = (head: BuiltHead): Float64Array => {
  const weights = new Float64Array((head.positionsMm.length / 3) * jointCount)
  for (let vertex = 0; vertex < head.parts.length; vertex++) {
    const at = vertex * jointCount
    if (head.parts[vertex] === headParts.eyeball) {
      weights[at + (vertex < headVertexCount + eyeballVertexCount ? 3 : 4)] = 1
      continue
    }
    const [x, y, z] = head.positionsMm.subarray(vertex * 3, vertex * 3 + 3)
    const trunk = smoothStep(-108, -166, y - 0.25 * z)
    const jaw = (1 - trunk) * jawShare([x, y, z], head.lipSide[vertex])
    weights[at] = trunk
    weights[at + 1] = 1 - trunk - jaw
    weights[at + 2] = jaw
  }
  return weights
}

/**
 * Share of the lower jaw: all below a line from where the lips touch to the joint before the ear, none above, with a
 * softer change the farther from the mouth; it runs out under the chin and behind the angle of the jaw.
 */
export const jawShare = ([x, y, z]: readonly [number, number, number], lipSide: number): number => {
  const fromMouth = Math.hypot(x, y + 44, z - 56)
  const hingeY = -44 + 36 * smoothStep(46, -12, z)
  const softness = 7 + 0.3 * Math.max(0, fromMouth - 24)
  const below = smoothStep(softness, -softness, y - hingeY + 8 * lipSide)
  const aboveNeck = smoothStep(-112, -84, y + 0.28 * (52 - z))
  const beforeNeck = smoothStep(-40, -8, z)
  return below * aboveNeck * beforeNeck
}

interface JointSite {
  readonly atMm: readonly [number, number, number]
  readonly reachMm: readonly [number, number, number]
}

/** Skin around the joints of trunk, neck and jaw: the joint is its mean. */
const jointSites: readonly JointSite[] = [
  { atMm: [0, -166, -58], reachMm: [80, 6, 60] },
  { atMm: [0, -84, -66], reachMm: [60, 9, 26] },
  { atMm: [0, -8, -8], reachMm: [80, 10, 9] },
]

/** Joints from vertices: weights of the skin around each, for the eyes the mean of the ball. Rows sum to 1. */
export const jointRegressor = (head: BuiltHead): SparseRows => {
  const rows = [
    ...jointSites.map((site) => siteRow(head, site)),
    evenRow(headVertexCount, eyeballVertexCount),
    evenRow(headVertexCount + eyeballVertexCount, eyeballVertexCount),
  ]
  const rowStart = new Uint32Array(rows.length + 1)
  for (const [joint, row] of rows.entries()) rowStart[joint + 1] = rowStart[joint] + row.length
  const entries = rows.flat()
  return {
    rowStart,
    columns: Uint32Array.from(entries, ({ vertex }) => vertex),
    values: Float64Array.from(entries, ({ weight }) => weight),
  }
}

interface RegressorEntry {
  readonly vertex: number
  readonly weight: number
}

const evenRow = (first: number, count: number): RegressorEntry[] =>
  Array.from({ length: count }, (_, i) => ({ vertex: first + i, weight: 1 / count }))

const siteRow = (head: BuiltHead, { atMm, reachMm }: JointSite): RegressorEntry[] => {
  const found: RegressorEntry[] = []
  for (let vertex = 0; vertex < headVertexCount; vertex++) {
    if (head.parts[vertex] !== headParts.skin) continue
    const squared = atMm.reduce(
      (sum, center, axis) => sum + ((head.positionsMm[vertex * 3 + axis] - center) / reachMm[axis]) ** 2,
      0,
    )
    if (squared < 4) found.push({ vertex, weight: Math.exp(-squared) })
  }
  const sum = found.reduce((total, { weight }) => total + weight, 0)
  return found.map(({ vertex, weight }) => ({ vertex, weight: weight / sum }))
}

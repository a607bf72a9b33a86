import { seededRandom } from '../../model/random.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { BuiltHead } from './buildHead.ts'
import { eyeball } from './eyePatch.ts'
import { headParts } from './ringPatch.ts'
import { jawShare } from './skinning.ts'
import { lobe, orthonormalRows } from './smoothBasis.ts'
import { smoothStep } from './smoothStep.ts'

export const expressionCount = 100

/** Farthest movement by one unit of the first component, mm. */
const firstPeakMm = 5

/** A movement of a part of the face. */
interface Movement {
  /** Place on the left half and reach. */
  readonly atMm: Vec3
  readonly reachMm: number
  /** Of the left half; the right half moves as its mirror image, against it, or not at all. */
  readonly move: Vec3
  readonly sides: 'both' | 'against' | 'left' | 'right'
  /** What of it moves: lips part between upper and lower. */
  readonly of?: 'upper' | 'lower' | 'lids'
}

const corner: Vec3 = [25, -44, 47]
const brow: Vec3 = [24, 41, 56]

const paired: readonly Omit<Movement, 'sides'>[] = [
  { atMm: corner, reachMm: 24, move: [3, 4, -2] },
  { atMm: brow, reachMm: 30, move: [0, 4, 0] },
  { atMm: corner, reachMm: 24, move: [-4, 0, 3] },
  { atMm: [10, -38, 61], reachMm: 18, move: [0, 3, 1], of: 'upper' },
  { atMm: [10, -52, 60], reachMm: 18, move: [0, -3, 0], of: 'lower' },
  { atMm: [12, 37, 60], reachMm: 20, move: [-1.5, -3, 1] },
  { atMm: [40, -36, 38], reachMm: 30, move: [2, 0, 4] },
  { atMm: [31.7, 26, 37], reachMm: 10, move: [0, -6, 1.5], of: 'lids' },
  { atMm: [34, 2, 46], reachMm: 22, move: [0, 3, 1] },
  { atMm: [12, -2, 58], reachMm: 16, move: [0, 2.5, 0.5] },
  { atMm: corner, reachMm: 22, move: [1, -4, -1] },
  { atMm: [13, -15, 58], reachMm: 12, move: [2, 0, 0] },
  { atMm: [42, 38, 44], reachMm: 20, move: [0, 3, 0] },
]

const single: readonly Movement[] = [
  { atMm: [0, -44, 60], reachMm: 34, move: [5, 0, 0], sides: 'left' },
  { atMm: [0, -44, 60], reachMm: 30, move: [0, 0, 4], sides: 'left' },
  { atMm: [0, -82, 50], reachMm: 40, move: [4, 0, 0], sides: 'left', of: 'lower' },
  { atMm: [0, -82, 50], reachMm: 40, move: [0, 0, 4], sides: 'left', of: 'lower' },
]

/**
 * Expression: 100 orthogonal local movements, the first the opening of the mouth, then corners of the mouth, brows,
 * lips, cheeks, lids, nose, on both sides and on one, then small ones all over the face. Eyeballs stay.
 *
 * @returns `[100*V*3]` component-major, metres per unit (as `FlameModel.shapeDirs`).
 */
export const expressionComponents = (head: BuiltHead, seed: number): Float32Array => {
  const sides = ['both', 'against'] as const
  const movements = [
    ...sides.flatMap((side) => paired.map((movement): Movement => ({ ...movement, sides: side }))),
    ...single,
    ...smallMovements(seed),
  ]
  const rows = orthonormalRows(
    [mouthOpening(head), ...movements.map((movement) => movementRow(head, movement))],
    expressionCount,
  )
  const values = head.positionsMm.length
  const out = new Float32Array(expressionCount * values)
  for (let component = 0; component < expressionCount; component++) {
    const row = rows[component]
    const scale = (firstPeakMm * (1 + component / 12) ** -0.8) / peakOf(row) / 1000
    for (let i = 0; i < values; i++) out[component * values + i] = row[i] * scale
  }
  return out
}

/** Random small movements over the face: more than are needed, for those that earlier ones already span. */
const smallMovements = (seed: number): Movement[] => {
  const random = seededRandom(seed)
  return Array.from({ length: expressionCount }, (_, i): Movement => {
    const y = -85 + 125 * random.next()
    const x = 48 * random.next()
    return {
      atMm: [x, y, 58 - x * x * 0.012],
      reachMm: 26 - 0.08 * i,
      move: [random.normal(), random.normal(), random.normal()],
      sides: i % 2 === 0 ? 'both' : 'against',
    }
  })
}

const movementRow = (head: BuiltHead, { atMm, reachMm, move, sides, of }: Movement): Float64Array => {
  const right: Vec3 = [-atMm[0], atMm[1], atMm[2]]
  const rightSign = sides === 'both' ? 1 : sides === 'against' ? -1 : 0
  return fieldOf(head, (place, lipSide) => {
    const share = shareOf(of, place, lipSide)
    const left = share * lobe(place, atMm, reachMm)
    const mirrored = rightSign * share * lobe(place, right, reachMm)
    return [move[0] * (left - mirrored), move[1] * (left + mirrored), move[2] * (left + mirrored)]
  })
}

const mouthOpening = (head: BuiltHead): Float64Array =>
  fieldOf(head, (place, lipSide) => {
    const share = jawShare(place, lipSide)
    // More the farther from the hinge, back as it goes down.
    const fromHinge = smoothStep(-20, 60, place[2])
    return [0, -9 * share * (0.25 + 0.75 * fromHinge), -3 * share * fromHinge]
  })

const shareOf = (of: Movement['of'], place: Vec3, lipSide: number): number => {
  const jaw = jawShare(place, lipSide)
  const lidsKept = of === 'lids' ? 1 : smoothStep(15, 30, distanceToEye(place))
  if (of === 'upper') return lidsKept * (1 - jaw)
  return of === 'lower' ? lidsKept * jaw : lidsKept
}

const distanceToEye = ([x, y, z]: Vec3): number =>
  Math.hypot(Math.abs(x) - eyeball.centerMm[0], y - eyeball.centerMm[1], z - eyeball.centerMm[2])

const fieldOf = (head: BuiltHead, at: (place: Vec3, lipSide: number) => Vec3): Float64Array => {
  const row = new Float64Array(head.positionsMm.length)
  for (let vertex = 0; vertex < head.parts.length; vertex++) {
    if (head.parts[vertex] === headParts.eyeball) continue
    const place: Vec3 = [
      head.positionsMm[vertex * 3],
      head.positionsMm[vertex * 3 + 1],
      head.positionsMm[vertex * 3 + 2],
    ]
    row.set(at(place, head.lipSide[vertex]), vertex * 3)
  }
  return row
}

const peakOf = (row: Float64Array): number => {
  let peak = 0
  for (let i = 0; i < row.length; i += 3) peak = Math.max(peak, Math.hypot(row[i], row[i + 1], row[i + 2]))
  return peak
}

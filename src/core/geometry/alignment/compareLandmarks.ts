import { badInput, CameoError } from '../../model/errors.ts'
import type { LandmarkFinding } from '../../model/landmarkFindings.ts'
import { type LandmarkSet, placedPoints } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import { mmPer } from '../../model/units.ts'
import { headPose } from '../headPose.ts'
import { examinePairs } from './examinePairs.ts'

export interface LandmarkComparison {
  /** Of the points placed in both, in the order of A; lengths in the unit of A, B less A. */
  readonly points: readonly { readonly name: string; readonly distance: number; readonly difference: Vec3 }[]
  readonly rms: number
  /** Mean difference, B less A. */
  readonly bias: Vec3
  /** Millimetres in one unit of A and of B; null where neither the file nor the size of a head says it. */
  readonly mmPerUnit: { readonly a: number | null; readonly b: number | null }
  /** Exchanged names, mirrors and strays, as a similarity between the sets reveals them; units that differ. */
  readonly findings: readonly LandmarkFinding[]
  /** Placed in one of the sets only. */
  readonly onlyA: readonly string[]
  readonly onlyB: readonly string[]
}

/** Units whose ratio is farther from 1 than two heads differ in size. */
const sameUnit = 1.5

/**
 * Compares two sets of landmarks of one scan point by point, as they stand, without moving one onto the other. Stated
 * units are brought to that of A.
 *
 * @throws input/too-few-landmarks where no point is placed in both.
 */
export const compareLandmarks = (a: LandmarkSet, b: LandmarkSet): LandmarkComparison => {
  const inA = placedPoints(a)
  const factor = a.unit && b.unit ? mmPer(b.unit) / mmPer(a.unit) : 1
  const inB = scaled(placedPoints(b), factor)
  const names = [...inA.keys()].filter((name) => inB.has(name))
  if (names.length === 0) {
    throw badInput('too-few-landmarks', 'No point is placed in both files. Are their points named alike?')
  }
  const points = names.map((name) => {
    const [ax, ay, az] = inA.get(name) as Vec3
    const [bx, by, bz] = inB.get(name) as Vec3
    const difference: Vec3 = [bx - ax, by - ay, bz - az]
    return { name, distance: Math.hypot(...difference), difference }
  })
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const unitA = unitOf(a, inA)
  const unitB = unitOf(b, placedPoints(b))
  return {
    points,
    rms: Math.sqrt(mean(points.map(({ distance }) => distance ** 2))),
    bias: [0, 1, 2].map((axis) => mean(points.map(({ difference }) => difference[axis]))) as unknown as Vec3,
    mmPerUnit: { a: unitA, b: unitB },
    findings: [...unitFindings(unitA, unitB, a.unit !== null && b.unit !== null), ...pairFindings(inA, inB, unitA)],
    onlyA: [...inA.keys()].filter((name) => !inB.has(name)),
    onlyB: [...inB.keys()].filter((name) => !inA.has(name)),
  }
}

const scaled = (points: ReadonlyMap<string, Vec3>, factor: number): ReadonlyMap<string, Vec3> =>
  new Map([...points].map(([name, [x, y, z]]) => [name, [x * factor, y * factor, z * factor] as const]))

const unitOf = ({ unit }: LandmarkSet, points: ReadonlyMap<string, Vec3>): number | null =>
  unit ? mmPer(unit) : (headPose(points)?.mmPerUnit ?? null)

const unitFindings = (a: number | null, b: number | null, areStated: boolean): LandmarkFinding[] => {
  if (areStated || a === null || b === null) return []
  const ratio = b / a
  if (ratio < sameUnit && ratio > 1 / sameUnit) return []
  const message = `One unit of B is ${ratio.toPrecision(3)} units of A, as the size of the head says: the units differ. State them, and compare again.`
  return [{ code: 'compare/unit', message, fix: null, confidence: 0.9, isApplied: false }]
}

/** The sets are brought to about millimetres, in which `examinePairs` judges. */
const pairFindings = (
  inA: ReadonlyMap<string, Vec3>,
  inB: ReadonlyMap<string, Vec3>,
  mmPerUnit: number | null,
): readonly LandmarkFinding[] => {
  const factor = mmPerUnit ?? 1
  try {
    const pairs = { sourceMm: scaled(inB, factor), targetMm: scaled(inA, factor), scale: 'free' } as const
    const { findings, refusal } = examinePairs(pairs)
    return refusal ? [...findings, findingOf(refusal)] : findings
  } catch (error) {
    if (error instanceof CameoError) return [findingOf(error)]
    throw error
  }
}

const findingOf = ({ code, message }: CameoError): LandmarkFinding => ({
  code: code.replace(/^input\//, 'compare/'),
  message,
  fix: null,
  confidence: 1,
  isApplied: false,
})

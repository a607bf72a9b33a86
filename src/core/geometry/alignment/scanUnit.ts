import type { LandmarkFinding, ScanSide } from '../../model/landmarkFindings.ts'
import { head8 } from '../../model/schemes.ts'
import type { Vec3 } from '../../model/transform.ts'
import { type LengthUnit, lengthUnits, mmPer } from '../../model/units.ts'
import { guessHeadUnit } from '../meshUnit.ts'

export interface ScanUnit {
  /** Null where nothing was stated and nothing fits a head. */
  readonly unit: LengthUnit | null
  /** Millimetres in one unit of the scan; where the unit is unknown, what makes the scan as large as a head. */
  readonly mmPerUnit: number
  readonly findings: readonly LandmarkFinding[]
}

/** A stated unit stands as long as the head it gives is within this factor of a common one. */
const toleratedFactor = 1.7
/** Longest side assumed for a scan in no known unit, mm. */
const assumedSizeMm = 300

/**
 * Distances that a person can check with a ruler, and the range in which they lie on nearly everybody from five years
 * on, mm (after Farkas, Anthropometry of the Head and Face, 1994: means less and plus three standard deviations).
 */
const knownDistances = [
  { between: ['right_eye_outer', 'left_eye_outer'], title: 'outer eye corners', from: 70, to: 100 },
  { between: ['right_eye', 'left_eye'], title: 'inner eye corners', from: 24, to: 42 },
  { between: ['right_lips', 'left_lips'], title: 'mouth corners', from: 32, to: 64 },
] as const

/**
 * The unit of a scan: as stated, unless the distances between its landmarks (or, without known landmarks, the size of
 * the scan) say that it cannot be, in which case the fitting unit is taken and a finding says why.
 */
export const scanUnit = (o: {
  readonly which: ScanSide
  readonly stated: LengthUnit | null
  readonly points: ReadonlyMap<string, Vec3>
  /** Longest side of the scan's bounding box, in its unit. */
  readonly longestSide: number
}): ScanUnit => {
  const byLandmarks = unitFromLandmarks(o.points)
  const bySize = guessHeadUnit(o.longestSide)
  const measured = byLandmarks?.unit ?? bySize.guess
  const confidence = byLandmarks?.confidence ?? bySize.confidence
  if (measured === null) return o.stated === null ? unknownUnit(o) : asStated(o.stated)
  if (o.stated !== null && !isImplausible(o.stated, o)) return asStated(o.stated)
  const evidence = evidenceFor(o, measured)
  const [code, message] =
    o.stated === null
      ? [
          'align/unit-guessed',
          `The unit of the ${o.which} scan is not stated; by its size it is ${measured} (${evidence}).`,
        ]
      : [
          'align/unit-mismatch',
          `The ${o.which} scan is said to be in ${o.stated}, but only in ${measured} is it as large as a head ` +
            `(${evidence}); ${measured} was taken. Correct the unit of the scan.`,
        ]
  const fix = { kind: 'unit', scan: o.which, unit: measured } as const
  return { unit: measured, mmPerUnit: mmPer(measured), findings: [{ code, message, fix, confidence, isApplied: true }] }
}

const asStated = (unit: LengthUnit): ScanUnit => ({ unit, mmPerUnit: mmPer(unit), findings: [] })

const unknownUnit = ({ which, longestSide }: { readonly which: ScanSide; readonly longestSide: number }): ScanUnit => ({
  unit: null,
  mmPerUnit: assumedSizeMm / longestSide,
  findings: [
    {
      code: 'align/unit-unknown',
      message: `The unit of the ${which} scan is not stated, and in no common unit is it as large as a head. State it.`,
      fix: null,
      confidence: 1,
      isApplied: false,
    },
  ],
})

/** What the unit was told by, in the words of `knownDistances`. */
const evidenceFor = (
  { points, longestSide }: { readonly points: ReadonlyMap<string, Vec3>; readonly longestSide: number },
  unit: LengthUnit,
): string => {
  for (const { between, title, from, to } of knownDistances) {
    const [a, b] = between.map((name) => points.get(name))
    if (!a || !b) continue
    const apart = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
    const inMm = apart * mmPer(unit)
    if (inMm < from || inMm > to) continue
    return `its ${title} lie ${apart.toPrecision(3)} apart, on people ${from} to ${to} mm`
  }
  return `it is ${longestSide.toPrecision(3)} long, a head with neck about ${assumedSizeMm} mm`
}

/** By the landmarks alone: boxes of whole bodies and of patches would cry wolf over a unit that somebody stated. */
const isImplausible = (stated: LengthUnit, o: { points: ReadonlyMap<string, Vec3>; longestSide: number }): boolean => {
  const measuredMm = mmPerUnitFromLandmarks(o.points)
  const factor = measuredMm === null ? boxFactor(o.longestSide, stated) : measuredMm / mmPer(stated)
  return factor > toleratedFactor || factor < 1 / toleratedFactor
}

/** 1 unless the box is ten times off: then some other unit was meant. */
const boxFactor = (longestSide: number, stated: LengthUnit): number => {
  const factor = assumedSizeMm / (longestSide * mmPer(stated))
  return factor > 8 || factor < 1 / 8 ? factor : 1
}

const unitFromLandmarks = (
  points: ReadonlyMap<string, Vec3>,
): { readonly unit: LengthUnit; readonly confidence: number } | null => {
  const measuredMm = mmPerUnitFromLandmarks(points)
  if (measuredMm === null) return null
  const departure = (unit: LengthUnit): number => Math.abs(Math.log(measuredMm / mmPer(unit)))
  const unit = lengthUnits.reduce((best, other) => (departure(other) < departure(best) ? other : best))
  const share = departure(unit) / Math.log(toleratedFactor)
  return share < 1 ? { unit, confidence: 1 - 0.5 * share } : null
}

/** Spread of the known landmarks on an average head over their spread here: not moved by exchanged names. */
const mmPerUnitFromLandmarks = (points: ReadonlyMap<string, Vec3>): number | null => {
  const known = head8.points.filter((point) => points.has(point.name))
  if (known.length < 3) return null
  const here = spread(known.map((point) => points.get(point.name) as Vec3))
  return here > 0 ? (1000 * spread(known.map((point) => point.templatePosition))) / here : null
}

/** Root mean square distance from the mean. */
const spread = (points: readonly Vec3[]): number => {
  const mean = [0, 1, 2].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length)
  const squares = points.map((point) => [0, 1, 2].reduce((sum, axis) => sum + (point[axis] - mean[axis]) ** 2, 0))
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / points.length)
}

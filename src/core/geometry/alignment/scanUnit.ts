import type { Mesh, Warning } from '../../model/mesh.ts'
import { head8 } from '../../model/schemes.ts'
import type { Vec3 } from '../../model/transform.ts'
import { type LengthUnit, lengthUnits, mmPer } from '../../model/units.ts'
import { guessHeadUnit, longestSideOf } from '../meshUnit.ts'

export interface ScanUnit {
  /** Null where nothing was stated and nothing fits a head. */
  readonly unit: LengthUnit | null
  /** Millimetres in one unit of the scan; where the unit is unknown, what makes the scan as large as a head. */
  readonly mmPerUnit: number
  readonly warnings: readonly Warning[]
}

/** A stated unit stands as long as the head it gives is within this factor of a common one. */
const toleratedFactor = 1.7
/** Longest side assumed for a scan in no known unit, mm. */
const assumedSizeMm = 300

/**
 * The unit of a scan: as stated, unless the distances between its landmarks (or, without known landmarks, the size of
 * the scan) say that it cannot be, in which case the fitting unit is taken and the warning says so.
 */
export const scanUnit = (o: {
  readonly which: 'source' | 'target'
  readonly stated: LengthUnit | null
  readonly points: ReadonlyMap<string, Vec3>
  readonly mesh: Mesh
}): ScanUnit => {
  const measured = unitFromLandmarks(o.points) ?? guessHeadUnit(longestSideOf(o.mesh.positions)).guess
  if (o.stated === null) {
    if (measured === null) return unknownUnit(o.which, o.mesh)
    const message = `The unit of the ${o.which} scan is not stated; by its size it is ${measured}.`
    return { unit: measured, mmPerUnit: mmPer(measured), warnings: [{ code: 'align/unit-guessed', message }] }
  }
  if (measured === null || !isImplausible(o.stated, o)) {
    return { unit: o.stated, mmPerUnit: mmPer(o.stated), warnings: [] }
  }
  const message =
    `The ${o.which} scan is said to be in ${o.stated}, but only in ${measured} is it as large as a head; ` +
    `${measured} was taken. Correct the unit of the scan.`
  return { unit: measured, mmPerUnit: mmPer(measured), warnings: [{ code: 'align/unit-mismatch', message }] }
}

const unknownUnit = (which: string, mesh: Mesh): ScanUnit => ({
  unit: null,
  mmPerUnit: assumedSizeMm / longestSideOf(mesh.positions),
  warnings: [
    {
      code: 'align/unit-unknown',
      message: `The unit of the ${which} scan is not stated, and in no common unit is it as large as a head.`,
    },
  ],
})

/** By the landmarks alone: boxes of whole bodies and of patches would cry wolf over a unit that somebody stated. */
const isImplausible = (stated: LengthUnit, o: { points: ReadonlyMap<string, Vec3>; mesh: Mesh }): boolean => {
  const measuredMm = mmPerUnitFromLandmarks(o.points)
  const factor = measuredMm === null ? boxFactor(o.mesh, stated) : measuredMm / mmPer(stated)
  return factor > toleratedFactor || factor < 1 / toleratedFactor
}

/** 1 unless the box is ten times off: then some other unit was meant. */
const boxFactor = (mesh: Mesh, stated: LengthUnit): number => {
  const factor = assumedSizeMm / (longestSideOf(mesh.positions) * mmPer(stated))
  return factor > 8 || factor < 1 / 8 ? factor : 1
}

const unitFromLandmarks = (points: ReadonlyMap<string, Vec3>): LengthUnit | null => {
  const measuredMm = mmPerUnitFromLandmarks(points)
  if (measuredMm === null) return null
  const departure = (unit: LengthUnit): number => Math.abs(Math.log(measuredMm / mmPer(unit)))
  const nearest = lengthUnits.reduce((best, unit) => (departure(unit) < departure(best) ? unit : best))
  return departure(nearest) < Math.log(toleratedFactor) ? nearest : null
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

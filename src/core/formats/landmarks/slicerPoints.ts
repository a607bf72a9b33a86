import type { Landmark, LandmarkStatus } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import type { WarningList } from '../warningList.ts'
import { isNumbering, toLandmarkSet } from './pointList.ts'

/** Slicer's own: a point is placed, or it is not yet, or it cannot be. */
export type SlicerStatus = 'undefined' | 'preview' | 'defined' | 'missing'

/** Slicer has no word for a covered point: Cameo writes it into the description. */
const occludedText = 'occluded'

/** LPS and RAS differ in the signs of x and y. */
export const inLps = ([x, y, z]: Vec3, system: 'LPS' | 'RAS'): Vec3 =>
  system === 'LPS' ? [x, y, z] : [0 - x, 0 - y, z]

/** A point that Slicer only shows under the pointer (`preview`) was not placed. */
export const statusInSlicer = (
  slicer: SlicerStatus,
  description: string,
): { readonly status: LandmarkStatus; readonly hasPosition: boolean } => {
  const hasPosition = slicer === 'defined'
  if (description === occludedText) return { status: 'occluded', hasPosition }
  if (hasPosition) return { status: 'placed', hasPosition }
  return { status: slicer === 'missing' ? 'missing' : 'unplaced', hasPosition }
}

export const descriptionOf = ({
  status,
  position,
}: Landmark): { readonly slicer: SlicerStatus; readonly text: string } => {
  const text = status === 'occluded' ? occludedText : ''
  if (position && (status === 'placed' || status === 'occluded')) return { slicer: 'defined', text }
  return { slicer: status === 'missing' ? 'missing' : 'undefined', text }
}

interface SlicerRow {
  readonly name: string
  readonly position: Vec3 | null
  readonly status: LandmarkStatus
}

/** The landmark set of a point list's rows; labels that only number the points are no names. */
export const slicerReading = (
  rows: readonly SlicerRow[],
  options: LandmarkReadOptions,
  warnings: WarningList,
): LandmarkReading => {
  const names = rows.map(({ name }) => name)
  const hasNames = names.every((name) => name.trim() !== '') && !isNumbering(names)
  const set = toLandmarkSet(
    {
      names: hasNames ? names : null,
      positions: rows.map(({ position }) => position),
      absent: 'unplaced',
      statuses: rows.map(({ status }) => status),
    },
    options,
    warnings,
  )
  return { set, warnings: warnings.toArray() }
}

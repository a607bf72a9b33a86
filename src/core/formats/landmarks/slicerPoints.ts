import { type Landmark, type LandmarkStatus, mayHavePosition, plainLandmark } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import type { WarningList } from '../warningList.ts'
import { isNumbering, toLandmarkSet } from './pointList.ts'

/** Slicer's own: a point is placed, or it is not yet, or it cannot be. */
export type SlicerStatus = 'undefined' | 'preview' | 'defined' | 'missing'

/** Slicer has no words for these: Cameo writes them into the description, a reason behind a colon. */
const describedStates = ['occluded', 'uncertain', 'hidden'] as const

/** LPS and RAS differ in the signs of x and y. */
export const inLps = ([x, y, z]: Vec3, system: 'LPS' | 'RAS'): Vec3 =>
  system === 'LPS' ? [x, y, z] : [0 - x, 0 - y, z]

/** A point that Slicer only shows under the pointer (`preview`) was not placed. */
export const statusInSlicer = (
  slicer: SlicerStatus,
  description: string,
): {
  readonly status: LandmarkStatus
  readonly hasPosition: boolean
  readonly reason: string | null
  /** A description that is no state, and has no place in a landmark; empty where there is none. */
  readonly unread: string
} => {
  const hasPosition = slicer === 'defined'
  const [, word = '', reason = null] = /^(\w+)(?:: (.*))?$/.exec(description) ?? []
  const own = hasPosition ? 'placed' : slicer === 'missing' ? 'missing' : 'unplaced'
  const described = describedStates.find((status) => status === word)
  if (described) return { status: described, hasPosition, reason, unread: '' }
  const isOwn = word === own
  return { status: own, hasPosition, reason: isOwn ? reason : null, unread: isOwn ? '' : description.trim() }
}

export const descriptionOf = ({
  status,
  position,
  reason,
}: Landmark): { readonly slicer: SlicerStatus; readonly text: string } => {
  const isDescribed = describedStates.some((described) => described === status)
  const text = isDescribed || reason ? `${status}${reason ? `: ${reason.replace(/[\r\n]+/g, ' ')}` : ''}` : ''
  if (position && mayHavePosition(status)) return { slicer: 'defined', text }
  return { slicer: status === 'missing' ? 'missing' : 'undefined', text }
}

interface SlicerRow {
  readonly name: string
  readonly position: Vec3 | null
  readonly status: LandmarkStatus
  readonly reason: string | null
  readonly unread: string
}

/** So many descriptions are quoted. */
const quoted = 3

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
  const unread = rows.filter((row) => row.unread !== '')
  if (unread.length > 0) {
    const list = unread.slice(0, quoted).map(({ name, unread: text }) => `${name} “${text.slice(0, 60)}”`)
    const more = unread.length > quoted ? ` and ${unread.length - quoted} more` : ''
    const message = `Descriptions that are no states of points were left out: ${list.join(', ')}${more}.`
    warnings.add('landmark-descriptions-skipped', message)
  }
  const landmarks = set.landmarks.map((landmark, i) => plainLandmark({ ...landmark, reason: rows[i].reason }))
  return { set: { ...set, landmarks }, warnings: warnings.toArray() }
}

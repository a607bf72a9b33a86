import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { toLandmarkSet } from './pointList.ts'
import { filledLines, lineError, pointOf, textBytes, wordsOf } from './textLines.ts'

/** IDAV's mark of a missing point. */
const missing = 9999

/**
 * Reads the .pts of IDAV Landmark (`Version 1.0`, the number of points, `S0000 x y z` a line; 9999 9999 9999 is a missing
 * point), and iBUG's form with three numbers a point, as menpo writes it. iBUG's points on a photo and point clouds are
 * refused with what they are.
 *
 * @throws input/landmark-pts, input/landmark-2d, input/landmark-point-cloud.
 */
export const readLandmarkPts = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const [first, second, ...rows] = filledLines(bytes)
  if (!first) throw badInput('no-landmarks', 'The file holds no landmarks.')
  if (/^version\s*:/i.test(first.text)) {
    const inThree = readIbugPts(bytes, options)
    if (inThree) return inThree
    throw badInput(
      'landmark-2d',
      'This is an iBUG .pts: points on a photo, in pixels. A scan needs x, y and z; give it as landmarks of the photo.',
    )
  }
  if (/^\d+$/.test(first.text)) {
    throw badInput(
      'landmark-point-cloud',
      'This .pts is a point cloud (a number of points, then x y z a line), not landmarks. If its points are landmarks in a fixed order, delete the first line and name the file .xyz.',
    )
  }
  if (!/^version\s+1(\.0)?$/i.test(first.text)) {
    throw lineError('pts', first.line, 'the first line is neither “Version 1.0” (IDAV) nor “version: 1” (iBUG).')
  }
  const count = second && /^\d+$/.test(second.text) ? Number(second.text) : Number.NaN
  if (rows.length !== count) {
    const found = Number.isNaN(count) ? 'no number of points' : `${count} points, but ${rows.length} lines of them`
    throw lineError('pts', second?.line ?? first.line, `the file has ${found}. Was it cut off?`)
  }
  const warnings = new WarningList()
  const points = rows.map(({ line, text }) => {
    const words = wordsOf(text)
    const position = pointOf(words.slice(-3), 'pts', line)
    return {
      name: words.slice(0, -3).join(' '),
      position: position.every((value) => value === missing) ? null : position,
    }
  })
  const names = points.map(({ name }) => name)
  const hasNames = names.every((name) => name !== '' && !/^[SC]\d+$/.test(name))
  const positions = points.map(({ position }): Vec3 | null => position)
  const set = toLandmarkSet({ names: hasNames ? names : null, positions, absent: 'missing' }, options, warnings)
  return { set, warnings: warnings.toArray() }
}

/** The rows between the braces, where they have three numbers each; null where they have two: points on a photo. */
const readIbugPts = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading | null => {
  const lines = filledLines(bytes)
  const open = lines.findIndex(({ text }) => text === '{')
  const close = lines.findIndex(({ text }) => text === '}')
  const rows = open < 0 || close < open ? [] : lines.slice(open + 1, close)
  if (rows.length === 0 || wordsOf(rows[0].text).length !== 3) return null
  const count = Number(/^n_points\s*:\s*(\d+)$/i.exec(lines[1]?.text ?? '')?.[1])
  if (rows.length !== count) {
    throw lineError(
      'pts',
      lines[1]?.line ?? 1,
      `${count} points are announced, but ${rows.length} lie between { and }.`,
    )
  }
  const warnings = new WarningList()
  const positions = rows.map(({ line, text }): Vec3 | null => {
    const words = wordsOf(text)
    return words.length === 3 && words.every((word) => /^nan$/i.test(word)) ? null : pointOf(words, 'pts', line)
  })
  return {
    set: toLandmarkSet({ names: null, positions, absent: 'missing' }, options, warnings),
    warnings: warnings.toArray(),
  }
}

/** Writes IDAV's .pts: the points in their order, named S0000, S0001, …; 9999 for those without a position. */
export const writeLandmarkPts = ({ landmarks }: LandmarkSet): Uint8Array =>
  textBytes([
    'Version 1.0',
    landmarks.length,
    ...landmarks.map(
      ({ position }, i) => `S${String(i).padStart(4, '0')} ${(position ?? [missing, missing, missing]).join(' ')}`,
    ),
  ])

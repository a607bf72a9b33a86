import { badInput } from '../../model/errors.ts'
import type { Landmark, LandmarkSet, LandmarkStatus } from '../../model/landmarks.ts'
import { landmarkSchemes, now7 } from '../../model/schemes.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkReadOptions } from '../types.ts'
import type { WarningList } from '../warningList.ts'

/** Points of a file that says less than a landmark set holds: at best a name and a position each. */
export interface PointList {
  /** null where the file holds no names, or numbers only. */
  readonly names: readonly string[] | null
  /** null for a point that was not placed. */
  readonly positions: readonly (Vec3 | null)[]
  /** Status of the points without a position. */
  readonly absent: 'missing' | 'unplaced'
  /** For files that say it point by point. */
  readonly statuses?: readonly LandmarkStatus[]
  readonly unit?: LandmarkSet['unit']
  readonly annotator?: string | null
  readonly time?: string | null
  /** What the file says of its scheme; guessed from the names where it says nothing. */
  readonly scheme?: string | null
}

/** Schemes that are lists of numbered points: point i of 51 is named `51:i`. */
const numberedSchemes: ReadonlyMap<number, string> = new Map([
  [51, 'flame-51'],
  [68, 'ibug-68'],
  [105, 'mediapipe-105'],
])

/**
 * Makes a landmark set. Points without names get those of `pointNames`; else, by their number, those of NoW's seven;
 * else `N:i`, i counted from 0 (`51:13` is point 13 of FLAME's 51).
 *
 * @throws input/landmark-names where `pointNames` has another length, input/no-landmarks for an empty list.
 */
export const toLandmarkSet = (
  list: PointList,
  { pointNames }: LandmarkReadOptions,
  warnings: WarningList,
): LandmarkSet => {
  const { positions } = list
  if (positions.length === 0) throw badInput('no-landmarks', 'The file holds no landmarks.')
  if (pointNames && pointNames.length !== positions.length) {
    throw badInput(
      'landmark-names',
      `${pointNames.length} names were given for the ${positions.length} points of the file.`,
    )
  }
  const names = uniqueNames(pointNames ?? list.names ?? namesByCount(positions.length, warnings), warnings)
  const landmarks = names.map((name, i): Landmark => {
    const position = positions[i]
    return { name, status: list.statuses?.[i] ?? (position ? 'placed' : list.absent), position, surface: null }
  })
  return {
    scheme: list.scheme ?? schemeOfNames(names),
    unit: list.unit ?? null,
    annotator: list.annotator ?? null,
    time: list.time ?? null,
    landmarks,
  }
}

const namesByCount = (count: number, warnings: WarningList): string[] => {
  if (count === now7.points.length) {
    warnings.add(
      'landmark-names-guessed',
      'The seven points have no names; they were taken as the seven of NoW, in its order.',
    )
    return now7.points.map(({ name }) => name)
  }
  const scheme = numberedSchemes.get(count)
  warnings.add(
    'landmark-names-guessed',
    scheme
      ? `The ${count} points have no names; they were taken as ${scheme}, in its order.${
          count === 51 ? ' Which of the two public lists of 51 they are, the file does not say.' : ''
        }`
      : `The ${count} points have no names and were named ${count}:0 to ${count}:${count - 1}.`,
  )
  return Array.from({ length: count }, (_, i) => `${count}:${i}`)
}

/** The scheme that has exactly these points; null where none has. The two lists of 51 are told apart by no name. */
export const schemeOfNames = (names: readonly string[]): string | null => {
  const numbered = numberedSchemes.get(names.length)
  if (numbered && names.every((name, i) => name === `${names.length}:${i}`)) return numbered
  const known = new Set(names)
  const fitting = [...landmarkSchemes.values()].filter(
    ({ points }) => points.length === known.size && points.every((point) => known.has(point.name)),
  )
  return fitting.length === 1 ? fitting[0].name : null
}

/** Names that only count the points (0, 1, 2, … or 1, 2, 3, …) name nothing. */
export const isNumbering = (names: readonly string[]): boolean =>
  [0, 1].some((first) => names.every((name, i) => name.trim() === String(i + first)))

/** Programs key landmarks by name: of two alike the second becomes `name#2`. */
export const uniqueNames = (names: readonly string[], warnings: WarningList): string[] => {
  const uses = new Map<string, number>()
  return names.map((name) => {
    const use = (uses.get(name) ?? 0) + 1
    uses.set(name, use)
    if (use === 1) return name
    warnings.add(
      'landmark-name-twice',
      `There are several landmarks named “${name}”; one was renamed “${name}#${use}”.`,
    )
    return `${name}#${use}`
  })
}

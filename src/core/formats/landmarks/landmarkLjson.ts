import { z } from 'zod'
import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { parseDocument, parseJson } from './parseDocument.ts'
import { toLandmarkSet } from './pointList.ts'

const coordinate = z.number().nullable()
const point = z.array(coordinate).min(2).max(3)
const label = z.object({ label: z.string(), mask: z.array(z.number().int().min(0)) })
const group = z.looseObject({
  landmarks: z.object({ points: z.array(point) }).loose(),
  labels: z.array(label).default([]),
})

const version3 = z.object({ version: z.literal(3), groups: z.record(z.string(), group) }).loose()
const version2 = group.extend({ version: z.literal(2) })
const version1 = z.looseObject({
  version: z.literal(1),
  groups: z.array(z.looseObject({ label: z.string(), landmarks: z.array(z.looseObject({ point })) })),
})

interface LabelledPoints {
  readonly points: readonly (number | null)[][]
  readonly labels: readonly z.output<typeof label>[]
}

/**
 * Reads Menpo's .ljson (landmarker.io), versions 1 to 3. The format has no point names: a point is named by its label
 * and its place in it (`mouth:0`), by its label alone where every label has one point, or `N:i` where the labels do not cover the points once each. Its order is the
 * annotator's own and need not be iBUG's.
 *
 * @throws input/landmark-json; input/landmark-2d for landmarks on a photo.
 */
export const readLandmarkLjson = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading =>
  readLjsonDocument(parseJson(bytes), options)

export const readLjsonDocument = (document: unknown, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const { points, labels } = labelledPoints(document, warnings)
  if (points.some((coordinates) => coordinates.length === 2)) {
    throw badInput(
      'landmark-2d',
      'The landmarks are two-dimensional (points on a photo); a scan needs three coordinates.',
    )
  }
  const positions = points.map(([x, y, z]): Vec3 | null => (x === null || y === null || z === null ? null : [x, y, z]))
  const list = { names: namesFromLabels(points.length, labels), positions, absent: 'missing' } as const
  return { set: toLandmarkSet(list, options, warnings), warnings: warnings.toArray() }
}

const labelledPoints = (document: unknown, warnings: WarningList): LabelledPoints => {
  const { version } = parseDocument(z.looseObject({ version: z.number() }), document)
  if (version === 3) {
    const groups = Object.entries(parseDocument(version3, document).groups)
    if (groups.length === 0) throw badInput('no-landmarks', 'The file holds no group of landmarks.')
    if (groups.length > 1) {
      const others = groups.slice(1).map(([name]) => name)
      warnings.add(
        'landmark-groups-skipped',
        `Only the group “${groups[0][0]}” was read; skipped: ${others.join(', ')}.`,
      )
    }
    const [[, { landmarks, labels }]] = groups
    return { points: landmarks.points, labels }
  }
  if (version === 2) {
    const { landmarks, labels } = parseDocument(version2, document)
    return { points: landmarks.points, labels }
  }
  if (version !== 1) throw badInput('landmark-json', `Version ${version} of .ljson is unknown; Cameo reads 1, 2 and 3.`)
  let start = 0
  const { groups } = parseDocument(version1, document)
  const labels = groups.map(({ label: name, landmarks }) => {
    const mask = landmarks.map((_, i) => start + i)
    start += landmarks.length
    return { label: name, mask }
  })
  return { points: groups.flatMap(({ landmarks }) => landmarks.map((landmark) => landmark.point)), labels }
}

/** null where the labels do not cover every point exactly once. */
const namesFromLabels = (count: number, labels: LabelledPoints['labels']): string[] | null => {
  const names = new Array<string>(count)
  const isNamed = labels.length === count && labels.every(({ mask }) => mask.length === 1)
  for (const { label: name, mask } of labels) {
    for (const [place, index] of mask.entries()) {
      if (index >= count || names[index] !== undefined) return null
      names[index] = isNamed ? name : `${name}:${place}`
    }
  }
  return names.includes(undefined as never) || count === 0 ? null : names
}

/**
 * Writes version 3. The format has no point names: a set that was read from groups gets its groups back from names such
 * as `mouth:0`, any other a label of one point for each name.
 */
export const writeLandmarkLjson = ({ landmarks }: LandmarkSet): Uint8Array => {
  const points = landmarks.map(({ position }) => position ?? [null, null, null])
  const group = { landmarks: { points, connectivity: [] }, labels: labelsFromNames(landmarks.map(({ name }) => name)) }
  return new TextEncoder().encode(`${JSON.stringify({ version: 3, groups: { LJSON: group } }, null, 1)}\n`)
}

const labelsFromNames = (names: readonly string[]): z.output<typeof label>[] => {
  const masks = new Map<string, number[]>()
  for (const [index, name] of names.entries()) {
    const [, labelName, place] = /^(.*):(\d+)$/s.exec(name) ?? []
    const mask = masks.get(labelName) ?? []
    if (labelName === undefined || Number(place) !== mask.length) {
      return names.map((single, i) => ({ label: single, mask: [i] }))
    }
    masks.set(labelName, [...mask, index])
  }
  if (masks.size === names.length) return names.map((single, i) => ({ label: single, mask: [i] }))
  return [...masks].map(([labelName, mask]) => ({ label: labelName, mask }))
}

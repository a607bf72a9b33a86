import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import { landmarkSchemes } from '../../model/schemes.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkReading, LandmarkReadOptions, LandmarkWriteOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { isNumbering, toLandmarkSet } from './pointList.ts'

type Attributes = Readonly<Record<string, string | undefined>>

interface PickedPoints {
  readonly DocumentData?: {
    readonly DateTime?: Attributes
    readonly User?: Attributes
    readonly templateName?: Attributes
  }
  readonly point?: readonly Attributes[]
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  htmlEntities: true,
  isArray: (name) => name === 'point',
})

/**
 * Reads MeshLab's picked points (.pp). A point that is not active keeps its name and order but has no position. The
 * file says no unit. Names that only count the points are taken as none.
 *
 * @throws input/landmark-pp with the line.
 */
export const readLandmarkPp = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const { DocumentData, point: points = [] } = parsePickedPoints(bytes)
  const names = points.map(({ name = '' }) => name)
  const hasNames = names.every((name) => name.trim() !== '') && !isNumbering(names)
  const set = toLandmarkSet(
    {
      names: hasNames ? names : null,
      positions: points.map((point, i) => (point.active === '0' ? null : positionOf(point, i))),
      absent: 'unplaced',
      annotator: DocumentData?.User?.name?.trim() || null,
      time: timeOf(DocumentData?.DateTime),
      scheme: schemeOf(DocumentData?.templateName?.name, points.length),
    },
    options,
    warnings,
  )
  return { set, warnings: warnings.toArray() }
}

/** The template, where it is a scheme of Cameo with as many points: names alone do not tell the two lists of 51. */
const schemeOf = (template: string | undefined, count: number): string | null => {
  const scheme = landmarkSchemes.get(template ?? '')
  return scheme?.points.length === count ? scheme.name : null
}

const parsePickedPoints = (bytes: Uint8Array): PickedPoints => {
  const text = new TextDecoder().decode(bytes)
  if (/<!ENTITY/i.test(text)) throw badInput('landmark-pp', 'The .pp file defines entities, which no points need.')
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: false })
  if (valid !== true) {
    throw badInput('landmark-pp', `The .pp file is no XML, line ${valid.err.line}: ${valid.err.msg}`, {
      line: valid.err.line,
    })
  }
  const root = (parser.parse(text) as { PickedPoints?: PickedPoints | string }).PickedPoints
  if (root === undefined) throw badInput('landmark-pp', 'The file is no .pp: it has no element PickedPoints.')
  return typeof root === 'string' ? {} : root
}

const positionOf = (point: Attributes, index: number): Vec3 => {
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => {
    const text = point[axis]
    const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
    if (!Number.isFinite(value)) {
      throw badInput(
        'landmark-pp',
        `Point ${index + 1} (“${point.name ?? ''}”) has no usable ${axis}: “${text ?? ''}”.`,
      )
    }
    return value
  })
  return [x, y, z]
}

/** MeshLab writes its user's local time without a zone; it is taken as UTC. */
const timeOf = (stamp: Attributes | undefined): string | null =>
  /^\d{4}-\d\d-\d\d$/.test(stamp?.date ?? '') && /^\d\d:\d\d:\d\d$/.test(stamp?.time ?? '')
    ? `${stamp?.date}T${stamp?.time}Z`
    : null

/**
 * Writes MeshLab's picked points. Two public readers (NoW's evaluation, flame-fitting) split lines: exactly 8 lines
 * stand before the first point, one point on a line, single blanks between attributes, none in names. Points without a
 * position keep their place in the order with `active="0"`.
 */
export const writeLandmarkPp = (set: LandmarkSet, { meshFileName = '' }: LandmarkWriteOptions): Uint8Array => {
  const [, date = '', time = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(set.time ?? '') ?? []
  const lines = [
    '<!DOCTYPE PickedPoints>',
    '<PickedPoints>',
    ' <DocumentData>',
    `  <DateTime date="${date}" time="${time}"/>`,
    `  <User name="${escapeAttribute(set.annotator ?? '')}"/>`,
    `  <DataFileName name="${escapeAttribute(meshFileName)}"/>`,
    `  <templateName name="${escapeAttribute(set.scheme ?? '')}"/>`,
    ' </DocumentData>',
    ...set.landmarks.map(({ name, position }) => {
      const [x, y, z] = position ?? [0, 0, 0]
      const safeName = escapeAttribute(name.replace(/\s+/g, '_'))
      return ` <point x="${x}" y="${y}" z="${z}" active="${position ? 1 : 0}" name="${safeName}"/>`
    }),
    '</PickedPoints>',
  ]
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

const escapeAttribute = (text: string): string =>
  text
    .replace(/[\r\n\t]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

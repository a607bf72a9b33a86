import { z } from 'zod'
import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { LengthUnit } from '../../model/units.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { parseDocument, parseJson } from './parseDocument.ts'
import { descriptionOf, inLps, slicerReading, statusInSlicer } from './slicerPoints.ts'

const schemaUrl =
  'https://raw.githubusercontent.com/Slicer/Slicer/main/Modules/Loadable/Markups/Resources/Schema/markups-schema-v1.0.3.json#'

const controlPoint = z.looseObject({
  label: z.string().default(''),
  description: z.string().default(''),
  /** Slicer writes "" for a point that is not defined. */
  position: z.union([z.tuple([z.number(), z.number(), z.number()]), z.literal(''), z.null()]).default(null),
  positionStatus: z.enum(['undefined', 'preview', 'defined', 'missing']).default('defined'),
})

const markup = z.looseObject({
  type: z.string(),
  coordinateSystem: z.enum(['LPS', 'RAS', '1', '0']).default('LPS'),
  coordinateUnits: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .default(null),
  controlPoints: z.array(controlPoint).default([]),
})

const document = z.looseObject({ '@schema': z.string(), markups: z.array(markup) })

/**
 * Reads 3D Slicer's markups (.mrk.json), in LPS: x and y of a file in RAS are negated, and a warning says so. The first
 * point list is read; other markups are named in a warning.
 *
 * @throws input/landmark-json, input/no-landmarks.
 */
export const readLandmarkMrk = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading =>
  readMrkDocument(parseJson(bytes), options)

export const readMrkDocument = (parsed: unknown, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const { markups } = parseDocument(document, parsed)
  const list = markups.find(({ type, controlPoints }) => type === 'Fiducial' && controlPoints.length > 0)
  if (!list) throw badInput('no-landmarks', 'The file holds no point list (a markup of the type Fiducial) with points.')
  if (markups.length > 1) {
    const others = markups.filter((other) => other !== list).map(({ type }) => type)
    warnings.add('landmark-groups-skipped', `Only one point list was read; skipped: ${others.join(', ')}.`)
  }
  const system = list.coordinateSystem === 'RAS' || list.coordinateSystem === '0' ? 'RAS' : 'LPS'
  if (system === 'RAS') {
    warnings.add('landmark-ras', 'The file is in RAS; x and y were negated to LPS, in which Slicer takes meshes to be.')
  }
  const rows = list.controlPoints.map(({ label, description, position, positionStatus }, i) => {
    const { status, hasPosition, reason, unread } = statusInSlicer(positionStatus, description)
    if (hasPosition && !Array.isArray(position)) {
      throw badInput('landmark-json', `Point ${i + 1} (“${label}”) is defined but has no position.`)
    }
    return {
      name: label,
      status,
      position: hasPosition && Array.isArray(position) ? inLps(position, system) : null,
      reason,
      unread,
    }
  })
  const reading = slicerReading(rows, options, warnings)
  return { ...reading, set: { ...reading.set, unit: unitOf(list) } }
}

const unitOf = ({ coordinateUnits }: z.output<typeof markup>): LengthUnit | null =>
  (['m', 'cm', 'mm'] as const).find((unit) => unit === coordinateUnits) ?? null

/** Writes one point list in LPS. Positions keep their numbers; without a unit none is written, and Slicer takes mm. */
export const writeLandmarkMrk = ({ landmarks, unit }: LandmarkSet): Uint8Array => {
  const controlPoints = landmarks.map((landmark, i) => {
    const { slicer, text } = descriptionOf(landmark)
    return {
      id: String(i + 1),
      label: landmark.name,
      description: text,
      associatedNodeID: '',
      position: slicer === 'defined' ? landmark.position : '',
      orientation: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
      selected: true,
      locked: false,
      visibility: true,
      positionStatus: slicer,
    }
  })
  const list = {
    type: 'Fiducial',
    coordinateSystem: 'LPS',
    ...(unit && { coordinateUnits: unit }),
    locked: false,
    fixedNumberOfControlPoints: true,
    labelFormat: '%N-%d',
    controlPoints,
  }
  return new TextEncoder().encode(`${JSON.stringify({ '@schema': schemaUrl, markups: [list] }, null, 1)}\n`)
}

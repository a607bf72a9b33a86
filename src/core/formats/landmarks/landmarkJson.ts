import { z } from 'zod'
import { badInput } from '../../model/errors.ts'
import { type LandmarkSet, landmarkSources, landmarkStatuses, plainLandmark } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import { type LengthUnit, lengthUnits } from '../../model/units.ts'
import type { PhotoClicks } from '../photoClicks.ts'
import type { LandmarkReading, LandmarkReadOptions, LandmarkWriteOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { readLjsonDocument } from './landmarkLjson.ts'
import { readMrkDocument } from './landmarkMrk.ts'
import { isWrapDocument, readWrapDocument } from './landmarkWrap.ts'
import { parseDocument, parseJson } from './parseDocument.ts'
import { type PointList, toLandmarkSet, uniqueNames } from './pointList.ts'

/*
 * Cameo's own landmark file, UTF-8 JSON:
 *
 * {
 *   "format": "cameo-landmarks", "version": 1,
 *   "scheme": "h3ds-6" | null,          name of the landmark scheme
 *   "unit": "mm" | … | null,            of the positions, in the scan's own frame
 *   "annotator": "…" | null, "time": "2025-01-31T12:00:00Z" | null,
 *   "landmarks": [{
 *     "name": "nose_tip",
 *     "status": "placed" | "unplaced" | "missing" | "occluded" | "uncertain" | "hidden",
 *     "position": [x, y, z] | null,
 *     "surface": {"triangle": 17, "barycentrics": [a, b, c]} | null     0-based triangle of the scan it was placed on
 *     "reason": "…",                       of the status; absent where there is none
 *     "source": "human" | "proposed-accepted" | "imported"     absent where it is not known
 *   }],
 *   "photos": [{ "photo": "img_0001.jpg", "width": 640, "height": 480, "points": { "nose_tip": [412.5, 388] } }]
 *                                          clicks in photos, px, the middle of the first pixel is 0 0; absent where none
 * }
 */
const formatName = 'cameo-landmarks'

const vec3 = z.tuple([z.number(), z.number(), z.number()])

const ownFile = z.object({
  format: z.literal(formatName),
  version: z.literal(1),
  scheme: z.string().nullable().default(null),
  unit: z.enum(lengthUnits).nullable().default(null),
  annotator: z.string().nullable().default(null),
  time: z.string().nullable().default(null),
  landmarks: z.array(
    z
      .object({
        name: z.string().min(1),
        status: z.enum(landmarkStatuses),
        position: vec3.nullable().default(null),
        surface: z
          .object({ triangle: z.number().int().min(0), barycentrics: vec3 })
          .nullable()
          .default(null),
        reason: z.string().nullish(),
        source: z.enum(landmarkSources).nullish(),
      })
      .refine(({ status, position }) => (status !== 'placed' && status !== 'uncertain') || position !== null, {
        message: 'a placed landmark needs a position',
      }),
  ),
  photos: z.array(z.unknown()).default([]),
})

/** What other tools write: points by name, or a bare list in the order of a scheme. */
const plainFile = z.looseObject({
  points: z.union([z.record(z.string(), vec3.nullable()), z.array(vec3.nullable())]),
  unit: z.string().nullish(),
  scheme: z.string().nullish(),
  annotator: z.string().nullish(),
  time: z.string().nullish(),
  embedding: z.string().nullish(),
  set: z.union([z.string(), z.number()]).nullish(),
})

const usedKeys: ReadonlySet<string> = new Set(Object.keys(plainFile.shape))

/**
 * Reads landmarks from JSON: Cameo's own form; `{points: {name: [x, y, z]}, unit}`; `{points: [[x, y, z], …], unit}`
 * in the order of a scheme. Other keys (a truth, a convention) are never taken for landmarks.
 *
 * @throws input/landmark-json.
 */
export const readLandmarkJson = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const document = parseJson(bytes)
  if (typeof document === 'object' && document !== null) {
    if ('format' in document && document.format === formatName) return readOwn(document, options)
    if ('@schema' in document && 'markups' in document) return readMrkDocument(document, options)
    if ('groups' in document || ('landmarks' in document && 'version' in document)) {
      return readLjsonDocument(document, options)
    }
  }
  return isWrapDocument(document)
    ? readWrapDocument(document, options, { isSure: false })
    : readPlain(document, options)
}

const readOwn = (document: object, { pointNames }: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const { scheme, unit, annotator, time, landmarks, photos } = parseDocument(ownFile, document)
  if (pointNames && pointNames.length !== landmarks.length) {
    throw badInput(
      'landmark-names',
      `${pointNames.length} names were given for the ${landmarks.length} points of the file.`,
    )
  }
  if (photos.length > 0) {
    const message = `What was clicked in ${photos.length} photos stands in the file too; only the points on the scan were read.`
    warnings.add('landmark-photos-skipped', message)
  }
  const names = uniqueNames(pointNames ?? landmarks.map(({ name }) => name), warnings)
  const set: LandmarkSet = {
    scheme,
    unit,
    annotator,
    time,
    landmarks: landmarks.map((landmark, i) => plainLandmark({ ...landmark, name: names[i] })),
  }
  return { set, warnings: warnings.toArray() }
}

const readPlain = (document: unknown, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const file = parseDocument(plainFile, document)
  const others = Object.keys(file).filter((key) => !usedKeys.has(key))
  if (others.length > 0)
    warnings.add('landmark-keys-skipped', `Parts of the file that are no landmarks were skipped: ${others.join(', ')}.`)
  const named = Array.isArray(file.points) ? null : Object.entries(file.points)
  const positions: readonly (Vec3 | null)[] = named ? named.map(([, point]) => point) : (file.points as (Vec3 | null)[])
  const list: PointList = {
    names: named?.map(([name]) => name) ?? null,
    positions,
    absent: 'missing',
    unit: toUnit(file.unit ?? null, warnings),
    annotator: file.annotator,
    time: file.time,
    scheme: file.scheme ?? (named ? null : embeddingScheme(positions.length, file.embedding ?? '')),
  }
  return { set: toLandmarkSet(list, options, warnings), warnings: warnings.toArray() }
}

const toUnit = (text: string | null, warnings: WarningList): LengthUnit | null => {
  const unit = lengthUnits.find((known) => known === text)
  if (text !== null && !unit) {
    warnings.add('landmark-unit', `“${text}” is no unit Cameo knows (${lengthUnits.join(', ')}); the unit stays open.`)
  }
  return unit ?? null
}

/**
 * Two public embeddings of 51 points disagree by up to 13 mm, so that the scheme says which one a file names:
 * flame-fitting's (also TF_FLAME's) or RingNet's (also DECA's and MICA's).
 */
const embeddingScheme = (count: number, embedding: string): string | null => {
  if (count !== 51) return null
  if (/flame[-_ ]fitting|tf_flame/i.test(embedding)) return 'flame-51-flame-fitting'
  return /ringnet|deca|mica/i.test(embedding) ? 'flame-51-ringnet' : null
}

/** Writes Cameo's own form, described at the top of this file. */
export const writeLandmarkJson = (
  { scheme, unit, annotator, time, landmarks }: LandmarkSet,
  { photos = [] }: Pick<LandmarkWriteOptions, 'photos'> = {},
): Uint8Array => {
  const file = {
    format: formatName,
    version: 1,
    scheme,
    unit,
    annotator,
    time,
    landmarks: landmarks.map(plainLandmark),
    ...(photos.length > 0 && { photos: photos.map(photoEntry) }),
  }
  return new TextEncoder().encode(`${JSON.stringify(file, null, 1)}\n`)
}

const photoEntry = ({ photo, widthPx, heightPx, points }: PhotoClicks) => ({
  ...{ photo, width: widthPx, height: heightPx, points: Object.fromEntries(points) },
})

import { z } from 'zod'
import { mutation, query } from '../define.ts'
import * as s from '../schemas.ts'

const vector = s.vec3.readonly()
const interval = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable()

/** What the numbers mean stands with `ObserverStudy` in the model. */
export const observerStudy = z.object({
  unit: s.lengthUnit.nullable(),
  annotators: z.array(z.string()).readonly(),
  scans: z.array(z.string()).readonly(),
  axes: z.enum(['head', 'common', 'scan']),
  points: z
    .array(
      z.object({
        name: z.string(),
        scans: z.number().int(),
        tem: z.object({ axes: vector, total: z.number() }),
        relativeTem: z.number().nullable(),
        icc: z.tuple([interval, interval, interval]).readonly(),
      }),
    )
    .readonly(),
  totalTem: z.number().nullable(),
  bias: z
    .array(
      z.object({
        annotator: z.string(),
        name: z.string(),
        scans: z.number().int(),
        mean: vector,
        standardDeviation: vector,
      }),
    )
    .readonly(),
  repeatability: z
    .array(
      z.object({
        annotator: z.string(),
        sessions: z.number().int(),
        points: z
          .array(z.object({ name: z.string(), scans: z.number().int(), axes: vector, total: z.number() }))
          .readonly(),
        total: z.number(),
      }),
    )
    .readonly(),
  farthest: z
    .array(z.object({ annotator: z.string(), scan: z.string(), name: z.string(), distance: z.number() }))
    .readonly(),
  notes: z.array(z.string()).readonly(),
})

/** Which set of which scan is to be placed, in order. Whether it is a repeat is left unsaid. */
const served = z.object({
  items: z.array(
    z.object({
      scanId: s.id,
      subjectId: s.id,
      role: s.scanRole,
      observer: z.string(),
      /** Points with a place or a reason for none. */
      decided: z.number().int(),
    }),
  ),
})

const studied = observerStudy.extend({ warnings: z.array(s.warning) })

const pointDoubt = z.object({
  name: z.string(),
  /** x to the subject's left, y up, z out of the face. */
  axesMm: vector,
  distanceMm: z.number(),
  sigmaMm: z.number(),
  chiSquare: z.number(),
})

/** How far each point lies from where the others would have it; `strays` in words, the worst first. */
const shapeDoubts = z.object({
  points: z.array(pointDoubt).readonly(),
  strays: z.array(z.object({ name: z.string(), message: z.string() })).readonly(),
  heads: z.number().int(),
})

/** How well annotators agree with each other and with themselves. */
export const studyMethods = {
  /** By the shapes of the project's other heads; null with fewer than five points that the template knows. */
  'landmarks.doubts': query(
    z.object({ scanId: s.id, observer: s.observer }),
    z.object({ doubts: shapeDoubts.nullable() }),
  ),
  /** Of a file, and against another scan of the same head where one is given. */
  'files.checkLandmarks': query(
    z.object({ path: s.path, other: s.path.nullable().default(null) }),
    z.object({
      scheme: z.string().nullable(),
      placed: z.number().int(),
      findings: z.array(z.object({ code: z.string(), message: z.string(), confidence: z.number() })).readonly(),
      doubts: shapeDoubts.nullable(),
      warnings: z.array(s.warning),
    }),
  ),
  /** A folder for each annotator, with a landmark file for each scan; `anna@2` holds the second session of anna. */
  'files.studyLandmarks': query(z.object({ path: s.path }), studied),
  /**
   * Serves scans to an annotator for a study, in a mixed order that the seed decides: a share of those they have placed
   * points on, for a further session, among those they have not. Refused where there is nothing to serve again.
   */
  'study.plan': mutation(
    z.object({
      annotator: z.string().trim().min(1).max(90),
      role: z.enum(['coarse', 'fine']).default('fine'),
      /** Of the scans they have done, 0..1; at least one. */
      share: z.number().gt(0).max(1),
      seed: z.number().int(),
    }),
    served,
  ),
  /** What is served to an annotator; empty where nothing was planned. */
  'study.queue': query(z.object({ annotator: z.string() }), served),
  /** The annotators' own sets of the project's scans. */
  'landmarks.study': query(z.object({ subjectIds: z.array(s.id).nullable().default(null) }), studied),
} as const

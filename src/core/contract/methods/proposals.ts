import { z } from 'zod'
import { job, query } from '../define.ts'
import * as s from '../schemas.ts'

const surfacePoint = z.object({ triangle: z.number().int(), barycentrics: s.vec3.readonly() })

/** What the numbers mean stands with `ProposalResult` in the model. */
const proposed = z.object({
  proposals: z
    .array(
      z.object({
        name: z.string(),
        position: s.vec3.readonly(),
        surface: surfacePoint,
        sigmaMm: z.number(),
        snapMm: z.number(),
        basis: z.enum(['scheme', 'population', 'model', 'frame', 'registration']),
      }),
    )
    .readonly(),
  withheld: z.array(z.object({ name: z.string(), reason: z.string() })).readonly(),
  /** Semi-landmarks of the scheme's curves, along each. */
  curves: z
    .array(
      z.object({
        name: z.string(),
        points: z.array(z.object({ position: s.vec3.readonly(), surface: surfacePoint })).readonly(),
      }),
    )
    .readonly(),
  anchors: z.array(z.string()).readonly(),
  rmsMm: z.number(),
  mmPerUnit: z.number(),
  heads: z.number().int(),
  warnings: z.array(s.warning).readonly(),
})

/**
 * Places for the points of a scheme that are not placed yet, from three placed points on: by the scheme's mean shape and
 * the project's other heads, or with a head model through its embedding. Nothing is stored.
 */
export const proposalMethods = {
  'landmarks.propose': job(
    z.object({ scanId: s.id, observer: s.observer, scheme: z.string(), modelId: s.id.nullable().default(null) }),
    proposed,
  ),
  /** The same at once and for points that are not stored yet, as the window asks with every click. */
  'landmarks.proposeNow': query(
    z.object({
      scanId: s.id,
      scheme: z.string(),
      modelId: s.id.nullable().default(null),
      landmarks: z.array(s.landmark).max(2000),
    }),
    proposed,
  ),
  /**
   * The points of the frame beside this one in its sequence (`frameBeside`), carried to this scan; null where no subject
   * is another frame of it, or that has no point. The landmarks are those of this scan; the annotator's own set there is
   * taken, else the one that everything uses. Throws input/frame-not-found, input/unit-unknown.
   */
  'landmarks.carryNow': query(
    z.object({ scanId: s.id, observer: s.observer, landmarks: z.array(s.landmark).max(2000) }),
    proposed.pick({ proposals: true, withheld: true }).extend({ frame: z.string() }).nullable(),
  ),
  /**
   * The points of a scheme, carried from the current registration of this scan to the scan; null where it has none.
   * How far off they are to be expected is the median of the landmarks that the registration left out.
   */
  'landmarks.carryRegistration': query(
    z.object({ scanId: s.id, scheme: z.string() }),
    proposed.pick({ proposals: true, withheld: true }).nullable(),
  ),
  /** What people placed on scans of the project's other subjects, each in its own frame and unit. */
  'landmarks.population': query(
    z.object({ scanId: s.id }),
    z.object({ heads: z.array(z.array(z.object({ name: z.string(), position: s.vec3 }))) }),
  ),
  /** For a scan and a file of its points. What is written holds the proposals as uncertain points, with their sigma. */
  'files.proposeLandmarks': job(
    z.object({
      mesh: s.path,
      landmarks: s.path,
      scheme: z.string(),
      model: s.path.nullable().default(null),
      embedding: s.path.nullable().default(null),
      output: s.path.nullable().default(null),
    }),
    proposed.extend({ output: z.string().nullable() }),
  ),
} as const

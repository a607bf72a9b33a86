import { z } from 'zod'
import { verdicts } from '../model/alignment.ts'
import { landmarkStatuses } from '../model/landmarks.ts'
import { surfaceStates } from '../model/registration.ts'
import { textureOrigins, textureSources } from '../model/texture.ts'

export const registrationCertificate = z.object({
  verdict: z.enum(verdicts),
  /** Worst first. */
  reasons: z
    .array(z.object({ code: z.string(), message: z.string(), verdict: z.enum(verdicts), advice: z.string() }))
    .readonly(),
})

const quality = z.object({
  median: z.number(),
  mean: z.number(),
  p90: z.number(),
  within1mm: z.number(),
  count: z.number().int(),
})
const faceCount = z.object({ inEars: z.number().int(), outsideEars: z.number().int() })
const coefficients = z.object({ mahalanobis: z.number(), components: z.number().int(), largest: z.number() })

/** What the numbers mean stands with `RegistrationReport` in the model. */
export const registrationReport = z.object({
  scanToMeshMm: quality,
  scanToMeshInsideMm: quality.optional(),
  meshToScanMm: quality,
  regions: z
    .array(
      z.object({
        name: z.string(),
        vertices: z.number().int(),
        scanToMeshMm: quality,
        meshToScanMm: quality,
        states: z.record(z.enum(surfaceStates), z.number()),
      }),
    )
    .readonly(),
  seenHalves: z.object({ left: z.number(), right: z.number() }).nullable(),
  landmarks: z
    .array(
      z.object({
        name: z.string(),
        residualMm: z.number(),
        heldOutMm: z.number().nullable(),
        heldOutModelMm: z.number().nullable(),
      }),
    )
    .readonly(),
  offScan: z.array(z.string()).readonly(),
  heldOutMm: z.object({ registration: z.number(), model: z.number(), count: z.number().int() }).nullable(),
  flippedFaces: faceCount,
  stretchedFaces: faceCount,
  contours: z
    .array(z.object({ name: z.string(), distanceMm: z.object({ median: z.number(), p90: z.number() }).nullable() }))
    .readonly()
    .optional(),
  crossings: z.object({ found: z.number().int(), left: z.number().int(), movedMm: z.number().optional() }).optional(),
  shape: coefficients,
  expression: coefficients,
  scan: z.object({
    used: z.number(),
    hair: z.number(),
    clothes: z.number(),
    besideFace: z.number(),
    far: z.number(),
    floating: z.number(),
  }),
  noiseMm: z.number(),
})

/** A texture of a stored registration; the parts (0..1) of the layout add up to 1. */
export const registrationTexture = z.object({
  id: z.string(),
  createdAt: z.string(),
  /** What it was asked to be made from, and what the colours came from. */
  from: z.enum(textureOrigins),
  source: z.enum(textureSources),
  sizePx: z.number().int(),
  measuredShare: z.number(),
  filledShare: z.number(),
  photos: z.array(z.object({ fileName: z.string(), share: z.number() })),
  seconds: z.number(),
  modelSha256: z.string(),
  /** Of the user's file with the UV layout; null where the model has its own. */
  uvSha256: z.string().nullable(),
  uvPath: z.string().nullable(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  /** What it was made from has changed since. */
  isStale: z.boolean(),
  pictureUrl: z.string(),
  /** 255 measured, 128 filled, 0 outside. */
  maskUrl: z.string(),
  /** OBJ with UVs, in the registration's frame and unit. */
  meshUrl: z.string(),
})

/** What was carried back from a registration to its scan. */
export const carriedToScan = z.object({
  landmarks: z.array(
    z.object({
      file: z.string(),
      scheme: z.string().nullable(),
      points: z.array(
        z.object({ name: z.string(), status: z.enum(landmarkStatuses), distanceMm: z.number().nullable() }),
      ),
    }),
  ),
  /** Vertices of the scan by label. */
  labels: z
    .object({ file: z.string(), namesFile: z.string(), counts: z.record(z.string(), z.number().int()) })
    .nullable(),
})

import { z } from 'zod'
import { job } from '../define.ts'
import * as s from '../schemas.ts'

const errorNumbers = z.object({ median: z.number(), mean: z.number(), std: z.number() })

/** Public benchmarks' own numbers for a prediction, on plain files. */
export const evaluationMethods = {
  'files.evaluateH3ds': job(
    z.object({
      /** Folder of the scene. */
      groundTruth: s.path,
      prediction: s.path,
      predictionLandmarks: s.path.nullable(),
      region: z.string().min(1),
      /** Folder for distances.npy files and report.json; null: none are written. */
      out: s.path.nullable(),
    }),
    z.object({
      region: z.string(),
      coarseScale: z.number(),
      icpScale: z.number(),
      icpIterations: z.number().int(),
      groundTruthVertices: z.number().int(),
      /** Mean distance to the nearest vertex, mm: the number H3DS reports, and the way back. */
      groundTruthToPrediction: z.number(),
      predictionToGroundTruth: z.number(),
      groundTruthFromPrediction: s.mat4,
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
  'files.evaluateFace': job(
    z.object({
      benchmark: z.enum(['now', 'stirling']),
      scan: s.path,
      scanLandmarks: s.path,
      prediction: s.path,
      predictionLandmarks: s.path,
      metricalUnit: z.enum(['m', 'cm', 'mm']).nullable(),
      out: s.path.nullable(),
    }),
    z.object({
      benchmark: z.string(),
      procrustesScale: z.number(),
      cropRadius: z.number(),
      scanVertices: z.number().int(),
      /** Distances from cropped scan vertices to the predicted surface, mm: placed by landmarks alone, and in the end. */
      landmarksOnly: errorNumbers,
      final: errorNumbers,
      iterations: z.number().int(),
      scanFromPrediction: s.mat4,
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
} as const

import { z } from 'zod'
import { job } from '../define.ts'
import * as s from '../schemas.ts'
import { alignOptions } from './work.ts'

/** Several scans of one subject, on plain files. */
export const togetherMethods = {
  'files.alignMany': job(
    z.object({
      scans: z.array(z.object({ mesh: s.path, landmarks: s.path.nullable() })).min(2),
      /** Which of the scans the others come to. */
      reference: z.number().int().min(0),
      options: alignOptions,
      /** Folder for a transform of each scan, each moved scan and report.json. */
      out: s.path,
      /** Of the moved scans. */
      meshFormat: s.meshFormat.default('ply'),
    }),
    z.object({
      scans: z.array(
        z.object({ scan: z.string(), referenceFromScan: s.mat4.nullable(), scale: z.number().nullable() }),
      ),
      pairs: z.array(
        z.object({
          source: z.string(),
          target: z.string(),
          verdict: z.enum(['green', 'amber', 'red']),
          overlap: z.number(),
          disagreementMm: z.number().nullable(),
          targetFromSource: s.mat4,
        }),
      ),
      /** How far pairs and places disagree, root mean square, mm: chained along the best pairs, and adjusted together. */
      chainedRmsMm: z.number(),
      adjustedRmsMm: z.number(),
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
} as const

import { z } from 'zod'
import { job } from '../define.ts'
import * as s from '../schemas.ts'

/** How the photo itself takes part in a proposed mask. */
export const maskRefinement = z.enum(['none', 'grabcut'])

/** x, y of the upper left corner, width, height: pixels of the photo. */
const box = z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()])

/** Masks of plain files, without a project. */
export const maskFileMethods = {
  /** From a scan with cameras, or without one from boxes and scribbles. Writes `mask_%04d.png` by the photos' numbers. */
  'files.proposeMasks': job(
    z.object({
      /** In the frame of the cameras. */
      mesh: s.path.nullable().default(null),
      cameras: s.path.nullable().default(null),
      images: s.path,
      out: s.path,
      refine: maskRefinement.default('none'),
      /** How far the scan's outline may lie from the photos': one standard deviation, mm. */
      sigmaMm: z.number().positive().nullable().default(null),
      /** A `report.json` of `files.align`, whose median residual is taken instead. */
      alignment: s.path.nullable().default(null),
      /** About the subject, for every photo. */
      box: box.nullable().default(null),
      /** JSON: name of a photo → [x, y, width, height]. */
      boxes: s.path.nullable().default(null),
      /** JSON: name of a photo → {subject, background: lists of strokes [x0, y0, x1, y1, …], radiusPx}. */
      scribbles: s.path.nullable().default(null),
    }),
    z.object({
      masks: z.number().int(),
      files: z.array(z.string()),
      /** One standard deviation that the outlines were given; null without a scan or without refinement. */
      sigmaMm: z.number().nullable(),
      warnings: z.array(s.warning),
    }),
  ),
} as const

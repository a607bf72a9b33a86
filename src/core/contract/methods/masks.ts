import { z } from 'zod'
import { classNamePattern, foreground } from '../../model/maskClasses.ts'
import { job, mutation, query } from '../define.ts'
import * as s from '../schemas.ts'

export const brushStroke = z.object({
  mode: z.enum(['paint', 'erase']),
  radiusPx: z.number().min(0.5).max(5000),
  /** x0 y0 x1 y1 … in image pixels, pixel centres at whole numbers. */
  points: z.array(z.number()).min(2).max(200000),
  /** One radius a point, where a pen's pressure changed it. */
  radiiPx: z.array(z.number().min(0.5).max(5000)).optional(),
  /** The share of the radius that is covered fully; 1 is a hard edge. */
  hardness: z.number().min(0).max(1).optional(),
})

const className = z.string().regex(classNamePattern, 'small letters, digits and hyphens, a letter first')
const maskClass = z.object({
  name: className,
  title: z.string().min(1).max(60),
  color: z.string().regex(/^#[0-9a-f]{6}$/, 'a colour as #rrggbb'),
  isExclusive: z.boolean(),
})
/** One class's part of an edit: a record as core/masks/delta.ts makes it, in base64. */
const layerDelta = z.object({ className, delta: z.string().max(24 * 1024 * 1024) })

const maskRecord = z.object({
  image: s.image,
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** All layers as they are (core/masks/tiles/tileCodec.ts); null where there is none. */
  layersUrl: s.bytesUrl.nullable(),
  /** What the call changed, in this order, for a window that shows the mask as it was before; null where it knows. */
  change: z.object({ direction: z.enum(['undo', 'redo']), layers: z.array(layerDelta) }).nullable(),
})

const maskSteps = z.object({ imageId: s.id, steps: z.number().int().min(1).max(100).optional() })

/** Painting. Every change is one undo entry, and durable when the call answers. */
export const maskMethods = {
  'masks.get': query(z.object({ imageId: s.id }), maskRecord),
  /** Strokes on the foreground as vectors: host and window rasterise them with the same code. */
  'masks.paint': mutation(
    z.object({ imageId: s.id, baseRevision: z.number().int(), strokes: z.array(brushStroke).min(1).max(1000) }),
    maskRecord,
  ),
  /** Any edit, as the pixels it gave to each class; refused with `input/stale-revision` unless `baseRevision` is the stored one. */
  'masks.edit': mutation(
    z.object({
      imageId: s.id,
      baseRevision: z.number().int(),
      /** What was done, for the history: `brush`, `polygon`, `grow` … */
      tool: z.string().regex(/^[a-z][a-z-]{0,40}$/),
      layers: z.array(layerDelta).min(1).max(100),
    }),
    maskRecord,
  ),
  /** The proposal becomes the mask. */
  'masks.acceptProposal': mutation(z.object({ imageId: s.id }), maskRecord),
  /** Takes back, or brings again, one edit or as many of `steps` as there are. */
  'masks.undo': mutation(maskSteps, maskRecord),
  'masks.redo': mutation(maskSteps, maskRecord),
  /** The classes that come with Cameo, then the user's own. */
  'masks.classes': query(s.nothing, z.object({ classes: z.array(maskClass) })),
  /** The masks of one class as pictures, `<out>/<subject>/mask_%04d.png` by the photos' numbers. */
  'masks.save': job(
    z.object({
      className: className.default(foreground),
      subjectIds: z.array(s.id).nullable().default(null),
      out: s.path,
    }),
    z.object({ masks: z.number().int(), files: z.array(z.string()), warnings: z.array(s.warning) }),
  ),
  /** Makes a class of the user's own, or changes one. */
  'masks.putClass': mutation(maskClass, z.object({ classes: z.array(maskClass) })),
} as const

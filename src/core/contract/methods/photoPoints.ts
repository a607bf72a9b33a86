import { z } from 'zod'
import { mutation, query } from '../define.ts'
import * as s from '../schemas.ts'

const point = z.object({
  name: z.string().min(1).max(100),
  /** Pixel centres at whole numbers. */
  xPx: z.number(),
  yPx: z.number(),
})

const photoPoints = z.object({
  imageId: s.id,
  revision: z.number().int(),
  points: z.array(point),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
})

const ofImage = z.object({ imageId: s.id })

/** Landmarks as people clicked them in photos: a document for each photo, with its own undo. */
export const photoPointMethods = {
  'photoPoints.get': query(ofImage, photoPoints),
  /** Of all photos of a subject that have any. */
  'photoPoints.list': query(z.object({ subjectId: s.id }), z.object({ photos: z.array(photoPoints) })),
  /** Replaces the points of a photo; refused with `input/stale-revision` unless `baseRevision` is the stored one. */
  'photoPoints.commit': mutation(
    ofImage.extend({ baseRevision: z.number().int(), points: z.array(point).max(2000) }),
    photoPoints,
  ),
  'photoPoints.undo': mutation(ofImage, photoPoints),
  'photoPoints.redo': mutation(ofImage, photoPoints),
} as const

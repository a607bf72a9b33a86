import { z } from 'zod'
import { proposalKinds } from '../../model/maskCheck.ts'
import { job, mutation, query } from '../define.ts'
import * as s from '../schemas.ts'
import { checkedView, maskCheck, maskHints, maskRefinement } from './maskFiles.ts'
import { brushStroke } from './masks.ts'

/** Those of a subject; null: all. */
const chosen = z.object({ subjectId: s.id, imageIds: z.array(s.id).max(100_000).nullable().default(null) })

/** Masks that a subject's photos might have, and how far masks agree with the scan. */
export const maskProposalMethods = {
  'masks.propose': job(
    z.object({ subjectId: s.id, refine: maskRefinement.default('none') }),
    z.object({ proposed: z.number().int(), warnings: z.array(s.warning) }),
  ),
  'maskProposals.list': query(
    z.object({ subjectId: s.id }),
    z.object({
      proposals: z.array(
        z.object({
          imageId: s.id,
          kind: z.enum(proposalKinds),
          proposalUrl: s.bytesUrl,
          /** The scan whose outline it is or began as; null for boxes and strokes. */
          scanId: s.id.nullable(),
          alignmentId: s.id.nullable(),
          createdAt: z.string(),
        }),
      ),
    }),
  ),
  /** A proposal for one photo from a box or strokes about the subject; it takes the place of the photo's proposal. */
  'maskProposals.draw': job(
    z.object({
      imageId: s.id,
      /** x, y, width, height in pixels. */
      box: z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()]).nullable().default(null),
      /** Paint: subject; erase: background. */
      strokes: z.array(brushStroke).max(1000).default([]),
    }),
    z.object({ imageId: s.id, kind: z.enum(proposalKinds), proposalUrl: s.bytesUrl }),
  ),
  /** Proposals for all photos of a subject from boxes, scribbles or a model, without its scans. */
  'maskProposals.hinted': job(
    z.object({ subjectId: s.id, ...maskHints }),
    z.object({ proposed: z.number().int(), warnings: z.array(s.warning) }),
  ),
  /** Proposals become masks, one undo entry a photo. Photos that have a mask already keep it unless `overMasks`. */
  'maskProposals.accept': mutation(
    chosen.extend({ overMasks: z.boolean().default(false) }),
    z.object({ accepted: z.array(s.id), kept: z.array(s.id) }),
  ),
  /** Proposals go; masks stay. */
  'maskProposals.reject': mutation(chosen, z.object({ rejected: z.array(s.id) })),
  /** The masks of a subject against another annotator's, pictures of a folder named as the photos or by their numbers. */
  'maskChecks.compare': job(
    z.object({ subjectId: s.id, folder: s.path, tolerancePx: z.number().positive().nullable().default(null) }),
    z.object({
      photos: z.array(
        z.object({
          imageId: s.id,
          name: z.string(),
          file: z.string(),
          iou: z.number(),
          /** F measure of the outlines (Perazzi et al., 2016). */
          boundaryF: z.number(),
          boundaryP95Px: z.number(),
        }),
      ),
      meanIou: z.number(),
      meanBoundaryF: z.number(),
      warnings: z.array(s.warning),
    }),
  ),
  /** Every photo with a camera and a mask (where there is none: its proposal) against the best scan and the others. */
  'maskChecks.run': job(
    z.object({ subjectId: s.id, tolerance: z.number().int().min(0).max(100).default(1) }),
    maskCheck.extend({
      views: z.array(
        checkedView.extend({
          imageId: s.id,
          name: z.string(),
          /** The camera's number, to which `carvedBy` and `carvers` refer. */
          view: z.number().int(),
          of: z.enum(['mask', 'proposal']),
          /** The photo's mask when it was checked. */
          maskRevision: z.number().int(),
          /** What each view alone carved away of this mask: closed lines x y x y … in pixels of the photo. */
          carvedAreas: z.array(z.object({ view: z.number().int(), lines: z.array(z.array(z.number())) })),
        }),
      ),
      unchecked: z.array(z.object({ imageId: s.id, name: z.string(), reason: z.string() })),
    }),
  ),
} as const

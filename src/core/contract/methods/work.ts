import { z } from 'zod'
import { freedoms, icpMetrics, robustKernels, verdicts } from '../../model/alignment.ts'
import { toMat4 } from '../../model/transform.ts'
import { job, mutation, query } from '../define.ts'
import * as s from '../schemas.ts'
import * as t from '../textureSchemas.ts'
import { maskRefinement } from './maskFiles.ts'

export const alignOptions = z.object({
  scale: z.enum(['free', 'fixed']).default('free'),
  metric: z.enum(icpMetrics).default('point-to-plane'),
  overlap: z.union([z.literal('auto'), z.number().gt(0).max(1)]).default('auto'),
  kernel: z.enum(robustKernels).optional(),
  /** How far the scale may leave that of the start, as a share either way. */
  scaleFreedom: z.number().min(0).max(1).optional(),
  /** How much each landmark counts for the start, by its name; those not named count 1. */
  landmarkWeights: z.record(z.string(), z.number().min(0)).optional(),
  locked: z.array(z.enum(freedoms)).optional(),
  restarts: z.number().int().min(0).max(100).optional(),
  seed: z.number().int().optional(),
  start: z.union([z.enum(['auto', 'landmarks', 'global']), s.mat4.transform(toMat4)]).optional(),
})

/** What a batch does for each subject, in the order in which the steps build on each other. */
export const batchSteps = ['align', 'masks', 'register', 'texture'] as const

/** The work on a subject: landmarks, masks, alignment, registration, and the batch over all of it. */
export const workMethods = {
  /** A further scan of a subject, referenced where it lies, with the landmark file beside it. */
  'scans.add': job(
    z.object({ subjectId: s.id, path: s.path, role: z.enum(['coarse', 'fine']) }),
    z.object({ scan: s.scan, warnings: z.array(s.warning) }),
  ),
  'scans.setUnit': mutation(z.object({ scanId: s.id, unit: s.lengthUnit, up: s.upAxis.nullable() }), s.scan),

  /** Of the set everything uses, or with `observer` of that annotator's own (empty until its first commit). */
  'landmarks.get': query(z.object({ scanId: s.id, observer: s.observer }), s.landmarkSet),
  /** Replaces the set; refused with `input/stale-revision` unless `baseRevision` is the stored one. One undo entry. */
  'landmarks.commit': mutation(
    z.object({
      scanId: s.id,
      observer: s.observer,
      baseRevision: z.number().int(),
      scheme: z.string().nullable(),
      annotator: z.string().nullable(),
      landmarks: z.array(s.landmark).max(2000),
    }),
    s.landmarkSet,
  ),
  'landmarks.undo': mutation(z.object({ scanId: s.id, observer: s.observer }), s.landmarkSet),
  'landmarks.redo': mutation(z.object({ scanId: s.id, observer: s.observer }), s.landmarkSet),
  'landmarks.import': mutation(
    z.object({ scanId: s.id, observer: s.observer, path: s.path }),
    z.object({ set: s.landmarkSet, warnings: z.array(s.warning) }),
  ),
  /**
   * Writes a set in the format of the file's ending; `warnings` name what it cannot say. `.json` holds the clicks in the
   * subject's photos too, `.photos.csv` them alone. With `semiLandmarks` those of the scheme's curves follow the points.
   */
  'landmarks.export': mutation(
    z.object({
      scanId: s.id,
      observer: s.observer,
      path: s.path,
      /** In its order the points are written, those that are not placed among them; null: that of the set. */
      scheme: z.string().nullable().default(null),
      semiLandmarks: z.boolean().default(false),
    }),
    z.object({
      output: z.string(),
      format: z.string(),
      points: z.number().int(),
      placed: z.number().int(),
      warnings: z.array(s.warning),
    }),
  ),
  /** All sets of a scan: the one everything uses first, then the annotators' own. */
  'landmarks.observers': query(
    z.object({ scanId: s.id }),
    z.object({
      sets: z.array(
        z.object({
          observer: z.string(),
          annotator: z.string().nullable(),
          scheme: z.string().nullable(),
          time: z.string().nullable(),
          revision: z.number().int(),
          placed: z.number().int(),
          landmarks: z.array(s.landmark),
        }),
      ),
    }),
  ),
  /** An annotator's own set becomes the one that everything uses. One undo entry there. */
  'landmarks.use': mutation(z.object({ scanId: s.id, observer: z.string().min(1).max(100) }), s.landmarkSet),
  'alignments.run': job(
    z.object({ subjectId: s.id, sourceScanId: s.id, targetScanId: s.id, options: alignOptions }),
    s.alignment,
  ),
  /** With a texture, which is refused before the work where it could not be made. */
  'registrations.run': job(
    z.object({
      ...{ subjectId: s.id, scanId: s.id, modelId: s.id },
      texture: t.projectTexture.nullable().default(null),
    }),
    s.registration,
  ),
  /** A texture for a stored registration; one that was made from the same inputs is used again. */
  'registrations.makeTexture': job(
    z.object({ subjectId: s.id, registrationId: s.id, texture: t.projectTexture }),
    s.registration,
  ),
  'registrations.textureObstacles': query(z.object({ scanId: s.id, modelId: s.id }), t.textureObstacles),
  /** A page for the newest registration of each subject, and an index of them, worst first. */
  'registrations.report': job(
    z.object({ out: s.path, subjectIds: z.array(s.id).nullable() }),
    z.object({
      index: z.string(),
      subjects: z.array(
        z.object({ subjectName: z.string(), verdict: z.enum(verdicts), medianMm: z.number(), page: z.string() }),
      ),
      skipped: z.array(z.object({ subjectName: z.string(), reason: z.string() })),
    }),
  ),

  /** A textured mesh for the newest registration of each subject: OBJ, MTL, texture and its mask, named as the subject. */
  'registrations.texture': job(
    t.projectTextures,
    z.object({
      subjects: z.array(z.object({ subjectName: z.string(), mesh: z.string(), texture: t.writtenTexture })),
      skipped: z.array(z.object({ subjectName: z.string(), reason: z.string(), isFailure: z.boolean() })),
      /** What the project remembers from now on: a UV layout that was named for a model that had none. */
      notes: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),

  /** Every subject that has what a step needs; finished work is not redone; a failed item does not stop the rest. */
  'batch.run': job(
    z.object({
      steps: z.array(z.enum(batchSteps)).min(1),
      subjectIds: z.array(s.id).nullable(),
      workers: z.number().int().min(1).max(64),
      /** How the photos take part in proposed masks. */
      refine: maskRefinement.default('none'),
      /** What the step `texture` makes. */
      texture: t.projectTexture.prefault({}),
    }),
    z.object({
      items: z.array(
        z.object({
          subjectId: s.id,
          subjectName: z.string(),
          step: z.enum(batchSteps),
          outcome: z.enum(['done', 'already-done', 'not-ready', 'failed']),
          seconds: z.number(),
          message: z.string(),
          numbers: z.record(z.string(), z.number()),
        }),
      ),
      failed: z.number().int(),
    }),
  ),
} as const

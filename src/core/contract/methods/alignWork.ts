import { z } from 'zod'
import { verdicts } from '../../model/alignment.ts'
import { job, mutation, query } from '../define.ts'
import * as s from '../schemas.ts'
import { alignOptions } from './work.ts'

const iteration = z.object({
  level: z.number().int(),
  rmsMm: z.number(),
  medianMm: z.number(),
  overlap: z.number(),
  pairs: z.number(),
  rotationDeg: z.number(),
  translationMm: z.number(),
  scaleChange: z.number(),
  stepMm: z.number(),
})

/** How much each landmark counts for the start of a pair of scans, by its name; those not named count 1. */
const landmarkWeights = z.record(z.string().min(1).max(100), z.number().min(0).max(100))

const alignmentHistory = z.object({
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** The alignment in force; null where none is. */
  currentId: s.id.nullable(),
  weights: landmarkWeights,
})

const areaSummary = z.object({
  count: z.number().int(),
  median: z.number(),
  p90: z.number(),
  meanSigned: z.number().nullable(),
})

const jointRun = z.object({
  runId: s.id,
  referenceScanId: s.id,
  scanIds: z.array(s.id),
  pairs: z.array(
    z.object({
      sourceScanId: s.id,
      targetScanId: s.id,
      verdict: z.enum(verdicts),
      reasons: s.alignCertificate.shape.reasons,
      overlap: z.number(),
      disagreementMm: z.number().nullable(),
    }),
  ),
  /** How far pairs and places disagree, root mean square: chained along the best pairs, and adjusted together. */
  chainedRmsMm: z.number(),
  adjustedRmsMm: z.number(),
})

/** Of the pair that is named, else of the subject's coarse and fine scan. */
const alignmentLine = z.object({
  subjectId: s.id,
  pair: z.object({ sourceScanId: s.id, targetScanId: s.id }).optional(),
})

const trust = z.object({
  scanId: s.id,
  revision: z.number().int(),
  /** A byte a vertex, 255 for full trust; null: the whole surface is trusted. */
  trustUrl: s.bytesUrl.nullable(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
})

export const surfaceStroke = z.object({
  value: z.number().min(0).max(1),
  /** In the unit of the scan. */
  radius: z.number().positive(),
  /** x y z x y z … in the frame of the scan. */
  points: z.array(z.number()).min(3).max(60_000),
})

/** What is done to an alignment once it is there, and what it listens to. */
export const alignWorkMethods = {
  /** How an alignment was found and what is left over. Lengths in mm. */
  'alignments.detail': query(
    z.object({ alignmentId: s.id }),
    z.object({
      iterations: z.array(iteration),
      areas: z.array(areaSummary.extend({ landmark: z.string().nullable() })),
      usesTrust: z.boolean(),
      /** The run of several scans it came from; null where the pair was aligned by itself. */
      together: jointRun.nullable(),
    }),
  ),
  /** Residuals by the parts of the head, mm; null without a registration of one of the two scans. */
  'alignments.parts': query(
    z.object({ alignmentId: s.id }),
    z.object({ parts: z.array(areaSummary.extend({ part: z.string() })).nullable() }),
  ),
  /** Several scans of a subject at once; undo of one of its alignments undoes all of the run. */
  'alignments.runTogether': job(
    z.object({ subjectId: s.id, scanIds: z.array(s.id).min(2).max(50), referenceScanId: s.id, options: alignOptions }),
    z.object({ run: jointRun, alignments: z.array(s.alignment), warnings: z.array(s.warning) }),
  ),
  'alignments.history': query(alignmentLine, alignmentHistory),
  /** Back to the alignment or the weights before, which were kept; nothing is deleted. */
  'alignments.undo': mutation(alignmentLine, alignmentHistory),
  'alignments.redo': mutation(alignmentLine, alignmentHistory),
  /** Weighs landmarks of a subject's pair of scans, 0 to leave one out; one undo entry of its line. */
  'alignments.weigh': mutation(alignmentLine.extend({ weights: landmarkWeights }), alignmentHistory),
  /** A new chain from an old one, with just these steps switched off (places from 0); the old one stays. */
  'alignments.edit': job(
    z.object({ subjectId: s.id, alignmentId: s.id, disabled: z.array(z.number().int().min(0)) }),
    s.alignment,
  ),

  /** The target's outline in a photo by the camera that the current alignment has carried: `x y x y …` pixels. */
  'alignments.outline': query(
    z.object({ imageId: s.id }),
    z.object({ scanId: s.id.nullable(), alignmentId: s.id.nullable(), lines: z.array(z.array(z.number())) }),
  ),

  'trust.get': query(z.object({ scanId: s.id }), trust),
  /** Strokes are data: host and window paint them with the same code. One undo entry for the call. */
  'trust.paint': mutation(
    z.object({ scanId: s.id, baseRevision: z.number().int(), strokes: z.array(surfaceStroke).min(1).max(200) }),
    trust,
  ),
  'trust.clear': mutation(z.object({ scanId: s.id }), trust),
  'trust.undo': mutation(z.object({ scanId: s.id }), trust),
  'trust.redo': mutation(z.object({ scanId: s.id }), trust),
} as const

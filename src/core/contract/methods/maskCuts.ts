import { z } from 'zod'
import { mutation, query } from '../define.ts'
import * as s from '../schemas.ts'

const ofSubject = z.object({ subjectId: s.id })

/** Where the subject ends for its masks: a line about the neck or the torso, on one of its scans. */
const cutLine = z.object({
  scanId: s.id,
  /** In the scan's frame and unit, in order about the neck. From three on they are a plane. */
  points: z.array(s.vec3.readonly()).min(1).max(200),
  /** A point on the side that is kept. */
  keep: s.vec3.readonly(),
})

const maskCut = ofSubject.extend({
  revision: z.number().int(),
  cut: cutLine.nullable(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
})

/** The cut line of a subject: a document with its own undo, which all proposals and checks of its masks follow. */
export const maskCutMethods = {
  'maskCuts.get': query(ofSubject, maskCut),
  /** Replaces the line; null takes it away. Refused with `input/stale-revision` unless `baseRevision` is the stored one. */
  'maskCuts.commit': mutation(ofSubject.extend({ baseRevision: z.number().int(), cut: cutLine.nullable() }), maskCut),
  'maskCuts.undo': mutation(ofSubject, maskCut),
  'maskCuts.redo': mutation(ofSubject, maskCut),
} as const

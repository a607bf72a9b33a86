import { z } from 'zod'
import { job, query } from '../define.ts'
import * as s from '../schemas.ts'
import { alignOptions } from './work.ts'

const statistics = z.object({ median: z.number(), mean: z.number(), p90: z.number() })

/** Work on plain files without a project, exports and their verification. */
export const fileMethods = {
  'meshes.info': query(
    z.object({ path: s.path }),
    z.object({
      format: z.string(),
      vertices: z.number().int(),
      faces: z.number().int(),
      hasNormals: z.boolean(),
      hasColors: z.boolean(),
      hasUvs: z.boolean(),
      unit: z.object({ guess: s.lengthUnit.nullable(), confidence: z.number() }),
      up: z.object({ guess: s.upAxis.nullable() }),
      bounds: s.bounds,
      components: z.number().int(),
      boundaryLoops: z.number().int(),
      nonManifoldEdges: z.number().int(),
      degenerateFaces: z.number().int(),
      warnings: z.array(s.warning),
    }),
  ),
  'meshes.convert': job(
    z.object({
      input: s.path,
      output: s.path,
      unitFrom: s.lengthUnit.nullable(),
      unitTo: s.lengthUnit.nullable(),
      strictFor: z.enum(['h3ds', 'now']).nullable(),
    }),
    z.object({ output: z.string(), vertices: z.number().int(), faces: z.number().int(), warnings: z.array(s.warning) }),
  ),
  'files.align': job(
    z.object({
      source: s.path,
      target: s.path,
      sourceLandmarks: s.path,
      targetLandmarks: s.path,
      cameras: s.path.nullable(),
      out: s.path,
      options: alignOptions,
    }),
    z.object({
      targetFromSource: s.mat4,
      scale: z.number(),
      /** In the target's unit. */
      landmarkRms: z.number(),
      residual: statistics.extend({ unit: s.lengthUnit.nullable() }),
      icp: z.object({ iterations: z.number().int(), stop: z.string(), overlap: z.number() }),
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
  'files.register': job(
    z.object({
      scan: s.path,
      landmarks: s.path,
      model: s.path,
      embedding: s.path.nullable(),
      regions: s.path.nullable(),
      unit: z.enum(['auto', 'm', 'cm', 'mm']),
      out: s.path,
    }),
    z.object({
      scanToMeshMm: statistics.extend({ within1mm: z.number() }),
      landmarkRmsMm: z.number(),
      flippedFaces: z.number().int(),
      seconds: z.number(),
      unit: s.lengthUnit,
      modelSha256: z.string(),
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
  'files.proposeMasks': job(
    z.object({ mesh: s.path, cameras: s.path, images: s.path, out: s.path }),
    z.object({ masks: z.number().int(), files: z.array(z.string()), warnings: z.array(s.warning) }),
  ),

  'exports.run': job(
    z.object({ layout: z.enum(['h3ds', 'mica']), out: s.path, subjectIds: z.array(s.id).nullable() }),
    z.object({
      exportId: s.id,
      out: z.string(),
      files: z.number().int(),
      sizeBytes: z.number(),
      manifestSha256: z.string(),
      skipped: z.array(z.object({ subjectName: z.string(), reason: z.string() })),
      warnings: z.array(s.warning),
    }),
  ),
  'exports.list': query(
    s.nothing,
    z.object({
      exports: z.array(
        z.object({
          id: s.id,
          layout: z.string(),
          path: z.string(),
          createdAt: z.string(),
          files: z.number().int(),
          present: z.boolean(),
        }),
      ),
    }),
  ),
  /** Compares a folder with its manifest and checks the layout's own rules. Needs no project. */
  'exports.verify': job(
    z.object({ path: s.path }),
    z.object({
      ok: z.boolean(),
      layout: z.string().nullable(),
      files: z.number().int(),
      findings: z.array(s.checkFinding),
    }),
  ),
  /** The main job on a generated capture, from nothing to a verified export and a report. */
  'demo.run': job(
    z.object({ out: s.path }),
    z.object({
      out: z.string(),
      project: z.string(),
      report: z.string(),
      steps: z.array(z.object({ step: z.string(), seconds: z.number(), result: z.string(), passed: z.boolean() })),
      openCommand: z.string(),
      ok: z.boolean(),
    }),
  ),
} as const

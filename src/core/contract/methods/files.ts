import { z } from 'zod'
import { distanceMeasures } from '../../model/distances.ts'
import { orderedMeshFormats } from '../../model/meshFormats.ts'
import { job, query } from '../define.ts'
import * as r from '../registrationSchemas.ts'
import * as s from '../schemas.ts'
import * as t from '../textureSchemas.ts'
import { alignOptions } from './work.ts'

const statistics = z.object({ median: z.number(), mean: z.number(), p90: z.number() })

/** Over the vertices of one mesh (or of a region of it); lengths in the meshes' unit, shares 0..1. */
const distanceStatistics = z.object({
  name: z.string(),
  summary: s.distanceSummary,
  percentiles: z.array(z.object({ percent: z.number(), distance: z.number() })).readonly(),
  within: z.array(z.object({ limit: z.number(), share: z.number() })).readonly(),
  /** Null for unsigned distances; positive outside. */
  signed: z
    .object({ mean: z.number(), median: z.number(), standardDeviation: z.number(), outside: z.number() })
    .nullable(),
  histogram: z.object({ from: z.number(), to: z.number(), counts: z.array(z.number().int()).readonly() }).nullable(),
})

/** Distances between clicked and projected landmarks of photos, px. */
const reprojection = z.object({
  rmsPx: z.number(),
  count: z.number().int(),
  views: z
    .array(
      z.object({
        view: z.number().int(),
        rmsPx: z.number(),
        points: z.array(z.object({ name: z.string(), errorPx: z.number() })).readonly(),
      }),
    )
    .readonly(),
  points: z.array(z.object({ name: z.string(), rmsPx: z.number(), views: z.number().int() })).readonly(),
  behind: z.array(z.string()).readonly(),
})

const distanceRegion = z.discriminatedUnion('kind', [
  /** A text file with one 0-based vertex index of the first mesh a line, as H3DS's regions. */
  z.object({ kind: z.literal('file'), name: z.string().min(1), path: s.path }),
  z.object({
    kind: z.literal('sphere'),
    name: z.string().min(1),
    landmark: z.string().min(1),
    radiusMm: z.number().positive(),
  }),
])

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
      /** The boundary loops, the longest first; length and place in the unit and frame of the file. */
      holes: z.array(z.object({ length: z.number(), edges: z.number().int(), place: s.vec3 })).readonly(),
      /** All but the first of those that are alike. */
      duplicateVertices: z.number().int(),
      duplicateFaces: z.number().int(),
      nonManifoldEdges: z.number().int(),
      degenerateFaces: z.number().int(),
      nonManifoldVertices: z.number().int(),
      isWatertight: z.boolean(),
      /** Square and cube of the unit of the file; the volume is null where the mesh is not watertight. */
      area: z.number(),
      volume: z.number().nullable(),
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
      compression: z.enum(['draco', 'meshopt']).nullable().default(null),
      /** Computed anew from the triangles, weighted by their area or angle; null: those of the file. */
      normals: z.enum(['area', 'angle']).nullable().default(null),
    }),
    z.object({ output: z.string(), vertices: z.number().int(), faces: z.number().int(), warnings: z.array(s.warning) }),
  ),
  'meshes.sample': job(
    z.object({
      input: s.path,
      output: s.path,
      count: z.number().int().min(1).max(10_000_000),
      seed: z.number().int().min(0).max(0xffffffff),
      /** Each at its distance from the others. */
      even: z.boolean().default(false),
    }),
    z.object({ output: z.string(), points: z.number().int(), warnings: z.array(s.warning) }),
  ),
  'files.align': job(
    z.object({
      source: s.path,
      target: s.path,
      sourceLandmarks: s.path.nullable(),
      targetLandmarks: s.path.nullable(),
      /** `.npy` with one number from 0 to 1 a vertex: how much ICP listens to it. */
      sourceTrust: s.path.nullable().default(null),
      targetTrust: s.path.nullable().default(null),
      cameras: s.path.nullable(),
      /** A folder with the landmarks of the photos that the cameras took, one file a photo, named by its number. */
      photoLandmarks: s.path.nullable().default(null),
      /** A 4×4 text file to start from, instead of `options.start`. */
      startFile: s.path.nullable().default(null),
      out: s.path,
      /** Of the moved source. */
      meshFormat: s.meshFormat.default('ply'),
      options: alignOptions,
    }),
    z.object({
      targetFromSource: s.mat4,
      scale: z.number(),
      /** In the target's unit; null without landmarks. */
      landmarkRms: z.number().nullable(),
      /** What each landmark does to the fit, told by leaving it out; empty until there are four. */
      landmarkInfluences: z.array(
        z.object({
          name: z.string(),
          residualMm: z.number(),
          leftOutMm: z.number(),
          shiftMm: z.number(),
          turnDegrees: z.number(),
          scaleShare: z.number(),
        }),
      ),
      residual: statistics.extend({ unit: s.lengthUnit.nullable() }),
      icp: z.object({ iterations: z.number().int(), stop: z.string(), overlap: z.number() }),
      certificate: s.alignCertificate.nullable(),
      uncertainty: s.alignUncertainty.nullable(),
      /** Of the source's landmarks in its own cameras, and of the target's in those carried along. */
      reprojection: z.object({ source: reprojection, target: reprojection }).nullable(),
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
  /** From the vertices of `a` to `b`, which lie in one frame and unit. */
  'files.distance': job(
    z.object({
      a: s.path,
      b: s.path,
      measure: z.enum(distanceMeasures).default('surface'),
      signed: z.boolean().default(false),
      both: z.boolean().default(false),
      unit: s.lengthUnit.nullable().default(null),
      regions: z.array(distanceRegion).max(100).default([]),
      /** Landmarks of `a`, for spheres. */
      landmarks: s.path.nullable().default(null),
      limits: z.array(z.number().positive()).max(100).default([0.5, 1, 2, 5]),
      bins: z.number().int().min(1).max(10000).nullable().default(null),
      /** `.npy`: one number a vertex of `a`; a mesh: `a` in the colours of a heat map. */
      out: s.path.nullable().default(null),
    }),
    z.object({
      unit: s.lengthUnit.nullable(),
      measure: z.enum(distanceMeasures),
      aToB: z.array(distanceStatistics).readonly(),
      bToA: z.array(distanceStatistics).readonly().nullable(),
      /** Means of both directions, as H3DS's evaluation reports them (to the nearest vertex); null without both. */
      chamfer: z.object({ aToB: z.number(), bToA: z.number() }).nullable(),
      output: z.string().nullable(),
      heatEnd: z.number().nullable(),
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
      /** Lines along lips and lids of the scan (.json, or an .obj of lines). */
      contours: s.path.nullable().default(null),
      unit: z.enum(['auto', 'm', 'cm', 'mm']),
      out: s.path,
      /** An HTML page with pictures. */
      report: s.path.nullable().default(null),
      /** Built-in schemes by name, and embedding files, whose points are carried back to the scan. */
      propagate: z.array(s.path).readonly().default([]),
      /** Name, without an ending, of the files of the scan's labelled parts in `out`; null: none. */
      labels: z
        .string()
        .regex(/^[\w-][\w.-]*$/, 'It is a file name without a folder.')
        .nullable()
        .default(null),
      /** Of the registration, whose vertices keep their order: it is what makes it one. */
      meshFormat: z.enum(orderedMeshFormats).default('obj'),
      texture: t.wantedTexture.nullable().default(null),
    }),
    z.object({
      certificate: r.registrationCertificate,
      scanToMeshMm: statistics.extend({ within1mm: z.number() }),
      landmarkRmsMm: z.number(),
      flippedFaces: z.number().int(),
      seconds: z.number(),
      unit: s.lengthUnit,
      modelSha256: z.string(),
      /** All that was measured, region by region and landmark by landmark. */
      measured: r.registrationReport,
      carried: r.carriedToScan.nullable(),
      texture: t.writtenTexture.nullable(),
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
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

import { z } from 'zod'
import { job, mutation, query } from '../define.ts'
import * as s from '../schemas.ts'

/** The host itself, folders, projects, subjects, models, jobs, provenance. */
export const libraryMethods = {
  'host.info': query(
    s.nothing,
    z.object({
      version: z.string(),
      door: z.enum(['electron', 'http', 'local']),
      platform: z.string(),
      homePath: z.string(),
      userName: z.string(),
      recentProjects: z.array(z.object({ path: z.string(), name: z.string(), present: z.boolean() })),
    }),
  ),
  'folders.list': query(
    z.object({ path: s.path.nullable() }),
    z.object({ path: z.string(), parent: z.string().nullable(), entries: z.array(s.folderEntry) }),
  ),
  'folders.create': mutation(
    z.object({ parent: s.path, name: z.string().min(1).max(200) }),
    z.object({ path: z.string() }),
  ),

  'projects.create': mutation(
    z.object({ path: s.path, name: z.string().min(1).max(200), licenceNote: z.string().max(5000) }),
    s.project,
  ),
  'projects.open': mutation(z.object({ path: s.path }), s.project),
  'projects.close': mutation(s.nothing, s.nothing),
  /** null where no project is open. */
  'projects.current': query(s.nothing, z.object({ project: s.project.nullable() })),
  'projects.setLicence': mutation(
    z.object({ licenceNote: z.string().max(5000), acknowledged: z.boolean() }),
    s.project,
  ),
  'projects.check': query(s.nothing, z.object({ ok: z.boolean(), findings: z.array(s.checkFinding) })),

  'subjects.list': query(s.nothing, z.object({ subjects: z.array(s.subjectSummary) })),
  'subjects.get': query(z.object({ subjectId: s.id }), s.subjectDetail),
  'subjects.update': mutation(
    z.object({ subjectId: s.id, name: z.string().min(1).max(200).optional(), metadata: s.subjectMetadata.optional() }),
    s.subjectDetail,
  ),

  /** What an import of this folder would bring, before anything is written. */
  'captures.inspect': query(
    z.object({ path: s.path }),
    z.object({
      kind: z.enum(['capture', 'captures', 'h3ds-scene', 'nothing']),
      subjects: z.array(
        z.object({
          name: z.string(),
          path: z.string(),
          scans: z.number().int(),
          images: z.number().int(),
          landmarkFiles: z.number().int(),
          cameras: z.number().int(),
        }),
      ),
      warnings: z.array(s.warning),
    }),
  ),
  'captures.import': job(
    z.object({ path: s.path }),
    z.object({
      subjectIds: z.array(s.id),
      skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
      warnings: z.array(s.warning),
    }),
  ),
  /** Files dropped on a window that has no path for them: bytes are PUT to `uploadUrl + encodeURIComponent(relative path)`, then `captures.import` with `path`. */
  'uploads.begin': mutation(s.nothing, z.object({ uploadId: s.id, uploadUrl: z.string(), path: z.string() })),

  'models.list': query(s.nothing, z.object({ models: z.array(s.headModel) })),
  'models.add': mutation(
    z.object({
      path: s.path,
      embedding: s.path.nullable(),
      regions: s.path.nullable(),
      uv: s.path.nullable().default(null),
    }),
    s.headModel,
  ),
  /** The file with the model's UV layout, for all textures from now on; refused where it is that of another mesh. */
  'models.setUv': mutation(z.object({ modelId: s.id, path: s.path.nullable() }), s.headModel),

  'sources.missing': query(
    s.nothing,
    z.object({ files: z.array(z.object({ scanId: s.id.nullable(), imageId: s.id.nullable(), path: z.string() })) }),
  ),
  /** Looks below `folder` for files with the recorded name and SHA-256. */
  'sources.relocate': mutation(
    z.object({ folder: s.path }),
    z.object({ found: z.number().int(), stillMissing: z.number().int() }),
  ),

  'jobs.list': query(s.nothing, z.object({ jobs: z.array(s.jobState) })),
  'jobs.cancel': mutation(z.object({ jobId: s.id }), s.nothing),
  /** Holds a running job between two iterations, or lets it go on. */
  'jobs.setPaused': mutation(z.object({ jobId: s.id, paused: z.boolean() }), s.nothing),
  /** Waits until the job has ended; throws its error where it failed. The result is the method's output. */
  'jobs.result': query(z.object({ jobId: s.id }), z.object({ result: z.unknown() })),

  'events.list': query(
    z.object({ subjectId: s.id.nullable(), limit: z.number().int().min(1).max(10000) }),
    z.object({
      events: z.array(s.provenanceEvent),
      /** What the ids in them stand for: names of subjects, scans, photos and models, by id. */
      names: z.record(s.id, z.string()),
    }),
  ),
} as const

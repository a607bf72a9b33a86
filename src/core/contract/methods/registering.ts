import { z } from 'zod'
import { orderedMeshFormats } from '../../model/meshFormats.ts'
import { job } from '../define.ts'
import * as r from '../registrationSchemas.ts'
import * as s from '../schemas.ts'
import * as t from '../textureSchemas.ts'

/** Registrations of plain files beyond that of one head model to one scan. */
export const registeringMethods = {
  'files.registerTemplate': job(
    z.object({
      scan: s.path,
      landmarks: s.path.nullable().default(null),
      /** A mesh, or a FLAME model (.pkl, .npz), whose template is meant. */
      template: s.path,
      /** Landmarks of the template, or an embedding of points in its triangles. */
      templateLandmarks: s.path.nullable().default(null),
      /** Null: what the landmark file says, else guessed from the size. */
      unit: s.lengthUnit.nullable().default(null),
      templateUnit: s.lengthUnit.nullable().default(null),
      out: s.path,
      meshFormat: z.enum(orderedMeshFormats).default('obj'),
      /** In the template's own UV layout where none is named. */
      texture: t.wantedTexture.nullable().default(null),
    }),
    z.object({
      certificate: r.registrationCertificate,
      /** What the similarity that everything begins with was found from. */
      start: z.enum(['landmarks', 'shape']),
      scanFromTemplate: z.array(z.number()).length(16),
      landmarkRmsMm: z.number().nullable(),
      landmarksUsed: z.array(z.string()),
      landmarksUnused: z.array(z.string()),
      seconds: z.number(),
      /** Of the scan, and so of the registration. */
      unit: s.lengthUnit,
      measured: r.registrationReport,
      texture: t.writtenTexture.nullable(),
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
  /** One person, scan after scan. */
  'files.registerSequence': job(
    z.object({
      /** In their order, or one folder. */
      scans: z.array(s.path).min(1).max(100_000),
      /** Of the first scan, or a folder with files named as their scans. */
      landmarks: s.path,
      model: s.path,
      embedding: s.path.nullable().default(null),
      regions: s.path.nullable().default(null),
      /** Lines along lips and lids of the first scan, or a folder with files named as their scans. */
      contours: s.path.nullable().default(null),
      unit: z.enum(['auto', 'm', 'cm', 'mm']).default('auto'),
      /** One identity fitted to all frames together. */
      sharedIdentity: z.boolean().default(false),
      out: s.path,
      meshFormat: z.enum(orderedMeshFormats).default('obj'),
    }),
    z.object({
      frames: z.array(
        z.object({
          name: z.string(),
          /** Why it could not be registered; all but its name is then null. */
          error: z.string().nullable(),
          certificate: r.registrationCertificate.nullable(),
          scanToMeshMm: z
            .object({ median: z.number(), mean: z.number(), p90: z.number(), within1mm: z.number() })
            .nullable(),
          /** Null without landmarks. */
          landmarkRmsMm: z.number().nullable(),
          flippedFaces: z.number().int().nullable(),
          warnings: z.array(s.warning),
        }),
      ),
      sharedIdentity: z.boolean(),
      /** How far the identities of the frames scatter before one is shared, standard deviations. */
      identitySpread: z.number(),
      unit: s.lengthUnit,
      modelSha256: z.string(),
      seconds: z.number(),
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
} as const

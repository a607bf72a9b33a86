import { z } from 'zod'
import { orderedMeshFormats } from '../../model/meshFormats.ts'
import { job } from '../define.ts'
import * as r from '../registrationSchemas.ts'
import * as s from '../schemas.ts'

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
      files: z.array(z.string()),
      warnings: z.array(s.warning),
    }),
  ),
} as const

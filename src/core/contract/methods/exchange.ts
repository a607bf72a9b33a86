import { z } from 'zod'
import { mutation, query } from '../define.ts'
import * as s from '../schemas.ts'

const vector = z.tuple([z.number(), z.number(), z.number()]).readonly()

/** Landmark files of other tools; on plain files. */
export const exchangeMethods = {
  'files.convertLandmarks': mutation(
    z.object({
      input: s.path,
      /** Its ending chooses the format. */
      output: s.path,
      /** Name of a scheme whose order and points are wanted; null: as in the file. */
      scheme: z.string().nullable(),
      /** The scan: points are moved onto its surface, and files that count its vertices can be read and written. */
      mesh: s.path.nullable().default(null),
      /** Behind the points those of the scheme's curves, along the scan; needs both. */
      semiLandmarks: z.boolean().default(false),
    }),
    z.object({
      output: z.string(),
      format: z.string(),
      scheme: z.string().nullable(),
      points: z.number().int(),
      placed: z.number().int(),
      /** How far each point was moved to the surface, in the scan's unit. */
      moved: z.array(z.object({ name: z.string(), distance: z.number() })).readonly(),
      warnings: z.array(s.warning),
    }),
  ),
  /** 4×4 text, .npy, JSON, H3DS's JSON, ITK's .tfm, MeshLab's .mlp. */
  'files.convertTransform': mutation(
    z.object({
      input: s.path,
      /** Its ending chooses the format. */
      output: s.path,
      /** Of the mesh in a MeshLab project whose matrix is meant. */
      name: z.string().nullable().default(null),
      isInverted: z.boolean().default(false),
      /** The mesh that a MeshLab project is written for. */
      meshFileName: z.string().nullable().default(null),
    }),
    z.object({
      output: z.string(),
      from: z.string(),
      to: z.string(),
      /** Row-major, p′ = M·p. */
      matrix: s.mat4,
      scale: z.number(),
      isSimilarity: z.boolean(),
      warnings: z.array(s.warning),
    }),
  ),
  'files.compareLandmarks': query(
    z.object({ a: s.path, b: s.path }),
    z.object({
      /** Of the first file; null where it says none. */
      unit: s.lengthUnit.nullable(),
      points: z.array(z.object({ name: z.string(), distance: z.number(), difference: vector })).readonly(),
      rms: z.number(),
      bias: vector,
      mmPerUnit: z.object({ a: z.number().nullable(), b: z.number().nullable() }),
      findings: z.array(z.object({ code: z.string(), message: z.string(), confidence: z.number() })).readonly(),
      onlyA: z.array(z.string()).readonly(),
      onlyB: z.array(z.string()).readonly(),
      warnings: z.array(s.warning),
    }),
  ),
}

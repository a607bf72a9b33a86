import { z } from 'zod'
import { job } from '../define.ts'
import * as s from '../schemas.ts'

/** What a surface alone says of itself, and surfaces with fewer triangles; on plain files. */
export const surfaceMethods = {
  'meshes.measure': job(
    z.object({
      input: s.path,
      /** `.npy` the numbers, a mesh format the coloured mesh. */
      output: s.path,
      measure: z.union([
        z.object({ kind: z.literal('curvature') }),
        z.object({ kind: z.literal('geodesic'), from: z.tuple([z.number(), z.number(), z.number()]) }),
      ]),
    }),
    z.object({
      output: z.string(),
      heatEnd: z.number().nullable(),
      least: z.number(),
      largest: z.number(),
      mean: z.number(),
      unreached: z.number().int(),
      startDistance: z.number(),
      warnings: z.array(s.warning),
    }),
  ),
  /** Where the surface runs through or touches itself. */
  'meshes.intersections': job(
    z.object({ input: s.path }),
    z.object({
      /** Pairs of triangles that meet elsewhere than in the corners and edges they share, and how many are in one. */
      pairs: z.number().int(),
      triangles: z.number().int(),
      examples: z
        .array(z.object({ triangles: z.tuple([z.number().int(), z.number().int()]), place: s.vec3 }))
        .readonly(),
      warnings: z.array(s.warning),
    }),
  ),
  'meshes.decimate': job(
    z.object({
      input: s.path,
      output: s.path,
      /** Null: as few as the error allows. */
      triangles: z.number().int().min(1).nullable(),
      /** Largest distance to the original in the mesh's unit; null: no bound. */
      largestError: z.number().positive().nullable(),
      keepBorder: z.boolean(),
    }),
    z.object({
      output: z.string(),
      vertices: z.number().int(),
      faces: z.number().int(),
      /** From the original's vertices to the new surface. */
      distance: z.object({ mean: z.number(), p90: z.number(), max: z.number() }),
      warnings: z.array(s.warning),
    }),
  ),
} as const

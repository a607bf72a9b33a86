import { z } from 'zod'
import { schemeFaults } from '../../model/schemeFaults.ts'
import { mutation, query } from '../define.ts'
import * as s from '../schemas.ts'

const word = z.string().min(1).max(100)
const sentence = z.string().max(1000)

/** Also the form of a scheme file, which adds `format` and `version`. */
const schemeShape = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be small letters, digits, ".", "_" and "-", 64 at most'),
  title: z.string().min(1).max(200),
  groups: z
    .array(z.object({ name: word, title: word }).readonly())
    .max(200)
    .readonly()
    .default([]),
  points: z
    .array(
      z
        .object({
          name: word,
          title: z.string().min(1).max(200),
          definition: sentence,
          mirror: word.nullable().default(null),
          group: word.nullable().default(null),
          /** On the face drawing, mm from its middle: x to the subject's left, y down. */
          picture: z
            .tuple([z.number().min(-150).max(150), z.number().min(-200).max(200)])
            .readonly()
            .nullable()
            .default(null),
          /** Metres on the FLAME template. */
          templatePosition: s.vec3.readonly().nullable().default(null),
        })
        .readonly(),
    )
    .min(1)
    .max(2000)
    .readonly(),
  connectivity: z
    .array(z.tuple([word, word]).readonly())
    .max(10_000)
    .readonly()
    .default([]),
  curves: z
    .array(
      z
        .object({
          name: word,
          title: word,
          points: z.array(word).min(2).max(2000).readonly(),
          isClosed: z.boolean().default(false),
          /** Between each two neighbours. */
          semiLandmarks: z.number().int().min(0).max(100).default(0),
        })
        .readonly(),
    )
    .max(500)
    .readonly()
    .default([]),
  embedding: z
    .object({ points: z.number().int().min(1), note: sentence })
    .readonly()
    .nullable()
    .default(null),
})

type SchemeShape = z.output<typeof schemeShape>

const checkSense = (scheme: SchemeShape, context: z.RefinementCtx): void => {
  for (const message of schemeFaults(scheme)) context.addIssue({ code: 'custom', message })
}

export const landmarkScheme = schemeShape.superRefine(checkSense)

/** A scheme as it lies on the disk (`resources/schemes`, the user's folder, a project's folder `schemes`). */
export const schemeFile = z
  .object({ format: z.literal('cameo-scheme'), version: z.literal(1), ...schemeShape.shape })
  .superRefine(checkSense)

const owners = ['user', 'project'] as const

export const listedScheme = z.object({
  scheme: landmarkScheme,
  source: z.enum(['shipped', ...owners]),
  /** Null for those that come with Cameo. */
  path: z.string().nullable(),
})

/** Landmark schemes: those that come with Cameo, this user's, and the open project's. */
export const schemeMethods = {
  /** A project's scheme stands before the user's of the same name. Files that are no schemes are named, never dropped. */
  'schemes.list': query(
    s.nothing,
    z.object({
      schemes: z.array(listedScheme),
      problems: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  ),
  /** Makes a scheme or replaces the one of its name. Refused: `input/scheme-shipped`, `usage/no-project`. */
  'schemes.save': mutation(z.object({ scheme: landmarkScheme, owner: z.enum(owners) }), listedScheme),
  /** Landmarks placed by it stay. Refused: `input/unknown-scheme`. */
  'schemes.remove': mutation(z.object({ name: z.string(), owner: z.enum(owners) }), s.nothing),
  /** Reads a scheme file, MeshLab's .pptpl or a template of landmarker.io (.yaml) without keeping it. */
  'schemes.read': query(
    z.object({ path: s.path }),
    z.object({ scheme: landmarkScheme, format: z.string(), warnings: z.array(s.warning) }),
  ),
  /** Writes a scheme as a file: all of it (.json), or its names for MeshLab (.pptpl). */
  'schemes.export': mutation(
    z.object({ name: z.string(), output: s.path }),
    z.object({ output: z.string(), points: z.number().int(), warnings: z.array(s.warning) }),
  ),
  /** Reads such a file and saves it. Refused where the name is taken: `input/scheme-exists`. */
  'schemes.import': mutation(
    z.object({ path: s.path, owner: z.enum(owners), name: z.string().nullable().default(null) }),
    z.object({ entry: listedScheme, format: z.string(), warnings: z.array(s.warning) }),
  ),
} as const

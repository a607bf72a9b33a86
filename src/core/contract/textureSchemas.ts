import { z } from 'zod'
import { textureOrigins, textureSources } from '../model/texture.ts'
import * as s from './schemas.ts'

/** A texture in the model's UV layout, to be written beside a registration. */
export const wantedTexture = z.object({
  fileName: z.string().regex(/^[\w-][\w.-]*\.png$/i, 'It is the name of a .png without a folder.'),
  sizePx: z.number().int().min(64).max(8192),
  /** Null: the model's own .npz has it. */
  uv: s.path.nullable(),
  /** Folder of photos and their cameras, in the scan's frame and unit; null: colours come from the scan. */
  images: s.path.nullable(),
  cameras: s.path.nullable(),
})

/** A texture of a stored registration, in its model's UV layout. */
export const projectTexture = z.object({
  /** The scan itself, or the photos of its subject, through their cameras and the alignment. */
  from: z.enum(textureOrigins).default('scan'),
  sizePx: z.number().int().min(64).max(8192).default(2048),
  /**
   * Null: the file that the project has for the model, else the model's own. A file becomes that of a model for which the
   * project has none.
   */
  uv: s.path.nullable().default(null),
})

export const projectTextures = projectTexture.extend({ out: s.path, subjectIds: z.array(s.id).nullable() })

/** Why a texture cannot be made, in a sentence each; null where it can. */
export const textureObstacles = z.object({
  scan: z.string().nullable(),
  photos: z.string().nullable(),
  uv: z.string().nullable(),
})

export const writtenTexture = z.object({
  file: z.string(),
  /** 255 measured, 128 filled, 0 outside the layout. */
  mask: z.string(),
  sizePx: z.number().int(),
  source: z.enum(textureSources),
  /** Parts (0..1) of the layout; they add up to 1. */
  measuredShare: z.number(),
  filledShare: z.number(),
  photos: z.array(z.object({ fileName: z.string(), share: z.number() })),
})

import { z } from 'zod'
import { type LandmarkEmbedding, loadEmbedding } from '../flame/embedding.ts'
import { badInput } from '../model/errors.ts'

/*
 * Cameo's own embedding file, UTF-8 JSON: points by name, which the public forms (ordered lists) cannot say.
 *
 * { "format": "cameo-embedding", "version": 1, "name": "stand-in head-8",
 *   "points": [{ "name": "nose_tip", "face": 17, "barycentrics": [a, b, c] }] }
 */
const formatName = 'cameo-embedding'

const embeddingFile = z.object({
  format: z.literal(formatName),
  version: z.literal(1),
  name: z.string().min(1),
  points: z
    .array(
      z.object({
        name: z.string().min(1),
        /** 0-based triangle of the model. */
        face: z.number().int().min(0),
        barycentrics: z
          .tuple([z.number(), z.number(), z.number()])
          .refine((weights) => Math.abs(weights[0] + weights[1] + weights[2] - 1) < 1e-6, { message: 'must sum to 1' }),
      }),
    )
    .min(1),
})

/** Only these of an embedding's fields are written. */
type NamedEmbedding = Pick<LandmarkEmbedding, 'name' | 'pointNames' | 'faces' | 'barycentrics'>

export const writeEmbeddingFile = ({ name, pointNames, faces, barycentrics }: NamedEmbedding): Uint8Array => {
  const points = (pointNames ?? []).map((point, i) => ({
    name: point,
    face: faces[i],
    barycentrics: Array.from(barycentrics.subarray(3 * i, 3 * i + 3)),
  }))
  return new TextEncoder().encode(`${JSON.stringify({ format: formatName, version: 1, name, points }, null, 1)}\n`)
}

/** Reads Cameo's own embedding file (.json), and every form that users of FLAME have. Throws `input/flame-embedding`. */
export const readEmbeddingFile = (bytes: Uint8Array, fileName: string): LandmarkEmbedding => {
  if (!fileName.toLowerCase().endsWith('.json')) return loadEmbedding(bytes, fileName)
  const { name, points } = parse(bytes, fileName)
  return {
    name,
    pointCount: points.length,
    pointNames: points.map((point) => point.name),
    faces: Uint32Array.from(points, ({ face }) => face),
    barycentrics: Float64Array.from(points.flatMap(({ barycentrics }) => barycentrics)),
    listIndices: null,
    warnings: [],
  }
}

const parse = (bytes: Uint8Array, fileName: string): z.output<typeof embeddingFile> => {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw badInput('flame-embedding', `${fileName}: the file is no JSON.`)
  }
  const parsed = embeddingFile.safeParse(json)
  if (!parsed.success) {
    throw badInput('flame-embedding', `${fileName} is no embedding file: ${z.prettifyError(parsed.error)}`)
  }
  return parsed.data
}

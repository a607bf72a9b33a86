import { type PropagatedLandmark, propagateLandmarks } from '../flame/carry/propagateLandmarks.ts'
import type { LandmarkEmbedding } from '../flame/embedding.ts'
import { schemeOnModel } from '../flame/embeddingOfScheme.ts'
import { listSchemeOf } from '../flame/matchLandmarks.ts'
import type { FlameModel } from '../flame/model.ts'
import { writeLandmarks } from '../formats/index.ts'
import { writePly } from '../formats/plyWriter.ts'
import { badInput } from '../model/errors.ts'
import { type ScanLabel, scanLabels } from '../model/scanLabels.ts'
import { landmarkSchemes } from '../model/schemes.ts'
import { type LengthUnit, mmPer } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import type { NamedFile } from './inspectModel.ts'
import { labelOpened, openRegistration, type RegisteredFiles, readEmbedding } from './registeredFiles.ts'
import type { Job } from './types.ts'

export interface CarryToScanInput extends RegisteredFiles {
  /** Of the scan. */
  readonly unit: LengthUnit
  /** Names of built-in schemes, and embedding files. */
  readonly propagate: readonly (string | NamedFile)[]
  readonly isLabelled: boolean
}

export interface CarryToScanOutput {
  readonly landmarks: readonly {
    readonly scheme: string | null
    /** Cameo's landmark JSON, in the scan's frame and unit. */
    readonly bytes: Uint8Array
    readonly points: readonly Pick<PropagatedLandmark, 'name' | 'status' | 'distanceMm'>[]
  }[]
  /** The scan as PLY with a property `label`. */
  readonly labels: { readonly plyBytes: Uint8Array; readonly counts: Record<ScanLabel, number> } | null
}

/** Carries what is known of the model's surface back to the scan, from the files of a finished registration. */
export const carryToScan: Job<CarryToScanInput, CarryToScanOutput> = {
  id: 'carryToScan',
  run: async (input, context) => {
    context.report?.({ fraction: 0, message: 'Carrying landmarks and labels to the scan' })
    const opened = await openRegistration(input, mmPer(input.unit) / 1000, context)
    const { registered, model, embedding } = opened
    const landmarks: CarryToScanOutput['landmarks'][number][] = []
    for (const wanted of input.propagate) {
      const points =
        typeof wanted === 'string' ? ofScheme(wanted, model, embedding) : await readEmbedding(wanted, context)
      const found = propagateLandmarks(registered, checked(points, model), context)
      const scheme = typeof wanted === 'string' ? wanted : listSchemeOf(points)
      const set = { scheme, unit: input.unit, annotator: 'cameo', time: null, landmarks: found }
      landmarks.push({ scheme, bytes: writeLandmarks(set, { format: 'json' }), points: found.map(summaryOf) })
    }
    if (!input.isLabelled) return { landmarks, labels: null }
    const { labels, counts } = await labelOpened(opened, input.regions, context)
    const plyBytes = writePly(registered.scan, { labelling: { labels, labelNames: scanLabels } })
    return { landmarks, labels: { plyBytes, counts } }
  },
  transfers: ({ landmarks, labels }) => [
    ...landmarks.flatMap(({ bytes }) => buffersOf(bytes)),
    ...(labels ? buffersOf(labels.plyBytes) : []),
  ],
}

const summaryOf = ({ name, status, distanceMm }: PropagatedLandmark) => ({ name, status, distanceMm })

/** The points of a built-in scheme: in the user's embedding, else where FLAME has them. */
const ofScheme = (name: string, { triangles }: FlameModel, given: LandmarkEmbedding | null): LandmarkEmbedding => {
  const scheme = landmarkSchemes.get(name)
  const { embedding, lost } = scheme ? schemeOnModel(scheme, given, triangles) : { embedding: null, lost: [] }
  if (embedding && lost.length === 0) return embedding
  throw badInput(
    'flame-embedding',
    `The model has no known place for ${lost.join(', ')} of the scheme "${name}". Give an embedding that has these points.`,
  )
}

const checked = (embedding: LandmarkEmbedding, { faceCount }: FlameModel): LandmarkEmbedding => {
  const outside = embedding.faces.find((face) => face >= faceCount)
  if (outside === undefined) return embedding
  throw badInput(
    'flame-embedding',
    `A point of the embedding "${embedding.name}" lies on face ${outside}, but the model has ${faceCount} faces. Use the embedding that belongs to this model.`,
  )
}

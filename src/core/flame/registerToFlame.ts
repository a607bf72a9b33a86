import { pointsNear } from '../geometry/pointsNear.ts'
import { releasing } from '../kernels/releasing.ts'
import { badInput } from '../model/errors.ts'
import type { FaceContour } from '../model/faceContours.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh } from '../model/mesh.ts'
import type { RunContext } from '../model/run.ts'
import type { LengthUnit } from '../model/units.ts'
import type { LandmarkEmbedding } from './embedding.ts'
import { FitState } from './fitState.ts'
import { type HeadTopology, headTopologyOf } from './headTopology.ts'
import { type LandmarkTarget, pointOnSurface } from './landmarkRows.ts'
import { startFromLandmarks } from './landmarkStart.ts'
import { type LandmarkMatch, matchLandmarks } from './matchLandmarks.ts'
import type { FlameModel } from './model.ts'
import { openScan } from './openScan.ts'
import type { Regions } from './regions.ts'
import { type RegistrationResult, registerOpened, stopwatch } from './registerOpened.ts'

export interface RegistrationInput {
  readonly scan: Mesh
  /** `auto`: m, cm, mm or µm, whichever makes the landmarks a face. */
  readonly unit: LengthUnit | 'auto'
  readonly landmarks: LandmarkSet
  /** Lines along its lips and lids. */
  readonly contours?: readonly FaceContour[]
  readonly model: FlameModel
  /** Where the landmarks lie on the model; null: the points of head-8 and what the set shares with them. */
  readonly embedding: LandmarkEmbedding | null
  /** The user's regions; growth never begins in scalp, ears, neck or boundary. */
  readonly regions: Regions | null
  /** Whether landmarks are left out in turn, to tell how well points are found; takes about as long as a stage. */
  readonly isTested?: boolean
}

export { fittedJoints, type RegistrationResult } from './registerOpened.ts'

/** Growth begins within this distance (m) of a landmark, on the template. */
const seedM = 0.025
const regionsWithoutSeeds = ['scalp', 'neck', 'boundary', 'left_ear', 'right_ear'] as const

/**
 * Registers a FLAME model to a scan: rigid from landmarks, then pose and coefficients, then model and free vertices
 * together, then the surface to the scan's own points, eyes last. Deterministic; the same in any frame.
 *
 * @throws CameoError `input/…` with what to do: too few landmarks, a wrong unit, mirrored landmarks, landmarks off the
 * scan, a scan without a surface. `job/cancelled`.
 */
export const registerToFlame = (input: RegistrationInput, context: RunContext): RegistrationResult => {
  const clock = stopwatch()
  context.report?.({ fraction: 0, message: 'Opening the scan' })
  const { model } = input
  const match = matchInput(input)
  const start = startFromLandmarks(match.pairs, model.template, input.unit, match.unused)
  const state = new FitState(model)
  state.place(start.scanFromTemplate)
  const { contours, embedding } = input
  const opened = openScan({ scan: input.scan, start, match, contours, embedding, state, context })
  clock.lap('scan')
  const seeds = seedsOf(opened.landmarks, model, headTopologyOf(model), input.regions)
  const { isTested = false, scan } = input
  const given = { ...input, isTested, colors: scan.colors, state, opened, start, seeds, unused: match.unused }
  return releasing(opened.scan, () => registerOpened({ ...given, continued: null }, context, clock))
}

/** The landmarks with their places on the model. Throws `input/flame-embedding`. */
export const matchInput = ({
  landmarks,
  embedding,
  model,
}: Pick<RegistrationInput, 'landmarks' | 'embedding' | 'model'>): LandmarkMatch => {
  const outside = embedding?.faces.findIndex((face) => face >= model.faceCount) ?? -1
  if (embedding && outside >= 0) {
    throw badInput(
      'flame-embedding',
      `Point ${outside} of the embedding "${embedding.name}" lies on face ${embedding.faces[outside]}, but the model has ${model.faceCount} faces. Use the embedding that belongs to this model.`,
    )
  }
  return matchLandmarks(landmarks, { embedding, triangles: model.triangles })
}

/** Vertices around the landmarks' places on the template, but none where hair and clothes may lie. */
export const seedsOf = (
  landmarks: readonly Pick<LandmarkTarget, 'vertices' | 'barycentrics'>[],
  { template, vertexCount }: FlameModel,
  { isEyeball, isRim }: HeadTopology,
  regions: Regions | null,
): Uint32Array => {
  const isExcluded = new Uint8Array(vertexCount)
  for (const name of regionsWithoutSeeds) for (const v of regions?.get(name) ?? []) isExcluded[v] = 1
  const centres = Float64Array.from(landmarks.flatMap((landmark) => pointOnSurface(landmark, template)))
  return pointsNear(template, centres, seedM).filter((v) => !(isEyeball[v] || isRim[v] || isExcluded[v]))
}

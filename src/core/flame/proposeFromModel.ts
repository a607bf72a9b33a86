import { releasing } from '../kernels/releasing.ts'
import { badInput } from '../model/errors.ts'
import type { ProposalResult } from '../model/landmarkProposals.ts'
import type { LandmarkScheme, LandmarkSet } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { partOf, type RunContext } from '../model/run.ts'
import type { LengthUnit } from '../model/units.ts'
import { carriedProposals } from './carry/carriedProposals.ts'
import { propagateLandmarks } from './carry/propagateLandmarks.ts'
import type { LandmarkEmbedding } from './embedding.ts'
import { schemeOnModel } from './embeddingOfScheme.ts'
import { FitState } from './fitState.ts'
import { headTopologyOf } from './headTopology.ts'
import { startFromLandmarks } from './landmarkStart.ts'
import type { FlameModel } from './model.ts'
import { fitModel, modelSpreads } from './modelFit.ts'
import { openScan } from './openScan.ts'
import { fittedJoints, matchInput, seedsOf } from './registerToFlame.ts'
import { heldOutByModel } from './report/heldOutLandmarks.ts'
import { ScanObservations } from './scanObservations.ts'
import { usefulComponents } from './usefulComponents.ts'

export interface ModelProposalInput {
  readonly scan: Mesh
  readonly unit: LengthUnit | 'auto'
  /** The placed points, three or more. */
  readonly landmarks: LandmarkSet
  readonly scheme: LandmarkScheme
  readonly model: FlameModel
  readonly embedding: LandmarkEmbedding | null
}

/** Fewer points fix no pose. */
const fewestPoints = 3
/** With as many, those that are left out in turn say by themselves how far off the others are. */
const enoughToTell = 6

/**
 * Places for the points of a scheme by a fitted head model: pose and leading components are fitted to the placed points
 * and the scan (the first stage of `registerToFlame`), the scheme's points are taken from the model's embedding and
 * projected to the scan. How far off they are to be expected is measured on the placed points, left out in turn.
 *
 * @throws input/too-few-landmarks, input/flame-embedding, and what `registerToFlame` throws of landmarks and scans.
 */
export const proposeFromModel = (
  input: ModelProposalInput,
  context: RunContext,
): ProposalResult & { readonly warnings: readonly Warning[] } => {
  const { model, landmarks: set, scheme } = input
  const match = matchInput(input)
  const anchors = match.pairs.map(({ name }) => name)
  if (anchors.length < fewestPoints) {
    throw badInput(
      'too-few-landmarks',
      `A head model needs ${fewestPoints} placed points that it knows, but there are ${anchors.length} (${anchors.join(', ') || 'none'}). Place ${fewestPoints - anchors.length} more.`,
      { anchors },
    )
  }
  const placed = new Set(set.landmarks.flatMap(({ name, status }) => (status === 'placed' ? [name] : [])))
  const points = scheme.points.filter(({ name }) => !placed.has(name))
  const { embedding, lost } = schemeOnModel({ ...scheme, points }, input.embedding, model.triangles)
  const start = startFromLandmarks(match.pairs, model.template, input.unit)
  const state = new FitState(model)
  state.place(start.scanFromTemplate)
  const opened = openScan({ scan: input.scan, start, match, embedding: input.embedding, state, context })
  const fitted = releasing(opened.scan, (scan) => {
    const { triangles } = model
    const { landmarks, contours } = opened
    const topology = headTopologyOf(model)
    const observations = new ScanObservations(scan, {
      triangles,
      topology,
      seeds: seedsOf(landmarks, model, topology, null),
    })
    const { identity, expression } = usefulComponents(model)
    const joints = fittedJoints
    const fit = { state, observations, landmarks, contours, identity, expression, joints }
    fitModel(fit, partOf(context, { from: 0.1, to: 0.9 }))
    const columns = { joints, components: Uint32Array.of(...identity, ...expression) }
    return heldOutByModel({ state, observations, landmarks, columns })
  })
  const shift = start.originInScan.map((value) => value * start.metresPerUnit)
  const vertices = state.forward.vertices.map((value, i) => value + shift[i % 3])
  const registered = { scan: input.scan, metresPerUnit: start.metresPerUnit, vertices, triangles: model.triangles }
  const carried = embedding.pointCount > 0 ? propagateLandmarks(registered, embedding) : []
  const sigmaMm = expectedErrorMm(fitted, anchors.length)
  return {
    ...carriedProposals(carried, { lost, sigmaMm, basis: 'model' }),
    anchors,
    rmsMm: 1000 * rms(fitted.filter(Number.isFinite)),
    mmPerUnit: 1000 * start.metresPerUnit,
    heads: 0,
    warnings: [...start.warnings, ...opened.warnings],
  }
}

const rms = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2
  return values.length > 0 ? Math.sqrt(sum / values.length) : Number.NaN
}

/**
 * As the left-out points say, but never less than what a click and the model's own form leave open; of few points the
 * model may have slid along the face with all of them.
 */
const expectedErrorMm = (heldOutM: Float64Array, anchors: number): number => {
  const unsure = anchors < enoughToTell ? Math.sqrt(1 + 3 / anchors) : 1
  const least = 1000 * unsure * Math.hypot(modelSpreads.clickM, modelSpreads.misfitM)
  const measured = 1000 * rms(heldOutM.filter(Number.isFinite))
  return Number.isFinite(measured) ? Math.max(least, measured) : 2 * least
}

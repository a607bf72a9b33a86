import { badInput } from '../../model/errors.ts'
import type { RunContext } from '../../model/run.ts'
import { type Mat4, multiply4, transformPoints } from '../../model/transform.ts'
import { fitReflection } from '../similarity.ts'
import type { AlignmentFrame, ScanPair } from './alignmentFrame.ts'
import { type IcpInput, icpLevels, runIcp } from './icp.ts'
import { exchangeNames, mirrorPairs } from './landmarkNames.ts'
import { everyNth, movedSource, type SourceSamples } from './sourceSamples.ts'
import { SurfacePairs } from './surfacePairs.ts'

/** Samples on which two alignments are compared, and how far their counterparts may lie, mm. */
const comparison = { samples: 6000, searchMm: 8 }
/** The mirrored scan must fit this much better, over as much of the surface, to be believed: far more than chance. */
const convincing = { residual: 0.88, overlap: 0.95 }

export interface FitQuality {
  /** Median absolute residual of the compatible samples, mm; Infinity where there are none. */
  readonly medianMm: number
  readonly overlap: number
}

/** How well the source fits after a motion, on samples that are the same for every motion. */
export const fitQuality = (input: IcpInput, source: SourceSamples, motion: Mat4): FitQuality => {
  const step = Math.max(1, input.usable.length / comparison.samples)
  const pairs = new SurfacePairs(everyNth(source, input.usable, step), input.target, {
    ...input.rules,
    overlap: 'auto',
    kernel: 'tukey',
  })
  const { pairs: count, median, overlap } = pairs.update(motion, comparison.searchMm)
  return { medianMm: count > 0 ? median : Infinity, overlap }
}

/**
 * Refuses (input/mirrored) a source that fits the target far better as its own mirror image. Faces are nearly
 * symmetric, so that landmarks set on a mirrored scan look right; only the surface tells. Nothing is tested where no
 * landmark has a left and a right.
 */
export const refuseMirrored = (
  o: {
    readonly pair: ScanPair
    readonly frame: AlignmentFrame
    readonly input: IcpInput
    readonly found: FitQuality
  },
  context: RunContext,
): void => {
  if (o.frame.landmarks === null) return
  const { names, source, target, weights } = o.frame.landmarks
  const pairs = mirrorPairs(names)
  if (pairs.length === 0) return
  const exchanged = exchangeNames(names, pairs)
  const mirroredTarget = Float64Array.from(
    exchanged.flatMap((name) => {
      const at = names.indexOf(name) * 3
      return [target[at], target[at + 1], target[at + 2]]
    }),
  )
  const { targetFromSource } = fitReflection({ source, target: mirroredTarget, scale: o.input.scale })
  const frameFromSource = multiply4(o.frame.frameFromMm, multiply4(targetFromSource, o.frame.mmFromSource))
  const mirrored = movedSource(o.pair.source.mesh, frameFromSource, o.pair.source.trust ?? null)
  const landmarks = {
    source: transformPoints(multiply4(o.frame.frameFromMm, targetFromSource), source),
    target: transformPoints(o.frame.frameFromMm, mirroredTarget),
    weights,
  }
  const { motion } = runIcp({ ...o.input, source: mirrored, landmarks, levels: icpLevels.slice(0, 2) }, context)
  const asMirror = fitQuality(o.input, mirrored, motion)
  if (asMirror.overlap < convincing.overlap * o.found.overlap) return
  if (!(asMirror.medianMm < convincing.residual * o.found.medianMm)) return
  throw badInput(
    'mirrored',
    `One of the scans is mirrored: the surfaces lie ${o.found.medianMm.toFixed(2)} mm apart (median) as they are and ` +
      `${asMirror.medianMm.toFixed(2)} mm if the source is mirrored. Mirror it back and set its landmarks again.`,
    { medianMm: o.found.medianMm, mirroredMedianMm: asMirror.medianMm },
  )
}

import type { AlignScan } from '../../model/alignment.ts'
import { badInput } from '../../model/errors.ts'
import type { ScanSide } from '../../model/landmarkFindings.ts'
import type { RunContext } from '../../model/run.ts'
import { type Mat4, multiply4, transformPoints } from '../../model/transform.ts'
import { fitReflection } from '../similarity.ts'
import type { AlignmentFrame } from './alignmentFrame.ts'
import { bestPlace } from './bestPlace.ts'
import { type IcpInput, type IcpLandmarks, icpLevels, runIcp } from './icp.ts'
import { exchangeNames, mirrorPairs } from './landmarkNames.ts'
import { everyNth, movedSource, type SourceSamples } from './sourceSamples.ts'
import { SurfacePairs } from './surfacePairs.ts'

/** Samples on which two alignments are compared, and how far their counterparts may lie, mm. */
const comparison = { samples: 6000, searchMm: 8 }
/** A mirrored scan, or another place, must fit this much better over as much of the surface: far more than chance. */
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

/** Where the mirrored source may lie. */
export interface MirroredPlaces {
  /** `frameFromSource`, each with a mirror in it. */
  readonly places: readonly Mat4[]
  /** The same without a mirror, where the start may have been a bad one: what the mirror has to beat too. */
  readonly plainPlaces: readonly Mat4[]
  /** Null where they come from the surfaces. */
  readonly landmarks: IcpLandmarks | null
}

/**
 * By the landmarks, left and right exchanged, since on a mirrored scan a person clicks what looks like the subject's
 * left. Null where no landmark has a left and a right.
 */
export const mirroredByLandmarks = (frame: AlignmentFrame, scale: 'free' | 'fixed'): MirroredPlaces | null => {
  if (frame.landmarks === null) return null
  const { names, source, target, weights } = frame.landmarks
  const pairs = mirrorPairs(names)
  if (pairs.length === 0) return null
  const exchanged = exchangeNames(names, pairs)
  const mirroredTarget = Float64Array.from(
    exchanged.flatMap((name) => {
      const at = names.indexOf(name) * 3
      return [target[at], target[at + 1], target[at + 2]]
    }),
  )
  const { targetFromSource } = fitReflection({ source, target: mirroredTarget, scale })
  const frameFromMm = multiply4(frame.frameFromMm, targetFromSource)
  return {
    places: [multiply4(frameFromMm, frame.mmFromSource)],
    plainPlaces: [],
    landmarks: {
      source: transformPoints(frameFromMm, source),
      target: transformPoints(frame.frameFromMm, mirroredTarget),
      weights,
    },
  }
}

/**
 * Refuses (input/mirrored) a source that fits the target far better as its own mirror image. Faces are nearly
 * symmetric, so that landmarks set on a mirrored scan look right; only the surface tells. Returns a far better fit
 * without a mirror, where one of the other places led to it.
 */
export const refuseMirrored = (
  o: {
    readonly source: AlignScan
    readonly input: IcpInput
    readonly found: FitQuality
    readonly mirrored: MirroredPlaces
    /** The only scan whose faces looked inwards, as they do after one axis was negated; null: none or both. */
    readonly insideOut: ScanSide | null
  },
  context: RunContext,
): FitQuality | null => {
  const { places, plainPlaces, landmarks } = o.mirrored
  const other = plainPlaces.length > 0 ? fitFrom({ ...o, places: plainPlaces, landmarks: null }, context) : null
  const elsewhere = other && isFarBetter(other, o.found) ? other : null
  if (places.length === 0) return elsewhere
  const asMirror = fitFrom({ ...o, places, landmarks }, context)
  const plain = other ? [o.found, other] : [o.found]
  if (!plain.every((fit) => isFarBetter(asMirror, fit))) return elsewhere
  const medianMm = Math.min(...plain.map((fit) => fit.medianMm))
  throw badInput(
    'mirrored',
    `${o.insideOut ? `The ${o.insideOut}, whose faces look inwards,` : 'One of the scans'} is mirrored: the surfaces lie ${medianMm.toFixed(2)} mm apart (median) as they are and ` +
      `${asMirror.medianMm.toFixed(2)} mm if the source is mirrored. Mirror it back${landmarks ? ' and set its landmarks again' : ''}.`,
    { medianMm, mirroredMedianMm: asMirror.medianMm },
  )
}

const isFarBetter = (fit: FitQuality, than: FitQuality): boolean =>
  fit.overlap >= convincing.overlap * than.overlap && fit.medianMm < convincing.residual * than.medianMm

/** How well the source fits when ICP begins at the best of the places. */
const fitFrom = (
  o: {
    readonly source: AlignScan
    readonly input: IcpInput
    readonly places: readonly Mat4[]
    readonly landmarks: IcpLandmarks | null
  },
  context: RunContext,
): FitQuality => {
  const { source: scan, input, places, landmarks } = o
  const place = places.length > 1 ? bestPlace({ input, scan, places }, context).best : places[0]
  const source = movedSource(scan.mesh, place, scan.trust ?? null)
  const { motion } = runIcp({ ...input, source, landmarks, levels: icpLevels.slice(0, 2) }, context)
  return fitQuality(input, source, motion)
}

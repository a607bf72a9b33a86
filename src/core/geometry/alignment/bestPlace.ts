import type { AlignScan } from '../../model/alignment.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { invertAffine4, type Mat4, multiply4 } from '../../model/transform.ts'
import { type IcpInput, type IcpLevel, runIcp } from './icp.ts'
import { motionDifference } from './restarts.ts'
import { everyNth, movedSource } from './sourceSamples.ts'
import { SurfacePairs } from './surfacePairs.ts'

/** Enough to fall into the minimum that a pose lies in. */
const tryLevel: IcpLevel = { samples: 1500, iterations: 60, toleranceMm: 0.05 }
/** Samples on which places are compared. */
const comparedSamples = 3000
/** A sample counts 1 where it lies on the target, falling to 0 at this distance, mm. */
const nearMm = 3
/** Poses that come to lie closer together than this (root mean square, mm) have found the same place. */
const samePlaceMm = 5

export interface TriedPlaces {
  /** `frameFromSource` of the place that is to be begun at: as it was given, not yet iterated. */
  readonly best: Mat4
  /** Score of the best other place over that of the best; 0 where all poses found one place. */
  readonly runnerUp: number
}

/**
 * Iterates a little from each of the places (`frameFromSource`, all of them mirrored or none) and takes the one after
 * which most of the source lies on the target. What looked best before the iteration need not be it: features are
 * alike on both sides of a head, and few points tell a jaw from a brow.
 */
export const bestPlace = (
  o: { readonly input: IcpInput; readonly scan: AlignScan; readonly places: readonly Mat4[] },
  context: RunContext,
): TriedPlaces => {
  const { scan, places } = o
  const source = movedSource(scan.mesh, places[0], scan.trust ?? null)
  const input: IcpInput = { ...o.input, source, landmarks: null, levels: [tryLevel] }
  const { usable } = input
  const samples = everyNth(source, usable, Math.max(1, usable.length / comparedSamples))
  const tried = places
    .map((place) => {
      checkCancelled(context)
      const start = multiply4(place, invertAffine4(places[0]))
      const { motion } = runIcp({ ...input, start }, { signal: context.signal })
      return { place, motion, score: coverage(input, samples, motion) }
    })
    .sort((a, b) => b.score - a.score)
  const [best, ...others] = tried
  const other = others.find(({ motion }) => motionDifference(motion, best.motion, samples.points) > samePlaceMm)
  return {
    best: best.place,
    runnerUp: best.score > 0 ? (other?.score ?? 0) / best.score : 1,
  }
}

/** Part (0..1) of the samples that lies on the target after the motion and faces as it does, nearer counting more. */
const coverage = (input: IcpInput, samples: ReturnType<typeof everyNth>, motion: Mat4): number => {
  const pairs = new SurfacePairs(samples, input.target, { ...input.rules, overlap: 'auto', kernel: 'tukey' })
  pairs.search(motion, nearMm)
  let sum = 0
  for (let i = 0; i < pairs.count; i++) {
    if (pairs.weights[i] > 0) sum += Math.max(0, 1 - pairs.matches.distances[i] / nearMm)
  }
  return sum / Math.max(1, pairs.count)
}

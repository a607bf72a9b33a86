import { badInput } from '../../model/errors.ts'
import type { LandmarkFinding, LandmarkInfluence } from '../../model/landmarkFindings.ts'
import type { Warning } from '../../model/mesh.ts'
import { examinePairs, type LandmarkPairs, type PairedFit } from './examinePairs.ts'

export interface LandmarkStart extends PairedFit {
  /** Names of the landmarks both scans have, in the order of the source. */
  readonly names: readonly string[]
  /** Of each landmark when it is left out; empty until there are four. */
  readonly influences: readonly LandmarkInfluence[]
  readonly warnings: readonly Warning[]
}

/**
 * The similarity from the landmarks that both sets hold, mended as `examinePairs` finds certain, with its findings as
 * warnings. Throws input/landmark-weight, input/too-few-landmarks, input/mirrored, and what `fitSimilarity` throws.
 */
export const landmarkStart = (pairs: LandmarkPairs): LandmarkStart => {
  checkWeights(pairs)
  const { fit, source, target, weights, names, findings, influences, refusal } = examinePairs(pairs)
  if (refusal) throw refusal
  return { fit, source, target, weights, names, influences, warnings: warningsOf(findings) }
}

/** A weight for a landmark that is not there was meant for another. */
const checkWeights = ({ weights, sourceMm, targetMm }: LandmarkPairs): void => {
  const shared = [...sourceMm.keys()].filter((name) => targetMm.has(name))
  for (const [name, weight] of weights ?? []) {
    if (!shared.includes(name)) {
      throw badInput(
        'landmark-weight',
        `No landmark called ${name} is placed on both scans, so it cannot have a weight. There are ${shared.join(', ') || 'none'}.`,
      )
    }
    if (!(weight >= 0 && weight < Infinity)) {
      throw badInput('landmark-weight', `The weight of ${name} is ${weight}. Give a number from 0 up.`)
    }
  }
}

/** Findings as an alignment tells them. */
export const warningsOf = (findings: readonly LandmarkFinding[]): Warning[] =>
  findings.map(({ code, message }) => ({ code, message }))

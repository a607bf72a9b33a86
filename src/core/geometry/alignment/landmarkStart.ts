import type { LandmarkFinding } from '../../model/landmarkFindings.ts'
import type { Warning } from '../../model/mesh.ts'
import { examinePairs, type LandmarkPairs, type PairedFit } from './examinePairs.ts'

export interface LandmarkStart extends PairedFit {
  /** Names of the landmarks both scans have, in the order of the source. */
  readonly names: readonly string[]
  readonly warnings: readonly Warning[]
}

/**
 * The similarity from the landmarks that both sets hold, mended as `examinePairs` finds certain, with its findings as
 * warnings. Throws input/too-few-landmarks, input/mirrored, and what `fitSimilarity` throws.
 */
export const landmarkStart = (pairs: LandmarkPairs): LandmarkStart => {
  const { fit, source, target, weights, names, findings, refusal } = examinePairs(pairs)
  if (refusal) throw refusal
  return { fit, source, target, weights, names, warnings: warningsOf(findings) }
}

/** Findings as an alignment tells them. */
export const warningsOf = (findings: readonly LandmarkFinding[]): Warning[] =>
  findings.map(({ code, message }) => ({ code, message }))

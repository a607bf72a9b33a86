import { frameFromLandmarks, targetFromSourceOf } from '../../geometry/alignment/alignmentFrame.ts'
import { alignScans } from '../../geometry/alignScans.ts'
import { verdictRank } from '../../model/alignment.ts'
import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { Mesh, Warning } from '../../model/mesh.ts'
import type { RegistrationReason } from '../../model/registration.ts'
import type { RunContext } from '../../model/run.ts'
import { identity4, type Mat4 } from '../../model/transform.ts'
import type { LengthUnit } from '../../model/units.ts'
import type { SharedLandmark } from './sharedLandmarks.ts'

export interface TemplateStart {
  readonly kind: 'landmarks' | 'shape'
  /** A similarity, each side in its own unit. */
  readonly scanFromTemplate: Mat4
  /** Of the scan. */
  readonly unit: LengthUnit
  /** What speaks against a start from the surfaces alone; empty for landmarks, which the report weighs. */
  readonly reasons: readonly RegistrationReason[]
  readonly warnings: readonly Warning[]
}

/** Of the certificate of a start from shape these count: its residuals are those of two different people. */
const countedReasons: readonly string[] = [
  'certificate/competing',
  'certificate/restarts',
  'certificate/runner-up',
  'certificate/overlap',
  'certificate/scale-bound',
]

/** A template is nobody's scan: that it lies off the surface is what the registration is for. */
const warningsOfOnePerson: readonly string[] = ['align/large-residual', 'align/landmarks-disagree']

const setOf = (
  shared: readonly SharedLandmark[],
  side: 'onTemplate' | 'onScan',
  unit: LengthUnit | null,
): LandmarkSet => ({
  ...{ scheme: null, unit, annotator: null, time: null },
  landmarks: shared.map((landmark) => ({
    name: landmark.name,
    status: 'placed' as const,
    position: landmark[side],
    surface: null,
  })),
})

interface StartInput {
  readonly template: Mesh
  readonly templateUnit: LengthUnit | null
  readonly scan: Mesh
  readonly scanUnit: LengthUnit | null
  readonly shared: readonly SharedLandmark[]
}

/** Of the template as source and the scan as target. */
const pairOf = ({ template, templateUnit, scan, scanUnit, shared }: StartInput) => ({
  source: { mesh: template, landmarks: setOf(shared, 'onTemplate', templateUnit), unit: templateUnit },
  target: { mesh: scan, landmarks: setOf(shared, 'onScan', scanUnit), unit: scanUnit },
})

const knownUnit = (unit: LengthUnit | null): LengthUnit => {
  if (unit !== null) return unit
  throw badInput('unit-unknown', 'The unit of the scan cannot be told from its size: state it.')
}

/**
 * Lays a template on a scan by a similarity: from three and more shared landmarks (and from them alone: the surface of
 * another person would pull it aside), else from the surfaces.
 * @throws CameoError `input/mirrored` and what else the alignment of scans throws; `input/unit-unknown` where the scan's
 * unit cannot be told.
 */
export const templateStart = (input: StartInput, context: RunContext): TemplateStart =>
  input.shared.length >= 3 ? fromLandmarks(input) : fromShape(input, context)

const fromLandmarks = (input: StartInput): TemplateStart => {
  const frame = frameFromLandmarks(pairOf(input), 'free')
  return {
    kind: 'landmarks',
    scanFromTemplate: targetFromSourceOf(frame, identity4),
    unit: knownUnit(frame.targetUnit.unit),
    reasons: [],
    warnings: frame.warnings,
  }
}

const fromShape = (input: StartInput, context: RunContext): TemplateStart => {
  const options = { scale: 'free', metric: 'point-to-plane', overlap: 'auto', start: 'global' } as const
  const result = alignScans({ ...pairOf({ ...input, shared: [] }), options }, context)
  const counted = result.certificate.reasons.filter(
    ({ code, verdict }) => verdictRank[verdict] > 0 && countedReasons.includes(code),
  )
  return {
    kind: 'shape',
    scanFromTemplate: result.targetFromSource,
    unit: knownUnit(result.unit),
    reasons: counted.map(({ code, verdict, message }) => ({
      code: code.replace('certificate/', 'registration/start-'),
      verdict,
      message: `Start without landmarks: ${message}`,
      advice: 'Set three landmarks on the template and on the scan.',
    })),
    warnings: result.warnings.filter(({ code }) => !warningsOfOnePerson.includes(code)),
  }
}

import type { Alignment } from '#core/contract/contract.ts'
import { stepMotion } from '#core/geometry/transformChain.ts'
import { identity4, toMat4, type Vec3 } from '#core/model/transform.ts'

type Step = Alignment['steps'][number]

export const stepTitles: Readonly<Record<Step['kind'], string>> = {
  unit: 'Unit',
  landmarks: 'Landmarks',
  global: 'Surfaces alone',
  given: 'Given start',
  icp: 'ICP',
  together: 'Together',
  manual: 'By hand',
  imported: 'Imported',
}

/** What the numbers of a step are called; lengths are in the unit of the target. */
const numberNames: Readonly<Record<string, string>> = {
  factor: 'Factor',
  landmarks: 'Landmarks',
  rms: 'RMS',
  median: 'Median',
  scale: 'Scale so far',
  iterations: 'Iterations',
  pairs: 'Pairs',
  pairShare: 'Inliers',
  scans: 'Scans',
  disagreement: 'Off the pair alone',
}

const numberText = (name: string, value: number, mmPerTargetUnit: number): string => {
  if (name === 'rms' || name === 'median' || name === 'disagreement')
    return `${(value * mmPerTargetUnit).toFixed(3)} mm`
  if (name === 'pairShare') return `${(value * 100).toFixed(0)} %`
  if (Number.isInteger(value)) return value.toLocaleString()
  return value.toPrecision(6)
}

export const stepFacts = (step: Step, mmPerTargetUnit: number): readonly { name: string; value: string }[] =>
  Object.entries(step.numbers).map(([name, value]) => ({
    name: numberNames[name] ?? name,
    value: numberText(name, value, mmPerTargetUnit),
  }))

const signed = (value: number, digits: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`

/** What a step did to the scan: turn in degrees, shift of its middle in mm, change of size. */
export const motionText = (
  steps: readonly Step[],
  position: number,
  o: { readonly middle: Vec3; readonly mmPerTargetUnit: number },
): string => {
  const step = steps[position]
  if (!step.enabled) return 'switched off'
  if (step.kind === 'unit') return `${step.note}, × ${step.numbers.factor ?? step.ownTransform[0]}`
  const before = position > 0 ? toMat4(steps[position - 1].targetFromSource) : identity4
  const { rotationDeg, shift, scale } = stepMotion({ before, after: toMat4(step.targetFromSource), middle: o.middle })
  return `turn ${rotationDeg.toFixed(2)}°, shift ${(shift * o.mmPerTargetUnit).toFixed(2)} mm, size ${signed((scale - 1) * 100, 2)} %`
}

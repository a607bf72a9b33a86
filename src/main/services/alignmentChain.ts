import type { AlignResult } from '#core/model/alignment.ts'
import { type Mat4, toMat4 } from '#core/model/transform.ts'
import { unitFactor } from '#core/model/units.ts'
import type { AlignmentStepRow } from '../catalogue/tables/alignmentSteps.ts'
import type { AlignWork } from './stepPlans.ts'

const scaleMatrix = (factor: number): Mat4 => toMat4([factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, 1])

/** The chain that led from the source's frame to the target's: its unit, the landmarks (or another start), then the surface. */
export const chainOf = (
  { source, target }: Pick<AlignWork, 'source' | 'target'>,
  result: Pick<AlignResult, 'steps' | 'unit'>,
): Omit<AlignmentStepRow, 'id'>[] => {
  const steps = result.steps.map(({ kind, targetFromSource, numbers, note }) => ({
    kind,
    targetFromSource,
    numbers: { ...numbers },
    note,
  }))
  const targetUnit = target.unit ?? result.unit
  if (!source.unit || !targetUnit || source.unit === targetUnit) return steps
  const factor = unitFactor({ from: source.unit, to: targetUnit })
  const note = `${source.unit} to ${targetUnit}`
  return [{ kind: 'unit', targetFromSource: scaleMatrix(factor), numbers: { factor }, note }, ...steps]
}

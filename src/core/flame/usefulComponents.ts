import { betaCount, firstExpressionBeta } from './flameLayout.ts'
import type { FlameModel } from './model.ts'

/** A component that moves no vertex farther than this (m) per unit is empty: files are padded with zeros. */
const leastMotionM = 1e-7

/**
 * The components a fit may use, by their place in `shapeDirs`: those that move anything and have a place in `betas`.
 */
export const usefulComponents = (model: FlameModel): { identity: Uint32Array; expression: Uint32Array } => {
  const { shapeCount, expressionCount, shapeDirs, vertexCount } = model
  const length = vertexCount * 3
  const moves = (component: number): boolean => {
    for (let i = component * length; i < (component + 1) * length; i++) {
      if (Math.abs(shapeDirs[i]) > leastMotionM) return true
    }
    return false
  }
  const range = (first: number, count: number): Uint32Array =>
    Uint32Array.from({ length: count }, (_, i) => first + i).filter(moves)
  return {
    identity: range(0, shapeCount),
    expression: range(shapeCount, Math.min(expressionCount, betaCount - firstExpressionBeta)),
  }
}

import { type FlameModel, flameModelOf } from '../flame/model.ts'
import { type BuiltHead, buildHead } from './head/buildHead.ts'
import { expressionComponents } from './head/expressionComponents.ts'
import { poseCorrectives } from './head/poseCorrectives.ts'
import { shapeComponents } from './head/shapeComponents.ts'
import { jointParents, jointRegressor, skinningWeights } from './head/skinning.ts'

export interface StandInOptions {
  /** Another scatter of vertices and other components; 1 where it is not given. */
  readonly seed?: number
}

export const standInSeed = 1

/** The head the model was made on, and the model. */
export interface StandIn {
  readonly head: BuiltHead
  readonly model: FlameModel
}

/** The last one made: a capture and the model it is registered with need the same. Goes when memory is short. */
let latest: { readonly seed: number; readonly standIn: WeakRef<StandIn> } | null = null

export const standIn = (seed: number): StandIn => {
  const known = latest?.seed === seed ? latest.standIn.deref() : undefined
  if (known) return known
  const made = makeStandIn(seed)
  latest = { seed, standIn: new WeakRef(made) }
  return made
}

/**
 * A head model in FLAME's exact array layout (5023 vertices, 9976 triangles, 300 + 100 components, 5 joints), wholly
 * procedural: for demonstrations and tests where no licensed model is at hand. It is not FLAME: its coefficients and
 * its triangles mean nothing to other programs. Same seed, same bytes.
 */
export const standInModel = (options: StandInOptions = {}): FlameModel => standIn(options.seed ?? standInSeed).model

/** Makes the model from nothing; `standIn` is what to call. */
export const makeStandIn = (seed: number): StandIn => {
  const head = buildHead(seed)
  const identity = shapeComponents(head, seed)
  const expression = expressionComponents(head, seed)
  const shapeDirs = new Float32Array(identity.length + expression.length)
  shapeDirs.set(identity)
  shapeDirs.set(expression, identity.length)
  const model = flameModelOf(
    {
      template: head.positionsMm.map((mm) => mm / 1000),
      triangles: head.triangles,
      shapeDirs,
      poseDirs: poseCorrectives(head, seed),
      weights: skinningWeights(head),
      jointRegressor: jointRegressor(head),
      parents: Int32Array.from(jointParents),
    },
    { name: `stand-in-${seed}`, sha256: null, warnings: [] },
  )
  return { head, model }
}

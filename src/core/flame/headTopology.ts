import { boundaryLoops } from '../geometry/boundaryLoops.ts'
import { edgesOf } from '../geometry/edges.ts'
import { type Adjacency, adjacency } from '../geometry/topology.ts'
import type { FlameModel } from './model.ts'

/** Joints whose vertices are eyeballs: left and right. */
const eyeJoints = [3, 4] as const
/** A vertex belongs to the eyeball that moves it by at least this share. */
const eyeballWeight = 0.99

/** What a fit needs to know of a model's mesh; made once for a model. */
export interface HeadTopology {
  readonly adjacency: Adjacency
  /** Left and right: the vertices that turn with an eye and nothing else. */
  readonly eyeballs: readonly [Uint32Array, Uint32Array]
  /** `[V]` 1 on both eyeballs. */
  readonly isEyeball: Uint8Array
  /** `[V]` 1 on the open edges of the skin (neck, inner mouth). */
  readonly isRim: Uint8Array
}

const known = new WeakMap<FlameModel, HeadTopology>()

export const headTopologyOf = (model: FlameModel): HeadTopology => {
  const made = known.get(model) ?? makeTopology(model)
  known.set(model, made)
  return made
}

const makeTopology = (model: FlameModel): HeadTopology => {
  const surface = { positions: Float32Array.from(model.template), triangles: model.triangles }
  const edges = edgesOf(surface)
  const jointCount = model.parents.length
  const [left, right] = eyeJoints.map((joint) => {
    const vertices: number[] = []
    for (let v = 0; v < model.vertexCount; v++) {
      if (model.weights[v * jointCount + joint] >= eyeballWeight) vertices.push(v)
    }
    return Uint32Array.from(vertices)
  })
  const isEyeball = new Uint8Array(model.vertexCount)
  for (const vertex of [...left, ...right]) isEyeball[vertex] = 1
  const isRim = new Uint8Array(model.vertexCount)
  for (const loop of boundaryLoops(surface, edges)) for (const vertex of loop) isRim[vertex] = 1
  return { adjacency: adjacency(surface, edges), eyeballs: [left, right], isEyeball, isRim }
}

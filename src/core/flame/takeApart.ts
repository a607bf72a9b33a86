import type { Crossings } from '../model/registration.ts'
import { closeFaces, crossingPairs, repairCrossings } from './crossings.ts'
import type { FitState } from './fitState.ts'
import { jawJoint } from './flameLayout.ts'
import { foldedFaces } from './foldedFaces.ts'
import { goBack } from './goBack.ts'
import type { HeadTopology } from './headTopology.ts'
import { addOffsets } from './jointFit.ts'
import type { Regions } from './regions.ts'
import { untangle } from './untangle.ts'
import { visibleVertices } from './visibleSkin.ts'

/** How far (rad) the jaw is opened until the model's own lips are free of each other. */
const openings = [0, 0.02, 0.04, 0.08, 0.15, 0.25] as const

/** The part of a move that what can be seen takes, and the rounds it is tried for: at first none, then a little, then all. */
const attempts = [
  { seenMobility: 0, rounds: 16 },
  { seenMobility: 0.25, rounds: 120 },
  { seenMobility: 1, rounds: 120 },
] as const

/**
 * Takes lips and lids apart where the surface passes through itself: what is shallow is pushed out
 * (`repairCrossings`); what is deep goes as far back to the form of the model as it must (`untangle`), and where the
 * fitted model passes through itself, to that with the jaw a little more open. What lies inside, where the scan shows
 * nothing, gives way first; what can be seen moves only where that is not enough, and then no farther than it must
 * (`goBack`).
 *
 * @param offsets `[V*3]` metres, changed.
 * @returns the counts, and the vertices (`[V*3]`) of the model without crossings: what no face may have turned from.
 */
export const takeApart = (
  offsets: Float64Array,
  o: {
    /** At the parameters of `modelVertices`; left as it is. */
    readonly state: FitState
    readonly modelVertices: Float64Array
    readonly topology: HeadTopology
    readonly regions: Regions
    /** `[V]` 1 where the scan shows the vertex. */
    readonly isSeen: Uint8Array
  },
): { readonly crossings: Crossings; readonly uncrossed: Float64Array } => {
  const { state, modelVertices, topology } = o
  const { triangles } = state.forward.model
  const surface = addOffsets(modelVertices, offsets)
  const before = surface.slice()
  const faces = closeFaces(triangles, topology, o.regions)
  const found = crossingPairs(surface, triangles, faces).length / 2
  if (found === 0) return { crossings: { found, left: 0 }, uncrossed: modelVertices }
  const flipped = (of: Float64Array): number => foldedFaces(triangles, of, modelVertices, 0).length
  const most = flipped(surface)
  const isSound = (of: Float64Array): boolean => flipped(of) <= most
  const isVisible = o.isSeen.slice()
  const close = verticesOf(faces, triangles).filter((v) => o.isSeen[v] === 1)
  for (const v of close) isVisible[v] = 0
  for (const v of visibleVertices(surface, triangles, close)) isVisible[v] = 1
  let left = found
  let uncrossed = modelVertices
  for (const { seenMobility, rounds } of attempts) {
    surface.set(before)
    const mobility = Float64Array.from(isVisible, (visible) => (visible ? seenMobility : 1))
    left = repairCrossings(surface, { triangles, faces, adjacency: topology.adjacency, mobility }, isSound).left
    if (left === 0) break
    if (uncrossed === modelVertices) uncrossed = uncrossedModel(state, faces) ?? modelVertices
    const mesh = { triangles, faces, topology, mobility }
    left = untangle(surface, uncrossed, { ...mesh, rounds })
    if (left > 0) continue
    if (seenMobility > 0) goBack(surface, { before, reference: uncrossed }, mesh)
    break
  }
  for (let i = 0; i < offsets.length; i++) if (surface[i] !== before[i]) offsets[i] = surface[i] - modelVertices[i]
  const movedMm = 1000 * mostMoved(before, surface, isVisible)
  return { crossings: { found, left, movedMm }, uncrossed }
}

const verticesOf = (faces: Uint32Array, triangles: Uint32Array): number[] => [
  ...new Set([...faces].flatMap((face) => [...triangles.subarray(face * 3, face * 3 + 3)])),
]

/** Of what can be seen: inside the mouth there is nothing to lie on. */
const mostMoved = (a: Float64Array, b: Float64Array, isVisible: Uint8Array): number => {
  let most = 0
  for (let i = 0; i < a.length; i += 3) {
    if (isVisible[i / 3]) most = Math.max(most, Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1], a[i + 2] - b[i + 2]))
  }
  return most
}

/** The model at its state, its jaw opened until nothing crosses; null where no opening is enough. */
const uncrossedModel = (state: FitState, faces: Uint32Array): Float64Array | null => {
  const { triangles } = state.forward.model
  const rotations = state.rotations.slice()
  let found: Float64Array | null = null
  for (const openRad of openings) {
    state.rotations.set(rotations)
    const vertices = state.move([0, 0, 0, openRad, 0, 0], { joints: [jawJoint], components: new Uint32Array(0) })
    if (crossingPairs(vertices, triangles, faces).length > 0) continue
    found = vertices.slice()
    break
  }
  state.rotations.set(rotations)
  state.evaluate()
  return found
}

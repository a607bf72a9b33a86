import { crossingPairs } from './crossings.ts'
import { type TangledMesh, tanglesOf } from './untangle.ts'

/** Steps of the way back, and how much more of the way a vertex may have gone than a neighbour that has met something. */
const steps = 20
const mostBetween = 0.3

/**
 * Brings each vertex as far back to where it was as leaves nothing crossing and no face turned over: what was moved only
 * because it lies beside what crosses goes back whole. Where two meet, what moves most easily is held first.
 *
 * @param surface `[V*3]` metres, taken apart; changed.
 * @param before `[V*3]` as it was.
 * @param reference `[V*3]` from which no face may turn.
 */
export const goBack = (
  surface: Float64Array,
  { before, reference }: { readonly before: Float64Array; readonly reference: Float64Array },
  mesh: Omit<TangledMesh, 'rounds'>,
): void => {
  const { triangles, faces, topology, mobility } = mesh
  const { starts, neighbours } = topology.adjacency
  const moves = surface.map((value, i) => value - before[i])
  const moved = [...mobility.keys()].filter((v) => moves.subarray(v * 3, v * 3 + 3).some((way) => way !== 0))
  /** The part of its move that each vertex still has. */
  const shares = new Float64Array(mobility.length)
  for (const v of moved) shares[v] = 1
  const isHeld = new Uint8Array(mobility.length)
  const place = (v: number, share: number): void => {
    shares[v] = share
    for (let i = v * 3; i < v * 3 + 3; i++) surface[i] = before[i] + share * moves[i]
  }
  const staysBehind = (v: number, next: number): boolean => {
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      const other = neighbours[k]
      if (isHeld[other] && shares[other] - next > mostBetween) return true
    }
    return false
  }
  for (let step = steps - 1; step >= 0; step--) {
    const next = step / steps
    const isGone = new Uint8Array(mobility.length)
    for (const v of moved) {
      if (isHeld[v]) continue
      if (staysBehind(v, next)) isHeld[v] = 1
      else isGone[v] = 1
    }
    for (const v of moved) if (isGone[v]) place(v, next)
    for (let isAsking = true; isAsking; ) {
      const pairs = crossingPairs(surface, triangles, faces, isGone)
      const met = tanglesOf(surface, reference, mesh, { pairs, isIn: isGone })
        .flatMap((face) => [...triangles.subarray(face * 3, face * 3 + 3)])
        .filter((v) => isGone[v] === 1)
      const easiest = met.reduce((most, v) => Math.max(most, mobility[v]), 0)
      for (const v of met) {
        if (mobility[v] < easiest) continue
        isGone[v] = 0
        isHeld[v] = 1
        place(v, (step + 1) / steps)
      }
      isAsking = met.length > 0
    }
  }
}

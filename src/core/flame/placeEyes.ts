import type { Mesh } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'
import { eyeballOf, eyeCenter, eyeJoints, eyeTurn } from './eyes.ts'
import type { FitState } from './fitState.ts'
import type { HeadTopology } from './headTopology.ts'
import { rotationFromAxisAngle } from './rotations.ts'
import type { ScanSurface } from './scanSurface.ts'

/** Skin within this distance (m) of an eyeball's centre is its lids'. */
const lidReachM = 0.017

/**
 * Turns the model's eyes to where the scan's colours say they look; false where they do not say.
 * @param offsets `[V*3]` of the surface so far: the eyeballs are looked for where their lids are.
 */
export const turnEyes = (
  head: { readonly state: FitState; readonly topology: HeadTopology; readonly scan: ScanSurface },
  offsets: Float64Array,
  colors: Mesh['colors'],
): boolean => {
  const { state, topology, scan } = head
  const { forward } = state
  const eyeballs = ([0, 1] as const).map((side) =>
    eyeballOf(side, { forward, topology, scan }, lidOffset(eyeCenter(forward, side), offsets, forward, topology)),
  )
  const turn = eyeTurn(eyeballs, forward, scan, colors)
  if (!turn) return false
  for (const joint of eyeJoints) rotationFromAxisAngle(...turn, state.rotations, joint * 9)
  state.evaluate()
  return true
}

/**
 * Gives all vertices of an eyeball the mean offset of its lids: eyes follow their lids, not the scan, which has the
 * cornea wrong. Changes `offsets` (`[V*3]`) in place.
 */
export const placeEyeballs = (offsets: Float64Array, { forward }: FitState, topology: HeadTopology): void => {
  for (const side of [0, 1] as const) {
    const shift = lidOffset(eyeCenter(forward, side), offsets, forward, topology)
    for (const vertex of topology.eyeballs[side]) offsets.set(shift, vertex * 3)
  }
}

const lidOffset = (
  center: Vec3,
  offsets: Float64Array,
  { vertices }: { readonly vertices: Float64Array },
  { isEyeball }: HeadTopology,
): Vec3 => {
  const sum = [0, 0, 0]
  let count = 0
  for (let v = 0; v < isEyeball.length; v++) {
    const at = v * 3
    if (isEyeball[v]) continue
    const distance = Math.hypot(vertices[at] - center[0], vertices[at + 1] - center[1], vertices[at + 2] - center[2])
    if (distance > lidReachM) continue
    for (let axis = 0; axis < 3; axis++) sum[axis] += offsets[at + axis]
    count++
  }
  return count === 0 ? [0, 0, 0] : [sum[0] / count, sum[1] / count, sum[2] / count]
}

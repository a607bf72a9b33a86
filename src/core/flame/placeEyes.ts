import type { Mesh } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'
import { type Eyeball, eyeballOf, eyeballShift, eyeJoints, eyeTurns } from './eyes.ts'
import type { FitState } from './fitState.ts'
import type { HeadTopology } from './headTopology.ts'
import { rotationFromAxisAngle } from './rotations.ts'
import type { ScanSurface } from './scanSurface.ts'

/** Skin within this distance (m) of an eyeball's surface is its socket's. */
const lidReachM = 0.004

const eyeballsOf = (state: FitState, topology: HeadTopology, scan: ScanSurface): readonly (Eyeball | null)[] =>
  ([0, 1] as const).map((side) => eyeballOf(side, state.forward, topology, scan))

/** Turns the model's eyes to where the scan's colours say they look; false where they do not say. */
export const turnEyes = (
  state: FitState,
  topology: HeadTopology,
  scan: ScanSurface,
  colors: Mesh['colors'],
): boolean => {
  const turns = eyeTurns(eyeballsOf(state, topology, scan), state.forward, scan, colors)
  if (!turns) return false
  turns.forEach(([x, y, z], side) => {
    rotationFromAxisAngle(x, y, z, state.rotations, eyeJoints[side] * 9)
  })
  state.evaluate()
  return true
}

/**
 * Gives each eyeball one offset for all its vertices: with its lids, and onto the scan's points on it. Changes
 * `offsets` (`[V*3]`) in place.
 */
export const placeEyeballs = (
  offsets: Float64Array,
  state: FitState,
  topology: HeadTopology,
  scan: ScanSurface,
): void => {
  eyeballsOf(state, topology, scan).forEach((eyeball, side) => {
    if (!eyeball) return
    const shift = eyeballShift(eyeball, scan, lidOffset(eyeball, offsets, state.forward.vertices, topology))
    for (const vertex of topology.eyeballs[side]) offsets.set(shift, vertex * 3)
  })
}

/** Mean offset of the skin around an eyeball. */
const lidOffset = (
  { center, radiusM }: Eyeball,
  offsets: Float64Array,
  vertices: Float64Array,
  { isEyeball }: HeadTopology,
): Vec3 => {
  const sum = [0, 0, 0]
  let count = 0
  for (let v = 0; v < isEyeball.length; v++) {
    const at = v * 3
    if (isEyeball[v]) continue
    const distance = Math.hypot(vertices[at] - center[0], vertices[at + 1] - center[1], vertices[at + 2] - center[2])
    if (distance > radiusM + lidReachM) continue
    for (let axis = 0; axis < 3; axis++) sum[axis] += offsets[at + axis]
    count++
  }
  return count === 0 ? [0, 0, 0] : [sum[0] / count, sum[1] / count, sum[2] / count]
}

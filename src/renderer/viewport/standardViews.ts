import { Vector3 } from 'three'
import type { Vec3 } from '#core/model/transform.ts'
import type { StandardView } from './types.ts'

/**
 * The direction a head faces when only its up direction is known: +z where up lies along y (FLAME, most heads),
 * -y where up is +z (scanners and engineering tools), +z otherwise. A unit vector perpendicular to up.
 */
export const guessFront = (upInView: Vec3): Vector3 => {
  const up = new Vector3(...upInView).normalize()
  const guess = Math.abs(up.z) > 0.7 ? new Vector3(0, -Math.sign(up.z), 0) : new Vector3(0, 0, 1)
  return guess.addScaledVector(up, -guess.dot(up)).normalize()
}

/**
 * Where the camera stands, seen from the middle of the head, and what is up on the screen.
 * Left and right are the subject's own: `left` looks at the subject's left side.
 */
export const standardViewDirections = (
  upInView: Vec3,
  frontInView: Vec3 | null,
): Readonly<Record<StandardView, { readonly from: Vector3; readonly screenUp: Vector3 }>> => {
  const up = new Vector3(...upInView).normalize()
  const given = frontInView && new Vector3(...frontInView)
  const front = given ? given.addScaledVector(up, -given.dot(up)).normalize() : guessFront(upInView)
  const left = new Vector3().crossVectors(up, front)
  return {
    front: { from: front, screenUp: up },
    back: { from: front.clone().negate(), screenUp: up },
    left: { from: left, screenUp: up },
    right: { from: left.clone().negate(), screenUp: up },
    top: { from: up, screenUp: front.clone().negate() },
    bottom: { from: up.clone().negate(), screenUp: front },
  }
}

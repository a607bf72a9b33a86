import { rotationFromAxisAngle } from '../../flame/rotations.ts'
import type { Random } from '../../model/random.ts'
import { invertAffine4, type Mat4, multiply4, toMat4 } from '../../model/transform.ts'

/** How the frames of the two scans lie to the model's (mm). */
export interface CaptureFrames {
  /** Rigid, to the fine scan's mm. */
  readonly fineFromModel: Mat4
  /** To the coarse scan's metres, its scale error included. */
  readonly coarseFromModel: Mat4
  readonly fineFromCoarse: Mat4
}

/** A hand-held sensor measures lengths wrong by up to this part. */
const scaleError = 0.03

export const captureFrames = (random: Random): CaptureFrames => {
  const spread = (reach: number): number => reach * (2 * random.next() - 1)
  const anyTurn = [random.normal(), random.normal(), random.normal()]
  const angle = (0.6 + 2.2 * random.next()) / Math.hypot(...anyTurn)
  const fineFromModel = similarity(
    rotationFromAxisAngle(anyTurn[0] * angle, anyTurn[1] * angle, anyTurn[2] * angle),
    1,
    [spread(350), spread(350), spread(350)],
  )
  const scale = (1 + spread(scaleError)) / 1000
  // The device: y down, z away from it, the sitter half a metre before it; then held a little differently.
  const upright = toMat4([1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1])
  const held = similarity(rotationFromAxisAngle(spread(0.2), spread(0.25), spread(0.15)), scale, [
    spread(0.1),
    spread(0.1),
    0.55 + spread(0.08),
  ])
  const coarseFromModel = multiply4(held, upright)
  return { fineFromModel, coarseFromModel, fineFromCoarse: multiply4(fineFromModel, invertAffine4(coarseFromModel)) }
}

const similarity = (r: Float64Array, scale: number, [x, y, z]: readonly [number, number, number]): Mat4 =>
  toMat4([
    ...[scale * r[0], scale * r[1], scale * r[2], x],
    ...[scale * r[3], scale * r[4], scale * r[5], y],
    ...[scale * r[6], scale * r[7], scale * r[8], z],
    ...[0, 0, 0, 1],
  ])

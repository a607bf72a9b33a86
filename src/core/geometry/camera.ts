import type { Camera, CameraParts } from '../model/camera.ts'
import { badInput } from '../model/errors.ts'
import { determinant3, invertAffine4, type Mat4, multiply4, scaleOf, type Vec3 } from '../model/transform.ts'

/** Relative departure from a similarity that rounding in a text file may cause. */
const similarityTolerance = 1e-4

/**
 * A camera taken apart into K·[R|t]: K upper triangular with a positive diagonal and K[8] = 1, R a rotation, t in world
 * units (RQ decomposition by Gram–Schmidt on the rows from the last to the first; Hartley and Zisserman, Multiple View
 * Geometry, 2004, A4.1.1). A factor common to all of the matrix, also a negative one, is taken out.
 * Throws input/singular-camera.
 */
export const cameraParts = ({ worldMat }: Pick<Camera, 'worldMat'>): CameraParts => {
  const row = (i: number): Vec3 => [worldMat[i * 4], worldMat[i * 4 + 1], worldMat[i * 4 + 2]]
  const last = Math.hypot(...row(2))
  const determinant = determinant3(worldMat)
  if (!(last > 0 && Math.abs(determinant) > 1e-12 * Math.hypot(...row(0)) * Math.hypot(...row(1)) * last)) {
    throw badInput(
      'singular-camera',
      'A camera matrix has no inverse: it projects onto a line or a point. Check the cameras file.',
    )
  }
  const factor = Math.sign(determinant) / last
  const r3 = scaled(row(2), factor)
  const second = scaled(row(1), factor)
  const centreY = dot(second, r3)
  const secondRest = added(second, r3, -centreY)
  const focalY = Math.hypot(...secondRest)
  const r2 = scaled(secondRest, 1 / focalY)
  const first = scaled(row(0), factor)
  const centreX = dot(first, r3)
  const skew = dot(first, r2)
  const firstRest = added(added(first, r3, -centreX), r2, -skew)
  const focalX = Math.hypot(...firstRest)
  const r1 = scaled(firstRest, 1 / focalX)
  const tz = worldMat[11] * factor
  const ty = (worldMat[7] * factor - centreY * tz) / focalY
  const tx = (worldMat[3] * factor - skew * ty - centreX * tz) / focalX
  const center = [0, 1, 2].map((i) => -(r1[i] * tx + r2[i] * ty + r3[i] * tz))
  return {
    intrinsics: [focalX, skew, centreX, 0, focalY, centreY, 0, 0, 1],
    rotation: [...r1, ...r2, ...r3],
    translation: [tx, ty, tz],
    center,
  }
}

/**
 * The camera as seen from the target frame: world_mat′ = world_mat·A⁻¹ and scale_mat′ = A·scale_mat for the similarity
 * A = `targetFromSource`. Pixels stay where they are, and so does what the lens does. Throws input/reflection and input/not-a-similarity.
 */
export const carryCamera = (camera: Camera, targetFromSource: Mat4): Camera => {
  if (determinant3(targetFromSource) < 0) {
    throw badInput(
      'reflection',
      'The transform mirrors the scan, and a mirrored world has no camera that took the same photo. Mirror the scan back first.',
    )
  }
  if (!isSimilarity(targetFromSource)) {
    throw badInput(
      'not-a-similarity',
      'The transform shears or stretches, so cameras cannot follow it. Use a rotation, a translation and one scale.',
    )
  }
  return {
    ...camera,
    worldMat: multiply4(camera.worldMat, invertAffine4(targetFromSource)),
    scaleMat: multiply4(targetFromSource, camera.scaleMat),
  }
}

const isSimilarity = (m: Mat4): boolean => {
  const scale = scaleOf(m)
  if (!(scale > 0) || m[12] !== 0 || m[13] !== 0 || m[14] !== 0 || m[15] !== 1) return false
  for (let i = 0; i < 3; i++) {
    for (let j = i; j < 3; j++) {
      const product = m[i] * m[j] + m[4 + i] * m[4 + j] + m[8 + i] * m[8 + j]
      if (Math.abs(product / (scale * scale) - (i === j ? 1 : 0)) > similarityTolerance) return false
    }
  }
  return true
}

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const scaled = (a: Vec3, factor: number): Vec3 => [a[0] * factor, a[1] * factor, a[2] * factor]
const added = (a: Vec3, b: Vec3, factor: number): Vec3 => [
  a[0] + b[0] * factor,
  a[1] + b[1] * factor,
  a[2] + b[2] * factor,
]

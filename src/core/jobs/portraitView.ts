import type { FaceFrame } from '../datasets/faceFrame.ts'
import { toMat4, type Vec3 } from '../model/transform.ts'
import type { PictureView } from './drawPicture.ts'

export interface PortraitOptions {
  /** In the scan's frame and unit. */
  readonly face: FaceFrame
  /** To the subject's left, from straight in front. */
  readonly yawRad: number
  readonly sizePx: number
}

/** Height of what the picture shows and distance of the camera, in distances from the eyes to the mouth (66 mm). */
const spanInFaces = 5.4
const distanceInFaces = 14

/** A square picture of the face and the head around it. */
export const portraitView = ({ face, yawRad, sizePx }: PortraitOptions): PictureView => {
  const { origin, left, up, out, eyesToMouth } = face
  const [c, s] = [Math.cos(yawRad), Math.sin(yawRad)]
  const combine = (a: Vec3, p: number, b: Vec3, q: number): Vec3 => [
    a[0] * p + b[0] * q,
    a[1] * p + b[1] * q,
    a[2] * p + b[2] * q,
  ]
  const towardsCamera = combine(out, c, left, s)
  // What is right in the picture: the subject's left when it is seen from the front.
  const right = combine(left, c, out, -s)
  const down = combine(up, -1, up, 0)
  const forward = combine(towardsCamera, -1, up, 0)
  const target = combine(origin, 1, up, -0.15 * eyesToMouth)
  const center = combine(target, 1, towardsCamera, distanceInFaces * eyesToMouth)
  const row = (axis: Vec3): number[] => [...axis, -(axis[0] * center[0] + axis[1] * center[1] + axis[2] * center[2])]
  const [x, y, z] = [row(right), row(down), row(forward)]
  const focalPx = (sizePx * distanceInFaces) / spanInFaces
  const middlePx = (sizePx - 1) / 2
  const pixelRow = (axis: readonly number[]): number[] => axis.map((value, i) => focalPx * value + middlePx * z[i])
  return { worldMat: toMat4([...pixelRow(x), ...pixelRow(y), ...z, 0, 0, 0, 1]), widthPx: sizePx, heightPx: sizePx }
}

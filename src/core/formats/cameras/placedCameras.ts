import type { Camera, LensDistortion } from '../../model/camera.ts'
import { badInput } from '../../model/errors.ts'
import type { Warning } from '../../model/mesh.ts'
import { numberInName } from '../../model/numberInName.ts'
import { identity4, type Mat4, multiply4, toMat4 } from '../../model/transform.ts'

export interface CameraReading {
  /** Camera index → camera, ascending. */
  readonly cameras: Map<number, Camera>
  readonly warnings: Warning[]
}

/** A camera without its place, pixel centres at whole numbers. */
export interface CameraIntrinsics {
  readonly fx: number
  readonly fy: number
  readonly cx: number
  readonly cy: number
  readonly distortion: LensDistortion
}

/** Where a photo was taken, by its file's name. */
export interface PlacedPhoto extends CameraIntrinsics {
  readonly name: string
  /** [R|t], x right, y down, z forward. */
  readonly cameraFromWorld: Mat4
}

const matrixOf = ({ fx, fy, cx, cy, cameraFromWorld }: PlacedPhoto): Mat4 =>
  multiply4(toMat4([fx, 0, cx, 0, 0, fy, cy, 0, 0, 0, 1, 0, 0, 0, 0, 1]), cameraFromWorld)

/**
 * Cameras of files that name photos, by the last number of each photo's name, as Cameo pairs photos with cameras.
 * @throws input/no-cameras, input/camera-number
 */
export const placedCameras = (photos: readonly PlacedPhoto[], what: string): CameraReading => {
  if (photos.length === 0) throw badInput('no-cameras', `${what} names no photo: it holds no cameras.`)
  const found = new Map<number, { readonly name: string; readonly camera: Camera }>()
  for (const photo of photos) {
    const { name, distortion } = photo
    const index = numberInName(name)
    if (index === null) {
      throw badInput('camera-number', `${what}: the photo ${name} has no number in its name to tell its camera by.`)
    }
    const other = found.get(index)
    if (other) {
      throw badInput('camera-number', `${what}: ${other.name} and ${name} have the same number. Rename one of them.`)
    }
    const worldMat = matrixOf(photo)
    if (!worldMat.every(Number.isFinite)) {
      throw badInput('camera-number', `${what}: the camera of ${name} holds numbers that are not finite.`)
    }
    const isBent = distortion.some((value) => value !== 0)
    found.set(index, { name, camera: { worldMat, scaleMat: identity4, ...(isBent ? { distortion } : {}) } })
  }
  const sorted = [...found].sort(([a], [b]) => a - b)
  const message = `${what} says nothing of a region of interest: the unit sphere stands for it (scale_mat).`
  return {
    cameras: new Map(sorted.map(([index, { camera }]) => [index, camera])),
    warnings: [{ code: 'camera-scale-missing', message }],
  }
}

/** @throws input/camera-model: what Cameo would draw wrongly. */
export const refuseModel = (what: string, model: string): never => {
  throw badInput(
    'camera-model',
    `${what} holds a camera of the model ${model}. Cameo reads pinhole cameras and OpenCV’s k1 k2 p1 p2 k3; undistort the photos first, with the program that made this file.`,
  )
}

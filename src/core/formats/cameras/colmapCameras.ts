import type { LensDistortion } from '../../model/camera.ts'
import { badInput } from '../../model/errors.ts'
import { toMat4 } from '../../model/transform.ts'
import {
  type CameraIntrinsics,
  type CameraReading,
  type PlacedPhoto,
  placedCameras,
  refuseModel,
} from './placedCameras.ts'

const what = 'cameras.txt'
/** COLMAP's pixel centres lie at halves. */
const centre = 0.5

type Parameters = readonly number[]
type Reader = (p: Parameters) => Pick<CameraIntrinsics, 'fx' | 'fy' | 'cx' | 'cy'> & { readonly lens: Parameters }

const oneFocal = (p: Parameters) => ({ fx: p[0], fy: p[0], cx: p[1], cy: p[2] })
const twoFocals = (p: Parameters) => ({ fx: p[0], fy: p[1], cx: p[2], cy: p[3] })

/** COLMAP's models by their names, with the number of their parameters; `lens` is k1 k2 p1 p2 k3 k4 k5 k6. */
const models: Readonly<Record<string, { readonly count: number; readonly read: Reader }>> = {
  SIMPLE_PINHOLE: { count: 3, read: (p) => ({ ...oneFocal(p), lens: [] }) },
  PINHOLE: { count: 4, read: (p) => ({ ...twoFocals(p), lens: [] }) },
  SIMPLE_RADIAL: { count: 4, read: (p) => ({ ...oneFocal(p), lens: [p[3]] }) },
  RADIAL: { count: 5, read: (p) => ({ ...oneFocal(p), lens: [p[3], p[4]] }) },
  OPENCV: { count: 8, read: (p) => ({ ...twoFocals(p), lens: p.slice(4) }) },
  FULL_OPENCV: { count: 12, read: (p) => ({ ...twoFocals(p), lens: p.slice(4) }) },
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('#'))

const intrinsicsOf = (model: string, parameters: Parameters): CameraIntrinsics => {
  const known = models[model]
  if (!known) return refuseModel(what, model)
  if (parameters.length !== known.count || !parameters.every(Number.isFinite)) {
    throw badInput('camera-shape', `${what}: a camera of the model ${model} has ${known.count} numbers after its size.`)
  }
  const { lens, cx, cy, ...focals } = known.read(parameters)
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0, ...rational] = lens
  if (rational.some((value) => value !== 0)) return refuseModel(what, `${model} with k4, k5 or k6`)
  const distortion: LensDistortion = [k1, k2, p1, p2, k3]
  return { ...focals, cx: cx - centre, cy: cy - centre, distortion }
}

const rotationOf = ([w, x, y, z]: readonly number[]): readonly (readonly number[])[] => {
  const n = 2 / (w * w + x * x + y * y + z * z)
  return [
    [1 - n * (y * y + z * z), n * (x * y - w * z), n * (x * z + w * y)],
    [n * (x * y + w * z), 1 - n * (x * x + z * z), n * (y * z - w * x)],
    [n * (x * z - w * y), n * (y * z + w * x), 1 - n * (x * x + y * y)],
  ]
}

/**
 * Reads COLMAP's text model: cameras.txt (`id model width height parameters…`) and images.txt beside it (two lines a
 * photo, the first `id qw qx qy qz tx ty tz camera name`). Fisheye models are refused.
 * @throws input/camera-model, input/camera-shape, input/no-cameras, input/camera-number
 */
export const readColmapCameras = (camerasText: string, imagesText: string): CameraReading => {
  const lenses = new Map<string, CameraIntrinsics>()
  for (const line of linesOf(camerasText).filter((each) => each !== '')) {
    const [id, model, , , ...parameters] = line.split(/\s+/)
    lenses.set(id, intrinsicsOf(model, parameters.map(Number)))
  }
  const photos: PlacedPhoto[] = []
  // The second line of a photo, its points, may be empty.
  for (const [i, line] of linesOf(imagesText).entries()) {
    if (i % 2 === 1 || line === '') continue
    const [, qw, qx, qy, qz, tx, ty, tz, camera, ...name] = line.split(/\s+/)
    const lens = lenses.get(camera)
    if (!lens)
      throw badInput('camera-shape', `images.txt: ${name.join(' ')} names the camera ${camera}, which is not there.`)
    const [r0, r1, r2] = rotationOf([qw, qx, qy, qz].map(Number))
    const cameraFromWorld = toMat4([...r0, Number(tx), ...r1, Number(ty), ...r2, Number(tz), 0, 0, 0, 1])
    photos.push({ ...lens, name: name.join(' '), cameraFromWorld })
  }
  return placedCameras(photos, 'images.txt')
}

import type { LensDistortion } from '../../model/camera.ts'
import { badInput } from '../../model/errors.ts'
import { invertAffine4, multiply4, toMat4 } from '../../model/transform.ts'
import { type CameraReading, type PlacedPhoto, placedCameras, refuseModel } from './placedCameras.ts'

const what = 'transforms.json'
/** As in COLMAP, pixel centres lie at halves. */
const centre = 0.5
/** OpenGL's camera looks along −z with y up. */
const flipped = toMat4([1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1])
const readModels = ['OPENCV', 'PINHOLE', 'SIMPLE_PINHOLE']

type Fields = Readonly<Record<string, unknown>>

const frameOf = (file: Fields, frame: Fields): PlacedPhoto => {
  const name = String(frame.file_path ?? '')
  const own = (key: string): unknown => frame[key] ?? file[key]
  const number = (key: string, usual?: number): number => {
    const value = own(key) ?? usual
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw badInput('camera-shape', `${what}: the frame ${name} has no number ${key}.`)
  }
  const model = String(own('camera_model') ?? 'OPENCV')
  if (!readModels.includes(model) || own('is_fisheye') === true)
    refuseModel(what, own('is_fisheye') ? 'fisheye' : model)
  if (number('k4', 0) !== 0) refuseModel(what, `${model} with k4`)
  const rows = frame.transform_matrix
  const numbers = Array.isArray(rows) ? rows.flat().map(Number) : []
  if (numbers.length !== 16)
    throw badInput('camera-shape', `${what}: the frame ${name} has no transform_matrix of 4×4.`)
  const isPinhole = model !== 'OPENCV'
  const [k1, k2, p1, p2, k3] = ['k1', 'k2', 'p1', 'p2', 'k3'].map((key) => (isPinhole ? 0 : number(key, 0)))
  const distortion: LensDistortion = [k1, k2, p1, p2, k3]
  const fx = number('fl_x')
  return {
    name,
    fx,
    fy: number('fl_y', fx),
    cx: number('cx') - centre,
    cy: number('cy') - centre,
    distortion,
    cameraFromWorld: invertAffine4(multiply4(toMat4(numbers), flipped)),
  }
}

/**
 * Reads nerfstudio's transforms.json: intrinsics of the file or of each frame, `transform_matrix` from the camera
 * (OpenGL) to the world. Fisheye and other models are refused.
 * @throws input/camera-file, input/camera-model, input/camera-shape, input/no-cameras, input/camera-number
 */
export const readNerfstudioCameras = (text: string): CameraReading => {
  let file: Fields
  try {
    file = JSON.parse(text) as Fields
  } catch (error) {
    throw badInput('camera-file', `${what} is no JSON: ${(error as Error).message}.`)
  }
  const frames = Array.isArray(file?.frames) ? (file.frames as Fields[]) : []
  return placedCameras(
    frames.map((frame) => frameOf(file, frame)),
    what,
  )
}

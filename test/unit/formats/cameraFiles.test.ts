import { describe, expect, test } from 'vitest'
import { readColmapCameras } from '#core/formats/cameras/colmapCameras.ts'
import { readNerfstudioCameras } from '#core/formats/cameras/nerfstudioCameras.ts'
import { readCamerasNpz, writeCamerasNpz } from '#core/formats/cameras.ts'
import { writeNpz } from '#core/formats/npz.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import type { LensDistortion } from '#core/model/camera.ts'
import { identity4, toMat4, type Vec3 } from '#core/model/transform.ts'
import { refusalOf } from './soundMesh.ts'

const lens: LensDistortion = [-0.21, 0.05, 0.001, -0.002, 0]
/** A quarter turn about y (w x y z = √½ 0 √½ 0), then a shift. */
const quaternion = [Math.SQRT1_2, 0, Math.SQRT1_2, 0].join(' ')
const point: Vec3 = [-4.4, 0.3, 0.2]
/** R·p + t = (0.2, 0.3, 4.4) + (0.1, −0.2, 0.6), then OpenCV's formula and the pixel, corners of pixels at whole numbers. */
const wanted = (() => {
  const [x, y] = [0.3 / 5, 0.1 / 5]
  const r2 = x * x + y * y
  const [k1, k2, p1, p2] = lens
  const radial = 1 + k1 * r2 + k2 * r2 * r2
  return {
    xPx: 800 * (x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)) + 320 - 0.5,
    yPx: 790 * (y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y) + 240 - 0.5,
  }
})()

const colmap = (model: string): string =>
  `# Camera list\n1 ${model} 640 480 800 790 320 240 ${lens.slice(0, 4).join(' ')}\n`
const images = `# Image list\n1 ${quaternion} 0.1 -0.2 0.6 1 photos/img_0004.jpg\n\n2 1 0 0 0 0 0 1 1 img_0002.jpg\n10 20 -1\n`

/** Camera to world as OpenGL has it: the inverse of R|t with its y and z turned over. */
const openGl = [
  [0, 0, 1, 0.6 * 1],
  [0, -1, 0, 0.2],
  [1, 0, 0, -0.1],
  [0, 0, 0, 1],
]
const nerfstudio = (more: Record<string, unknown> = {}): string => {
  const [k1, k2, p1, p2] = lens
  const frames = [{ file_path: 'images/img_0004.jpg', transform_matrix: openGl }]
  return JSON.stringify({ fl_x: 800, fl_y: 790, cx: 320, cy: 240, k1, k2, p1, p2, frames, ...more })
}

describe('camera files with lenses', () => {
  test('COLMAP’s text model', () => {
    const { cameras } = readColmapCameras(colmap('OPENCV'), images)
    expect([...cameras.keys()]).toEqual([2, 4])
    expect(cameras.get(4)?.distortion).toEqual(lens)
    const { xPx, yPx, depth } = projectPoint(cameras.get(4)!, point)
    expect(xPx).toBeCloseTo(wanted.xPx, 9)
    expect(yPx).toBeCloseTo(wanted.yPx, 9)
    expect(depth).toBeCloseTo(5, 9)
    const radial = readColmapCameras('7 SIMPLE_RADIAL 640 480 800 320 240 0.1', '1 1 0 0 0 0 0 0 7 a_1.png\n\n')
    expect(radial.cameras.get(1)?.distortion).toEqual([0.1, 0, 0, 0, 0])
    const pinhole = readColmapCameras('7 SIMPLE_PINHOLE 640 480 800 320 240', '1 1 0 0 0 0 0 0 7 a_1.png\n\n')
    expect(pinhole.cameras.get(1)).toEqual({
      worldMat: toMat4([800, 0, 319.5, 0, 0, 800, 239.5, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
      scaleMat: identity4,
    })
  })

  test('nerfstudio’s transforms.json', () => {
    const { cameras } = readNerfstudioCameras(nerfstudio())
    const { xPx, yPx } = projectPoint(cameras.get(4)!, point)
    expect(xPx).toBeCloseTo(wanted.xPx, 9)
    expect(yPx).toBeCloseTo(wanted.yPx, 9)
  })

  test('fisheye and other lenses are refused in a sentence', () => {
    const code = 'input/camera-model'
    expect(refusalOf(() => readColmapCameras(colmap('OPENCV_FISHEYE'), images))).toMatchObject({ code })
    expect(refusalOf(() => readNerfstudioCameras(nerfstudio({ camera_model: 'OPENCV_FISHEYE' })))).toMatchObject({
      code,
    })
    expect(refusalOf(() => readNerfstudioCameras(nerfstudio({ k4: 0.1 })))).toMatchObject({ code })
  })

  test('two photos of one number, and files without photos, are refused', () => {
    const twice = `${images}3 1 0 0 0 0 0 0 1 other_2.jpg\n\n`
    expect(refusalOf(() => readColmapCameras(colmap('OPENCV'), twice))).toMatchObject({ code: 'input/camera-number' })
    expect(refusalOf(() => readNerfstudioCameras('{"frames": []}'))).toMatchObject({ code: 'input/no-cameras' })
    expect(refusalOf(() => readNerfstudioCameras('{'))).toMatchObject({ code: 'input/camera-file' })
  })

  test('cameras.npz keeps coefficients beside the matrices', () => {
    const worldMat = toMat4([700, 0, 320, 5, 0, 700, 240, -3, 0, 0, 1, 400, 0, 0, 0, 1])
    const cameras = new Map([
      [0, { worldMat, scaleMat: identity4, distortion: lens }],
      [1, { worldMat, scaleMat: identity4 }],
    ])
    expect(readCamerasNpz(writeCamerasNpz(cameras))).toEqual({ cameras, warnings: [] })
    const four = { shape: [4], data: Float64Array.of(1, 2, 3, 4) }
    const bytes = writeNpz([
      ['world_mat_0', { shape: [4, 4], data: Float64Array.from(worldMat) }],
      ['distortion_0', four],
    ])
    expect(refusalOf(() => readCamerasNpz(bytes))).toMatchObject({ code: 'input/camera-distortion' })
  })
})

import type { Random } from '../../model/random.ts'
import type { PhotoCamera } from './photoCamera.ts'
import { paintBareWall, paintWall, type WallPicture } from './wallPicture.ts'

/** Corners of the room in the model's frame, mm. */
const lowMm = [-1500, -1250, -1300] as const
const highMm = [1700, 1250, 2600] as const
/** One pixel of a wall, mm. */
const pixelMm = 7

/** The room a person is photographed in: six painted walls, the same for all views. */
export interface Room {
  /** Wall at the low and the high end of x, y and z. */
  readonly walls: readonly WallPicture[]
}

/** Axes along which a wall's columns and rows run, by the axis it stands across. */
const wallAxes = [
  [2, 1],
  [0, 2],
  [0, 1],
] as const

export const paintRoom = (random: Random): Room => ({
  walls: [0, 0, 1, 1, 2, 2].map((axis) => {
    const [across, down] = wallAxes[axis]
    const width = Math.ceil((highMm[across] - lowMm[across]) / pixelMm)
    const height = Math.ceil((highMm[down] - lowMm[down]) / pixelMm)
    return axis === 1 ? paintBareWall(width, height, random) : paintWall(width, height, random)
  }),
})

/** Blur of what lies behind the subject, pixels of the half-size picture. */
const blurPx = 1

/** The empty room through a camera, slightly out of focus: three bytes a pixel. */
export const viewOfRoom = (room: Room, camera: PhotoCamera, sizePx: number): Uint8Array => {
  // Out of focus: half the pixels show as much.
  const half = Math.ceil(sizePx / 2)
  const small = new Float32Array(half * half * 3)
  for (let v = 0; v < half; v++) {
    for (let u = 0; u < half; u++) writeWallColor(room, camera, 2 * u + 0.5, 2 * v + 0.5, small, (v * half + u) * 3)
  }
  return enlarge(boxBlur(boxBlur(small, half), half), half, sizePx)
}

const writeWallColor = (
  { walls }: Room,
  { rotation: r, centerMm, intrinsics: [fx, fy, cx, cy] }: PhotoCamera,
  xPx: number,
  yPx: number,
  out: Float32Array,
  at: number,
): void => {
  const [a, b] = [(xPx - cx) / fx, (yPx - cy) / fy]
  const direction = [r[0] * a + r[3] * b + r[6], r[1] * a + r[4] * b + r[7], r[2] * a + r[5] * b + r[8]]
  let nearest = Number.POSITIVE_INFINITY
  let wall = 0
  for (let axis = 0; axis < 3; axis++) {
    const isHigh = direction[axis] > 0
    const away = ((isHigh ? highMm[axis] : lowMm[axis]) - centerMm[axis]) / direction[axis]
    if (away < nearest) {
      nearest = away
      wall = axis * 2 + Number(isHigh)
    }
  }
  const [across, down] = wallAxes[wall >> 1]
  const picture = walls[wall]
  const column = Math.floor((centerMm[across] + nearest * direction[across] - lowMm[across]) / pixelMm)
  const row = Math.floor((highMm[down] - centerMm[down] - nearest * direction[down]) / pixelMm)
  const x = Math.min(picture.widthPx - 1, Math.max(0, column))
  const y = Math.min(picture.heightPx - 1, Math.max(0, row))
  const from = (y * picture.widthPx + x) * 3
  for (let channel = 0; channel < 3; channel++) out[at + channel] = picture.rgb[from + channel]
}

/** Mean over a square of 2·blurPx + 1, rows then columns. */
const boxBlur = (image: Float32Array, size: number): Float32Array => {
  const pass = (source: Float32Array, step: number, line: number): Float32Array => {
    const out = new Float32Array(source.length)
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < size; k++) {
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0
          for (let d = -blurPx; d <= blurPx; d++) {
            const there = Math.min(size - 1, Math.max(0, k + d))
            sum += source[i * line + there * step + channel]
          }
          out[i * line + k * step + channel] = sum / (2 * blurPx + 1)
        }
      }
    }
    return out
  }
  return pass(pass(image, 3, size * 3), size * 3, 3)
}

/** Twice the size, bilinear. */
const enlarge = (small: Float32Array, half: number, sizePx: number): Uint8Array => {
  const out = new Uint8Array(sizePx * sizePx * 3)
  for (let y = 0; y < sizePx; y++) {
    const v = Math.min(half - 1.001, Math.max(0, (y - 0.5) / 2))
    const row = Math.floor(v)
    for (let x = 0; x < sizePx; x++) {
      const u = Math.min(half - 1.001, Math.max(0, (x - 0.5) / 2))
      const column = Math.floor(u)
      const [fu, fv] = [u - column, v - row]
      const at = (row * half + column) * 3
      for (let channel = 0; channel < 3; channel++) {
        const i = at + channel
        const upper = small[i] + fu * (small[i + 3] - small[i])
        const lower = small[i + half * 3] + fu * (small[i + half * 3 + 3] - small[i + half * 3])
        out[(y * sizePx + x) * 3 + channel] = upper + fv * (lower - upper)
      }
    }
  }
  return out
}

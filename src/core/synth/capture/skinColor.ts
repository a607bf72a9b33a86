import { eyeball, isBetweenLids } from '../head/eyePatch.ts'
import { smoothStep } from '../head/smoothStep.ts'
import { strandsAt } from './hair.ts'
import type { LinearColor, Look } from './look.ts'
import { type Material, materials } from './personMesh.ts'

/** A place of a person whose colour is asked for. */
export interface ColoredPlace {
  readonly material: Material
  /** Place on the template (the shirt: on the person), mm. */
  readonly x: number
  readonly y: number
  readonly z: number
  /** 0..1. */
  readonly hairCover: number
  readonly lips: number
}

/** Share of the light a place reflects, linear red, green, blue; written to `out`. */
type Painter = (look: Look, place: ColoredPlace, out: Float64Array) => void

const irisRadiusMm = 5.9
const pupilRadiusMm = 2.3

const set = (out: Float64Array, [r, g, b]: LinearColor, factor: number): void => {
  out[0] = r * factor
  out[1] = g * factor
  out[2] = b * factor
}

const blendTowards = (out: Float64Array, [r, g, b]: LinearColor, share: number): void => {
  out[0] += share * (r - out[0])
  out[1] += share * (g - out[1])
  out[2] += share * (b - out[2])
}

const hill = (dx: number, dy: number, width: number, height: number): number =>
  Math.exp(-0.5 * ((dx / width) ** 2 + (dy / height) ** 2))

/** Skin, lips, brows, lashes and hair of the head. */
const paintHead: Painter = (look, place, out) => {
  const { x, y, z, hairCover, lips } = place
  const { noise } = look
  const side = Math.abs(x)
  const mottle = 1 + 0.05 * noise(x * 0.11, y * 0.11, z * 0.11) + 0.05 * noise(x * 0.9, y * 0.9, z * 0.9)
  set(out, look.skin, mottle)
  if (z > 5) paintFace(look, place, side, out)
  if (lips > 0) blendTowards(out, look.lips, lips * (0.85 + 0.15 * noise(x * 0.9, y * 0.25, 5)))
  if (hairCover > 0) {
    const strands = strandsAt(look.hairstyle, [x, y, z])
    const shade = 1 + 0.45 * strands
    const [r, g, b] = look.hair
    blendTowards(out, [r * shade, g * shade, b * shade], smoothStep(0.05, 0.4, hairCover + 0.15 * strands))
  }
}

/** What only the front of the head has: blush, beard, brows, lashes, the shade of nostrils and of the parted lips. */
const paintFace = (look: Look, { x, y, z }: ColoredPlace, side: number, out: Float64Array): void => {
  const { noise, skin, hair } = look
  const blush = 0.35 * hill(side - 34, y + 6, 13, 12) + 0.3 * hill(x, y + 6, 11, 8)
  blendTowards(out, [skin[0] * 0.95, skin[1] * 0.66, skin[2] * 0.66], blush)
  const beard = look.stubble * 0.4 * smoothStep(-16, -34, y) * smoothStep(-104, -88, y) * smoothStep(5, 24, z)
  if (beard > 0) blendTowards(out, hair, beard * (0.55 + 0.45 * noise(x * 1.6, y * 1.6, z * 1.6)))
  const arch = 39.5 + 2.6 * Math.sin(((side - 12) / 34) * Math.PI * 0.8) - 0.06 * Math.max(0, side - 36) ** 1.5
  const browLength = smoothStep(10, 16, side) * smoothStep(52, 42, side)
  const brow = browLength * smoothStep(4.2, 1.6, Math.abs(y - arch)) * (0.72 + 0.28 * noise(x * 1.1, y * 0.5, 1))
  if (brow > 0) blendTowards(out, hair, brow)
  const nostril = hill(side - 6.8, y + 20.2, 2.4, 1.5)
  blendTowards(out, [0.02, 0.008, 0.006], 0.85 * nostril)
  const lash = lashAt(side, y)
  if (lash > 0) blendTowards(out, [hair[0] * 0.4, hair[1] * 0.4, hair[2] * 0.4], lash)
}

/** The dark line of the lashes just outside of the lids' edges, heavier above. */
const lashAt = (side: number, y: number): number => {
  const [cx, cy] = eyeball.centerMm
  if (Math.abs(side - cx) > 16 || Math.abs(y - cy) > 9) return 0
  if (isBetweenLids(side, y, 0.3) || !isBetweenLids(side, y, -1)) return 0
  return y > cy + 0.8 ? 0.85 : 0.25
}

const paintEyeball: Painter = (look, { x, y, z }, out) => {
  const [cx, cy, cz] = eyeball.centerMm
  const [dx, dy, dz] = [Math.abs(x) - cx, y - cy, z - cz]
  const fromPole = Math.hypot(dx, dy)
  if (dz < 0 || fromPole > irisRadiusMm + 0.6) {
    set(out, [0.72, 0.68, 0.65], 1 - 0.02 * Math.max(0, fromPole - 6))
    return
  }
  const spokes = 1 + 0.35 * look.noise(Math.atan2(dy, dx) * 9, fromPole * 0.4, cx)
  set(out, look.iris, spokes * (fromPole > irisRadiusMm - 0.9 ? 0.45 : 1))
  blendTowards(out, [0.006, 0.006, 0.006], smoothStep(pupilRadiusMm + 0.3, pupilRadiusMm - 0.3, fromPole))
  blendTowards(out, [0.72, 0.68, 0.65], smoothStep(irisRadiusMm - 0.1, irisRadiusMm + 0.6, fromPole))
}

const paintShirt: Painter = (look, { x, y, z }, out) => {
  const weave = 1 + 0.1 * look.noise(x * 1.3, y * 1.3, z * 1.3)
  const wave = Math.sin((y + 6 * Math.sin(Math.atan2(x, z + 50) * 2)) * 0.27)
  set(out, look.shirt, weave)
  blendTowards(out, look.stripes, smoothStep(0.35, 0.5, wave) * weave)
}

const painters: Readonly<Record<Material, Painter>> = {
  [materials.head]: paintHead,
  [materials.mouthInside]: (_look, _place, out) => set(out, [0.09, 0.02, 0.02], 1),
  [materials.lidInside]: (look, _place, out) =>
    set(out, [look.skin[0] * 0.9, look.skin[1] * 0.55, look.skin[2] * 0.52], 1),
  [materials.eyeball]: paintEyeball,
  [materials.shirt]: paintShirt,
}

/** Colour of a place of the person in even light: linear red, green, blue into `out`. */
export const writeColorAt = (look: Look, place: ColoredPlace, out: Float64Array): void =>
  painters[place.material](look, place, out)

import type { HeatKind } from './types.ts'

/** A colour as red, green, blue in sRGB, 0..1. */
export type Rgb = readonly [number, number, number]

type Stops = readonly (readonly [lightness: number, chroma: number, hueDeg: number])[]

/**
 * The stops of the heat map in OKLCH (lightness, chroma, hue in degrees; Ottosson 2020). Lightness rises to the
 * middle and falls again evenly on both sides, hue runs from blue over green to red in one direction, so that equal
 * steps in millimetres look like equal steps and small and large differ for colour-blind people by lightness order.
 */
const distanceStops: Stops = [
  [0.42, 0.15, 268],
  [0.56, 0.14, 245],
  [0.69, 0.12, 215],
  [0.79, 0.14, 165],
  [0.87, 0.18, 118],
  [0.84, 0.17, 85],
  [0.73, 0.18, 55],
  [0.6, 0.2, 34],
  [0.44, 0.17, 24],
]

/** Inside blue, outside red, both darker the farther; nothing in the middle (the way of diverging maps). */
const signedStops: Stops = [
  [0.36, 0.15, 268],
  [0.52, 0.14, 256],
  [0.7, 0.1, 240],
  [0.88, 0.04, 225],
  [0.95, 0.005, 90],
  [0.88, 0.06, 75],
  [0.74, 0.13, 55],
  [0.56, 0.18, 36],
  [0.4, 0.15, 24],
]

/** What is not listened to is dark and purple, what is listened to light and grey. */
const trustStops: Stops = [
  [0.32, 0.17, 318],
  [0.5, 0.13, 318],
  [0.68, 0.08, 310],
  [0.83, 0.015, 250],
]

/** A colour a part of the head, in the order of `scanLabels`; those that touch differ in lightness too. */
const partStops: Stops = [
  [0.62, 0.01, 260],
  [0.8, 0.09, 70],
  [0.58, 0.19, 20],
  [0.93, 0.03, 220],
  [0.93, 0.03, 220],
  [0.62, 0.15, 300],
  [0.72, 0.13, 330],
  [0.72, 0.13, 150],
  [0.68, 0.11, 215],
  [0.42, 0.09, 55],
  [0.47, 0.15, 265],
]

const stopsOf: Readonly<Record<HeatKind, Stops>> = {
  distance: distanceStops,
  signed: signedStops,
  trust: trustStops,
  parts: partStops,
}

/** Of points that have no counterpart (value below zero). */
export const noValueColor: Rgb = [0.56, 0.57, 0.59]

const linearFromOklch = (lightness: number, chroma: number, hueDeg: number): Rgb => {
  const a = chroma * Math.cos((hueDeg * Math.PI) / 180)
  const b = chroma * Math.sin((hueDeg * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

const encode = (linear: number): number => {
  const value = Math.min(1, Math.max(0, linear))
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}

/** The heat map's colour at `fraction` 0..1 of its range. */
export const heatColor = (fraction: number, kind: HeatKind = 'distance'): Rgb => {
  const stops = stopsOf[kind]
  const place = Math.min(1, Math.max(0, fraction)) * (stops.length - 1)
  const index = Math.min(stops.length - 2, Math.floor(place))
  const t = place - index
  const mixed = stops[index].map((value, k) => value + (stops[index + 1][k] - value) * t)
  let chroma = mixed[1]
  let linear = linearFromOklch(mixed[0], chroma, mixed[2])
  // Less colourful until it is inside sRGB: clipping the channels instead would bend the hue.
  while (chroma > 0 && linear.some((channel) => channel < -1e-4 || channel > 1.0001)) {
    chroma -= 0.004
    linear = linearFromOklch(mixed[0], chroma, mixed[2])
  }
  return [encode(linear[0]), encode(linear[1]), encode(linear[2])]
}

/** `[size*4]` RGBA bytes of the whole map, for the shader's look-up texture. */
export const heatTable = (size: number, kind: HeatKind = 'distance'): Uint8Array<ArrayBuffer> => {
  const table = new Uint8Array(size * 4)
  for (let i = 0; i < size; i++) {
    const color = heatColor(i / (size - 1), kind)
    for (let k = 0; k < 3; k++) table[i * 4 + k] = Math.round(color[k] * 255)
    table[i * 4 + 3] = 255
  }
  return table
}

const cssOf = (color: Rgb): string => `rgb(${color.map((channel) => Math.round(channel * 255)).join(' ')})`

/** The whole map as a CSS gradient, small values at the left. */
export const heatGradientCss = (kind: HeatKind = 'distance'): string => {
  const count = 33
  return `linear-gradient(to right, ${Array.from({ length: count }, (_, i) => cssOf(heatColor(i / (count - 1), kind))).join(', ')})`
}

/** The parts of a head in the order of `scanLabels`, as CSS colours. */
export const partColorsCss: readonly string[] = partStops.map((_, i) =>
  cssOf(heatColor(i / (partStops.length - 1), 'parts')),
)

export const noValueCss = cssOf(noValueColor)

/** Round numbers from 0 to `max` for a scale, four to six of them, in steps of 1, 2, 2.5 or 5 times a power of ten. */
export const scaleTicks = (max: number): readonly number[] => {
  if (!(max > 0)) return [0]
  const power = 10 ** Math.floor(Math.log10(max / 4))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => max / size <= 5.0001) ?? max
  return Array.from({ length: Math.floor(max / step + 1e-6) + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

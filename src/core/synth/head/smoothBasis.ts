import type { Random } from '../../model/random.ts'
import type { Vec3 } from '../../model/transform.ts'
import { eyeball } from './eyePatch.ts'
import { smoothStep } from './smoothStep.ts'

/** A smooth number over the head; the same on both sides of it (`even`) or opposite (`odd`). */
export type HeadFunction = (place: Vec3) => number

/** Where heads differ, from the whole to the detail: place on the left half and reach, mm. */
const sites: readonly { readonly atMm: Vec3; readonly reachMm: number }[] = [
  { atMm: [0, -85, 45], reachMm: 45 },
  { atMm: [0, -10, 70], reachMm: 26 },
  { atMm: [62, -30, 0], reachMm: 45 },
  { atMm: [0, 95, 30], reachMm: 55 },
  { atMm: [52, 0, 25], reachMm: 30 },
  { atMm: [0, 40, 60], reachMm: 32 },
  { atMm: [0, 60, -120], reachMm: 60 },
  { atMm: [0, -44, 58], reachMm: 26 },
  { atMm: [0, -130, -40], reachMm: 60 },
  { atMm: [0, 20, 58], reachMm: 20 },
  { atMm: [0, -78, 52], reachMm: 22 },
  { atMm: [13, -14, 56], reachMm: 13 },
  { atMm: [78, 5, -28], reachMm: 26 },
  { atMm: [30, 36, 55], reachMm: 20 },
  { atMm: [34, -40, 42], reachMm: 26 },
  { atMm: [0, -6, 75], reachMm: 13 },
  { atMm: [0, -56, 58], reachMm: 14 },
  { atMm: [0, -34, 60], reachMm: 12 },
  { atMm: [50, -55, -10], reachMm: 26 },
  { atMm: [32, 20, 34], reachMm: 26 },
  { atMm: [66, 45, 20], reachMm: 34 },
  { atMm: [0, 130, -35], reachMm: 48 },
  { atMm: [30, -70, 35], reachMm: 24 },
  { atMm: [30, -10, 45], reachMm: 18 },
]

/** A rounded hill of height 1 that runs out at about its reach. */
export const lobe = ([x, y, z]: Vec3, [cx, cy, cz]: Vec3, reachMm: number): number =>
  Math.exp((-0.5 * ((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2)) / (0.6 * reachMm) ** 2)

/** Broad trends, then the sites, then waves that get shorter; `count` functions of the wanted symmetry. */
export const smoothFunctions = (symmetry: 'even' | 'odd', count: number, random: Random): readonly HeadFunction[] => {
  const side = symmetry === 'even' ? 1 : -1
  const trends: readonly HeadFunction[] =
    symmetry === 'even'
      ? [([, y]) => y, ([, , z]) => z, ([, y]) => y * y, ([, y, z]) => y * z, ([, , z]) => z * z, ([x]) => x * x]
      : [([x]) => x, ([x, y]) => x * y, ([x, , z]) => x * z, ([x, y]) => x * y * y, ([x, y, z]) => x * y * z]
  const atSites = sites
    .filter(({ atMm }) => symmetry === 'even' || atMm[0] > 0)
    .map(
      ({ atMm, reachMm }): HeadFunction =>
        (place) =>
          lobe(place, atMm, reachMm) + side * lobe(place, [-atMm[0], atMm[1], atMm[2]], reachMm),
    )
  const widths =
    symmetry === 'odd'
      ? sites
          .filter(({ atMm }) => atMm[0] === 0)
          .map(
            ({ atMm, reachMm }): HeadFunction =>
              (place) =>
                place[0] * lobe(place, atMm, reachMm),
          )
      : []
  const known = [...trends, ...widths, ...atSites]
  const waves = Array.from({ length: Math.max(0, count - known.length) }, (_, i): HeadFunction => {
    const wavelengthMm = 170 / (1 + 0.035 * i)
    const wave = [random.normal(), random.normal(), random.normal()]
    const length = Math.hypot(...wave)
    const [kx, ky, kz] = wave.map((value) => (value / length) * ((2 * Math.PI) / wavelengthMm))
    const phase = 2 * Math.PI * random.next()
    return ([x, y, z]) => Math.cos(kx * x + ky * y + kz * z + phase) + side * Math.cos(ky * y + kz * z + phase - kx * x)
  })
  return [...known, ...waves].slice(0, count)
}

/** Inside the first reach all of an eye counts as its centre; from the second on places count as themselves. */
const eyeReachMm = { whole: 15, none: 34 } as const

/** Moves places near an eye to its centre, so that lids and eyeball are carried as one by whatever is asked there. */
export const withEyesWhole = ([x, y, z]: Vec3): Vec3 => {
  const center: Vec3 = [Math.sign(x) * eyeball.centerMm[0], eyeball.centerMm[1], eyeball.centerMm[2]]
  const offset = [x - center[0], y - center[1], z - center[2]]
  const kept = smoothStep(eyeReachMm.whole, eyeReachMm.none, Math.hypot(...offset))
  return [center[0] + kept * offset[0], center[1] + kept * offset[1], center[2] + kept * offset[2]]
}

/**
 * Makes rows orthogonal, each of mean square 1 (Gram–Schmidt, in the modified order), until there are `count`. A row
 * that earlier ones already span is dropped.
 */
export const orthonormalRows = (rows: readonly Float64Array[], count: number): Float64Array[] => {
  const kept: Float64Array[] = []
  for (const row of rows) {
    if (kept.length === count) break
    const rest = row.slice()
    const before = meanProduct(rest, rest)
    for (const other of kept) {
      const share = meanProduct(rest, other)
      if (share === 0) continue
      for (let i = 0; i < rest.length; i++) rest[i] -= share * other[i]
    }
    const left = meanProduct(rest, rest)
    if (!(left > 1e-9 * before)) continue
    const scale = 1 / Math.sqrt(left)
    for (let i = 0; i < rest.length; i++) rest[i] *= scale
    kept.push(rest)
  }
  return kept
}

/** Four sums at a time: a single chain of additions would wait for each other. */
const meanProduct = (a: Float64Array, b: Float64Array): number => {
  const { length } = a
  const whole = length - (length % 4)
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i] * b[i]
    s1 += a[i + 1] * b[i + 1]
    s2 += a[i + 2] * b[i + 2]
    s3 += a[i + 3] * b[i + 3]
  }
  for (let i = whole; i < length; i++) s0 += a[i] * b[i]
  return (s0 + s1 + s2 + s3) / length
}

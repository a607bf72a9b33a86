import { seededRandom } from '../../model/random.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { BuiltHead } from './buildHead.ts'
import { type HeadFunction, orthonormalRows, smoothFunctions, withEyesWhole } from './smoothBasis.ts'

export const shapeCount = 300

/** Functions that move the head symmetrically along each axis, and those that do not. */
const symmetricCount = 90
const asymmetricCount = 10

/** Movement of the head by one unit: root mean square of the first component, falling from there, mm. */
const firstMm = 2
/** The same for the asymmetric ones, which come last: faces are nearly symmetric. */
const asymmetricMm = 0.15
/** No place moves farther by one unit: the broad trends that come first, and what follows, mm. */
const trendCount = 5
const trendPeakMm = 5
const detailPeakMm = 1.4

/**
 * Identity: 300 smooth, orthogonal directions in which heads differ, the strongest first. Each moves the head along
 * one axis by one function of the place: width, height, length, then chin, nose, jaw, forehead, cheekbones …, then
 * shorter and shorter waves. The eyes are carried as a whole.
 *
 * @returns `[300*V*3]` component-major, metres per unit (as `FlameModel.shapeDirs`).
 */
export const shapeComponents = (head: BuiltHead, seed: number): Float32Array => {
  const random = seededRandom(seed)
  const places = placesOf(head)
  const one: HeadFunction = () => 1
  // A constant first, and then left out: components must not carry the whole head away.
  const even = functionRows(
    [one, ...smoothFunctions('even', symmetricCount + 20, random)],
    places,
    1 + symmetricCount,
  ).slice(1)
  const odd = functionRows(smoothFunctions('odd', symmetricCount + 20, random), places, symmetricCount)
  const values = head.positionsMm.length
  const out = new Float32Array(shapeCount * values)
  let component = 0
  const put = (row: Float64Array, axis: number, mm: number): void => {
    const peak = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const peakMm = component < 3 * trendCount ? trendPeakMm : detailPeakMm
    const scale = Math.min(mm, peakMm / peak) / 1000
    for (let i = 0; i < row.length; i++) out[component * values + i * 3 + axis] = row[i] * scale
    component++
  }
  for (let k = 0; k < symmetricCount; k++) {
    const mm = firstMm * (1 + k / 3) ** -0.9
    put(odd[k], 0, mm)
    put(even[k], 1, mm)
    put(even[k], 2, mm)
  }
  for (let k = 0; k < asymmetricCount; k++) {
    put(even[k], 0, asymmetricMm)
    put(odd[k], 1, asymmetricMm)
    put(odd[k], 2, asymmetricMm)
  }
  return out
}

const placesOf = ({ positionsMm }: BuiltHead): Vec3[] =>
  Array.from({ length: positionsMm.length / 3 }, (_, i) =>
    withEyesWhole([positionsMm[i * 3], positionsMm[i * 3 + 1], positionsMm[i * 3 + 2]]),
  )

const functionRows = (functions: readonly HeadFunction[], places: readonly Vec3[], count: number): Float64Array[] =>
  orthonormalRows(
    functions.map((at) => Float64Array.from(places, at)),
    count,
  )

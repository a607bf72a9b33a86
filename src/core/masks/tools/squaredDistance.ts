/** Larger than any squared distance in an image. */
export const farAway = 1e12

/**
 * Squared Euclidean distance of every pixel to the nearest marked one, exact (Felzenszwalb and Huttenlocher, Distance
 * Transforms of Sampled Functions, 2012): a lower envelope of parabolas along columns, then along rows.
 *
 * @param isMarked `[height*width]`, not 0 where marked.
 * @returns `[height*width]` whole numbers; at least `farAway` where nothing is marked.
 */
export const squaredDistance = (isMarked: Uint8Array, width: number, height: number): Float64Array => {
  const field = new Float64Array(width * height)
  const longest = Math.max(width, height)
  const line = {
    values: new Float64Array(longest),
    apexes: new Int32Array(longest),
    borders: new Float64Array(longest + 1),
  }
  for (let i = 0; i < field.length; i++) field[i] = isMarked[i] ? 0 : farAway
  for (let x = 0; x < width; x++) transformLine(field, { start: x, step: width, count: height }, line)
  for (let y = 0; y < height; y++) transformLine(field, { start: y * width, step: 1, count: width }, line)
  return field
}

interface Line {
  readonly values: Float64Array
  readonly apexes: Int32Array
  readonly borders: Float64Array
}

const transformLine = (
  field: Float64Array,
  { start, step, count }: { readonly start: number; readonly step: number; readonly count: number },
  { values, apexes, borders }: Line,
): void => {
  for (let q = 0; q < count; q++) values[q] = field[start + q * step]
  let k = 0
  apexes[0] = 0
  borders[0] = Number.NEGATIVE_INFINITY
  borders[1] = Number.POSITIVE_INFINITY
  for (let q = 1; q < count; q++) {
    let crossing = crossingOf(values, apexes[k], q)
    while (crossing <= borders[k]) {
      k--
      crossing = crossingOf(values, apexes[k], q)
    }
    k++
    apexes[k] = q
    borders[k] = crossing
    borders[k + 1] = Number.POSITIVE_INFINITY
  }
  k = 0
  for (let q = 0; q < count; q++) {
    while (borders[k + 1] < q) k++
    const away = q - apexes[k]
    field[start + q * step] = away * away + values[apexes[k]]
  }
}

/** Where the parabola at q comes below the one at p. */
const crossingOf = (values: Float64Array, p: number, q: number): number =>
  (values[q] + q * q - (values[p] + p * p)) / (2 * (q - p))

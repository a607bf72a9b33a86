import { seededRandom } from '../src/core/model/random.ts'

/** Points near a surface: `count` of its vertices, evenly taken in file order, moved by `noiseMm`. `[count*3]` */
export const queryPoints = (
  positions: Float32Array,
  { count, noiseMm, seed }: { count: number; noiseMm: number; seed: number },
): Float32Array => {
  const random = seededRandom(seed)
  const vertexCount = positions.length / 3
  const rows = new Float32Array(new SharedArrayBuffer(count * 12))
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * vertexCount) / count) * 3
    for (let axis = 0; axis < 3; axis++) rows[i * 3 + axis] = positions[row + axis] + noiseMm * random.normal()
  }
  return rows
}

/** The same rows in random order. */
export const shuffledRows = (rows: Float32Array, seed: number): Float32Array => {
  const random = seededRandom(seed)
  const shuffled = new Float32Array(new SharedArrayBuffer(rows.byteLength))
  shuffled.set(rows)
  for (let i = rows.length / 3 - 1; i > 0; i--) {
    const j = random.below(i + 1)
    for (let axis = 0; axis < 3; axis++) {
      const moved = shuffled[i * 3 + axis]
      shuffled[i * 3 + axis] = shuffled[j * 3 + axis]
      shuffled[j * 3 + axis] = moved
    }
  }
  return shuffled
}

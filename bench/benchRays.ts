import { seededRandom } from '../src/core/model/random.ts'

/** `[n*3]` each; directions of any length. */
export interface BenchRays {
  readonly origins: Float32Array
  readonly directions: Float32Array
}

const columns = 500
const rows = 400

/** 200,000 rays of a camera half a metre in front of the face, row by row; a good third of them miss. */
export const cameraRays = (): BenchRays => {
  const origins = new Float32Array(columns * rows * 3)
  const directions = new Float32Array(columns * rows * 3)
  for (let ray = 0; ray < columns * rows; ray++) {
    const across = (ray % columns) / columns - 0.5
    const down = Math.floor(ray / columns) / rows - 0.5
    origins[ray * 3 + 2] = 500
    directions.set([0.4 * across, 0.54 * down, -1], ray * 3)
  }
  return { origins, directions }
}

/** Rays from outside towards points of the surface, in its own order, each a little astray: all of them hit. */
export const inwardRays = (positions: Float32Array, { count, seed }: { count: number; seed: number }): BenchRays => {
  const random = seededRandom(seed)
  const origins = new Float32Array(count * 3)
  const directions = new Float32Array(count * 3)
  for (let ray = 0; ray < count; ray++) {
    const vertex = Math.floor((ray * (positions.length / 3)) / count) * 3
    for (let axis = 0; axis < 3; axis++) {
      const from = 2.5 * positions[vertex + axis]
      origins[ray * 3 + axis] = from
      directions[ray * 3 + axis] = positions[vertex + axis] + 0.3 * random.normal() - from
    }
  }
  return { origins, directions }
}

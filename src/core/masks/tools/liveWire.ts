import type { PixelBox } from '../types.ts'
import { liveWireCosts, stepCost } from './liveWireCosts.ts'

/** The eight steps to a neighbour: dx, dy. */
export const wireSteps: readonly (readonly [number, number])[] = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
]
/** No step leads here. */
const noStep = 255

/** Cheapest ways from one anchor to every pixel of a box. */
export interface LiveWire {
  readonly box: PixelBox
  /** `[height*width]` of the box: the number of the step in `wireSteps` that leads into the pixel. */
  readonly steps: Uint8Array<ArrayBuffer>
}

/**
 * Intelligent scissors: paths that cling to edges of the picture (Mortensen and Barrett, Intelligent Scissors for Image
 * Composition, 1995). Dijkstra's search from the anchor over the eight neighbours, with whole-number costs in a ring of
 * buckets, as there.
 *
 * @param brightness `[height*width]` of the box. @param anchor in image pixels, inside the box.
 */
export const liveWire = (
  brightness: Uint8Array,
  box: PixelBox,
  anchor: { readonly x: number; readonly y: number },
): LiveWire => {
  const width = box.x1 - box.x0
  const height = box.y1 - box.y0
  const costs = liveWireCosts(brightness, width, height)
  const steps = new Uint8Array(width * height).fill(noStep)
  const totals = new Int32Array(width * height).fill(0x7fffffff)
  const isDone = new Uint8Array(width * height)
  const buckets: number[][] = Array.from({ length: 512 }, () => [])
  const start = (anchor.y - box.y0) * width + anchor.x - box.x0
  totals[start] = 0
  buckets[0].push(start)
  let waiting = 1
  for (let total = 0; waiting > 0; total++) {
    const bucket = buckets[total & 511]
    while (bucket.length > 0) {
      const pixel = bucket.pop() as number
      waiting--
      if (isDone[pixel] || totals[pixel] !== total) continue
      isDone[pixel] = 1
      const x = pixel % width
      const y = (pixel - x) / width
      for (let step = 0; step < 8; step++) {
        const [dx, dy] = wireSteps[step]
        if (x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height) continue
        const next = pixel + dy * width + dx
        if (isDone[next]) continue
        const reached = total + stepCost(costs, pixel, next, dx, dy)
        if (reached >= totals[next]) continue
        totals[next] = reached
        steps[next] = step
        buckets[reached & 511].push(next)
        waiting++
      }
    }
  }
  return { box, steps }
}

/** The way from the anchor to a place (kept inside the box): x y pairs in image pixels, the anchor first. */
export const wirePath = (
  { box, steps }: LiveWire,
  to: { readonly x: number; readonly y: number },
): readonly number[] => {
  const width = box.x1 - box.x0
  let x = Math.min(box.x1 - 1, Math.max(box.x0, to.x)) - box.x0
  let y = Math.min(box.y1 - 1, Math.max(box.y0, to.y)) - box.y0
  const backwards: number[] = [y + box.y0, x + box.x0]
  while (steps[y * width + x] !== noStep) {
    const [dx, dy] = wireSteps[steps[y * width + x]]
    x -= dx
    y -= dy
    backwards.push(y + box.y0, x + box.x0)
  }
  return backwards.reverse()
}

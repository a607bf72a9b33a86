import { curveCountBytes } from './kernelExports.ts'
import { KernelInstance } from './kernelInstance.ts'

/**
 * `[n]` the rows of `points` (`[n*3]`, finite) in the order of a Hilbert curve through a cube of 1024³ cells around
 * them: neighbours in the order are neighbours in space.
 */
export const curveOrder = (points: Float32Array | Float64Array): Uint32Array => {
  const instance = KernelInstance.ofThread()
  const count = points.length / 3
  const [rows, pairs, spare, counts] = instance.scratch(count * 12, count * 8, count * 8, curveCountBytes)
  instance.float32(rows, count * 3).set(points)
  const ordered = instance.uint32(instance.kernels.orderQueries(rows, count, pairs, spare, counts), count * 2)
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = ordered[2 * i]
  return order
}

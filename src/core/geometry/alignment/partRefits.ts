import { checkCancelled, type RunContext } from '../../model/run.ts'
import { type Mat4, transformPoints } from '../../model/transform.ts'
import { type IcpInput, type IcpLevel, runIcp } from './icp.ts'
import { motionDifference } from './restarts.ts'

/** Part of the shared surface that each refit does without. */
const leftOut = 0.25
/** Two levels, for regions are judged from the second on; no more samples than tell half a millimetre. */
export const refitLevels: readonly IcpLevel[] = [
  { samples: 1500, iterations: 60, toleranceMm: 0.03 },
  { samples: 6000, iterations: 40, toleranceMm: 0.01 },
]

/**
 * How far the answer moves (root mean square over the shared surface, mm) when the iteration goes on without one part
 * of that surface: six times, the part being the quarter that lies farthest to either side along one axis of the frame
 * (the delete-a-group jackknife, Kott, 2001, over contiguous groups because errors of scans hang together). Where
 * shoulders, hair or noise hold an answer in a wrong place, it does not stay there without them.
 *
 * @param shared `[n*3]` the source's points that have a counterpart, moved into the frame.
 * @param unmoved `[n*3]` the same before the motion.
 */
export const partRefits = (
  o: {
    readonly input: IcpInput
    readonly motion: Mat4
    readonly shared: Float64Array
    readonly unmoved: Float64Array
  },
  context: RunContext,
): number[] => {
  const { input, motion, shared, unmoved } = o
  if (shared.length === 0) return []
  const moved = transformPoints(motion, input.source.points)
  return [0, 1, 2].flatMap((axis) =>
    [1, -1].map((sign) => {
      checkCancelled(context)
      const depths = Float64Array.from({ length: shared.length / 3 }, (_, i) => sign * shared[i * 3 + axis]).sort()
      const limit = depths[Math.floor((1 - leftOut) * (depths.length - 1))]
      const usable = upTo(limit, input.usable, (vertex) => sign * moved[vertex * 3 + axis])
      const again: IcpInput = { ...input, landmarks: null, usable, levels: refitLevels, start: motion }
      return motionDifference(runIcp(again, { signal: context.signal }).motion, motion, unmoved)
    }),
  )
}

/** The vertices whose depth is at most the limit, in their order. */
const upTo = (limit: number, vertices: Uint32Array, depthOf: (vertex: number) => number): Uint32Array => {
  const kept = new Uint32Array(vertices.length)
  let count = 0
  for (const vertex of vertices) if (depthOf(vertex) <= limit) kept[count++] = vertex
  return kept.subarray(0, count)
}

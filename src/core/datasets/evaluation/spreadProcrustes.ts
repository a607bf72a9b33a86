import { fitReflection, fitSimilarity, type PointPairs } from '../../geometry/similarity.ts'
import { type Mat4, scaleOf, toMat4 } from '../../model/transform.ts'

/**
 * Procrustes as trimesh does it: the rotation of the least squares fit, but for scale the ratio of the root mean
 * square spreads of the two point sets, √(Σ|b − b̄|²/Σ|a − ā|²), which is not the least squares scale (Umeyama's).
 * H3DS's numbers depend on it.
 *
 * @param pairs source and target, `[n*3]` xyz rows of one length.
 * @param reflection whether a mirrored answer is taken where it fits better.
 * @throws input/too-few-points, input/collinear-points, input/not-finite.
 */
export const spreadProcrustes = (
  pairs: Pick<PointPairs, 'source' | 'target'>,
  { reflection }: { readonly reflection: boolean },
): Mat4 => {
  const free = { ...pairs, scale: 'free' } as const
  const proper = fitSimilarity(free)
  const mirrored = reflection ? fitReflection(free) : proper
  const leastSquares = (mirrored.rms < proper.rms ? mirrored : proper).targetFromSource
  const source = centredSpread(pairs.source)
  const target = centredSpread(pairs.target)
  const factor = target.spread / source.spread / Math.abs(scaleOf(leastSquares))
  const rows = [0, 1, 2].flatMap((row) => {
    const linear = [0, 1, 2].map((column) => factor * leastSquares[row * 4 + column])
    const moved = linear.reduce((sum, value, axis) => sum + value * source.mean[axis], 0)
    return [...linear, target.mean[row] - moved]
  })
  return toMat4([...rows, 0, 0, 0, 1])
}

const centredSpread = (points: ArrayLike<number>): { readonly mean: readonly number[]; readonly spread: number } => {
  const count = points.length / 3
  const mean = [0, 0, 0]
  for (let i = 0; i < points.length; i++) mean[i % 3] += points[i] / count
  let squares = 0
  for (let i = 0; i < points.length; i++) squares += (points[i] - mean[i % 3]) ** 2
  return { mean, spread: Math.sqrt(squares / count) }
}

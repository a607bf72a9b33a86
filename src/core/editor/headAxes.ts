import { fitSimilarity } from '../geometry/similarity.ts'
import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import { landmarkSchemes } from '../model/schemes.ts'
import type { Vec3 } from '../model/transform.ts'

/** Unit vectors in the scan's frame. */
export interface HeadAxes {
  readonly up: Vec3
  /** Where the face looks. */
  readonly front: Vec3
}

const templatePositions: ReadonlyMap<string, Vec3> = new Map(
  [...landmarkSchemes.values()].flatMap(({ points }) =>
    points.map(({ name, templatePosition }) => [name, templatePosition] as const),
  ),
)

/**
 * How a head lies in its scan, from its landmarks: the template (y up, z forward) is laid onto the placed points by
 * the best similarity. null while fewer than three known points are placed, or where they do not fix a rotation.
 */
export const headAxes = (set: Pick<LandmarkSet, 'landmarks'>): HeadAxes | null => {
  const pairs = [...placedPoints(set)].flatMap(([name, inScan]) => {
    const inTemplate = templatePositions.get(name)
    return inTemplate ? [{ inScan, inTemplate }] : []
  })
  if (pairs.length < 3) return null
  try {
    const { targetFromSource: m, scale } = fitSimilarity({
      source: Float64Array.from(pairs.flatMap(({ inTemplate }) => inTemplate)),
      target: Float64Array.from(pairs.flatMap(({ inScan }) => inScan)),
      scale: 'free',
    })
    return {
      up: [m[1] / scale, m[5] / scale, m[9] / scale],
      front: [m[2] / scale, m[6] / scale, m[10] / scale],
    }
  } catch {
    return null
  }
}

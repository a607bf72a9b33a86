import type { HeadPose } from '../model/landmarkFindings.ts'
import { type Mat4, scaleOf, type Vec3 } from '../model/transform.ts'
import { fitReflection, fitSimilarity } from './similarity.ts'
import { templatePlacesMm } from './templatePlaces.ts'

/**
 * How a head lies in its scan, from its landmarks (name → position): the template (y up, z forward) is laid onto those
 * it knows by the best similarity. Null with fewer than three of them, or where they do not fix a rotation.
 */
export const headPose = (points: ReadonlyMap<string, Vec3>): HeadPose | null => {
  const names = [...points.keys()].filter((name) => templatePlacesMm.has(name))
  if (names.length < 3) return null
  const source = Float64Array.from(names.flatMap((name) => templatePlacesMm.get(name) as Vec3))
  const target = Float64Array.from(names.flatMap((name) => points.get(name) as Vec3))
  try {
    const plain = fitSimilarity({ source, target, scale: 'free' })
    const mirrored = fitReflection({ source, target, scale: 'free' })
    return {
      up: columnOf(plain.targetFromSource, 1),
      front: columnOf(plain.targetFromSource, 2),
      rmsMm: plain.rms / plain.scale,
      mirroredRmsMm: mirrored.rms / Math.abs(mirrored.scale),
      mmPerUnit: 1 / plain.scale,
    }
  } catch {
    return null
  }
}

const columnOf = (m: Mat4, column: number): Vec3 => {
  const scale = scaleOf(m)
  return [m[column] / scale, m[4 + column] / scale, m[8 + column] / scale]
}

import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import type { Landmark, LandmarkScheme, LandmarkSet } from '../../model/landmarks.ts'
import type { Mesh } from '../../model/mesh.ts'
import type { Random } from '../../model/random.ts'
import type { Vec3 } from '../../model/transform.ts'
import { type LengthUnit, mmPer } from '../../model/units.ts'

export interface ClickInput {
  readonly scan: Mesh
  readonly unit: LengthUnit
  readonly scheme: LandmarkScheme
  /** Where the points really are, in the scan's frame and unit. */
  readonly truth: ReadonlyMap<string, Vec3>
  /** How far clicks lie beside the points, root mean square, mm. */
  readonly rmsMm: number
  readonly random: Random
}

/** Landmarks as a person clicks them: a little beside the point, on the surface. */
export const clickLandmarks = ({ scan, unit, scheme, truth, rmsMm, random }: ClickInput): LandmarkSet => {
  const surface = TriangleTree.build({ positions: scan.positions, triangles: scan.triangles })
  // Aimed in space and then put onto the surface, only the two directions along it remain.
  const spread = rmsMm / Math.SQRT2 / mmPer(unit)
  const click = ({ name }: { readonly name: string }): Landmark => {
    const point = truth.get(name)
    const hit = point && surface.closestPoint(...aimedAt(point, spread, random))
    if (!hit) return { name, status: 'missing', position: null, surface: null }
    return {
      name,
      status: 'placed',
      position: hit.point,
      surface: { triangle: hit.triangle, barycentrics: hit.barycentrics },
    }
  }
  const landmarks = releasing(surface, () => scheme.points.map(click))
  return { scheme: scheme.name, unit, annotator: null, time: null, landmarks }
}

const aimedAt = ([x, y, z]: Vec3, spread: number, random: Random): Vec3 => [
  x + spread * random.normal(),
  y + spread * random.normal(),
  z + spread * random.normal(),
]

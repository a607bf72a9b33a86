import type { Landmark, LandmarkSet } from '../model/landmarks.ts'
import type { Warning } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'
import { type LengthUnit, unitFactor } from '../model/units.ts'

/** Positions of a file in another unit than its scan's are brought to the scan's. */
export const inUnitOf = (
  scan: { readonly unit: LengthUnit | null; readonly name: string },
  set: LandmarkSet,
): { readonly landmarks: readonly Landmark[]; readonly warnings: readonly Warning[] } => {
  if (!set.unit || !scan.unit || set.unit === scan.unit) return { landmarks: set.landmarks, warnings: [] }
  const message = `The landmarks are in ${set.unit}, ${scan.name} is in ${scan.unit}: they were converted.`
  return { landmarks: rescaled(set.landmarks, set.unit, scan.unit), warnings: [{ code: 'landmark-unit', message }] }
}

const rescaled = (landmarks: readonly Landmark[], from: LengthUnit, to: LengthUnit): Landmark[] => {
  const factor = unitFactor({ from, to })
  const scale = ([x, y, z]: Vec3): Vec3 => [x * factor, y * factor, z * factor]
  return landmarks.map((landmark) => ({ ...landmark, position: landmark.position && scale(landmark.position) }))
}

import type { Vec3 } from '../../model/transform.ts'
import { eyePatch, lidEdgeRing } from './eyePatch.ts'
import { headSurfaceAt } from './headSurface.ts'
import { mouthPatch, redEdgeRing } from './mouthPatch.ts'
import { ringSize } from './ringPatch.ts'
import { type SkinLocator, skinLocator } from './skinLocator.ts'

/** Where the nose ends below, in the middle. */
const noseBaseYMm = -23
/** The nose tip is looked for between these heights. */
const noseTipRangeMm = [-12, 0] as const

/** The points of head-8 on the built head, by name, mm. */
export const landmarkPlaces = (): ReadonlyMap<string, Vec3> => {
  const front = skinLocator('front')
  const lidEdge = eyePatch(front).rings[lidEdgeRing]
  const redEdge = mouthPatch(front).rings[redEdgeRing]
  const outer = lidEdge[0].position
  const inner = lidEdge[ringSize / 2].position
  return new Map<string, Vec3>([
    ['right_eye_outer', mirrored(outer)],
    ['right_eye', mirrored(inner)],
    ['left_eye', inner],
    ['left_eye_outer', outer],
    ['nose_base', middleAt(front, noseBaseYMm)],
    ['right_lips', redEdge[ringSize / 4].position],
    ['left_lips', redEdge[(3 * ringSize) / 4].position],
    ['nose_tip', noseTip(front)],
  ])
}

const mirrored = ([x, y, z]: Vec3): Vec3 => [-x, y, z]

const middleAt = (locate: SkinLocator, y: number): Vec3 => {
  const place = locate(0, y)
  return headSurfaceAt(place.down, place.around)
}

const noseTip = (locate: SkinLocator): Vec3 => {
  const [from, to] = noseTipRangeMm
  const steps = 60
  let tip = middleAt(locate, from)
  for (let i = 1; i <= steps; i++) {
    const point = middleAt(locate, from + ((to - from) * i) / steps)
    if (point[2] > tip[2]) tip = point
  }
  return tip
}

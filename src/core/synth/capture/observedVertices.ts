import type { Vec3 } from '../../model/transform.ts'
import { isBetweenLids } from '../head/eyePatch.ts'
import { headParts } from '../head/ringPatch.ts'
import { isInHole, type ScanHole } from './fineScan.ts'
import { hairCoverAt } from './hair.ts'
import type { Person } from './person.ts'
import { collarEdgeYMm } from './shirt.ts'

/** Skin so close to the collar is not counted as seen, mm. */
const nearCollarMm = 3
/** Holes are counted wider than they are by this: triangles at their edge are gone as well, mm. */
const holeMarginMm = 2

/** `[5023]` 1 where the fine scan shows the very surface of a registration vertex; see `CaptureTruth.observed`. */
export const observedVertices = ({ head, surface, look }: Person, holes: readonly ScanHole[]): Uint8Array => {
  const wider = holes.map(({ centerMm, radiusMm }) => ({ centerMm, radiusMm: radiusMm + holeMarginMm }))
  return Uint8Array.from(head.parts, (part, vertex) => {
    const at = (positions: Float64Array): Vec3 => [
      positions[vertex * 3],
      positions[vertex * 3 + 1],
      positions[vertex * 3 + 2],
    ]
    const place = at(head.positionsMm)
    if (part === headParts.mouthInside || part === headParts.lidInside) return 0
    if (part === headParts.eyeball) {
      return Number(place[2] > 30 && isBetweenLids(Math.abs(place[0]), place[1], 0.5))
    }
    if (part === headParts.skin && hairCoverAt(look.hairstyle, place) > 0) return 0
    if (place[1] < collarEdgeYMm(Math.atan2(place[0], place[2] + 52)) + nearCollarMm) return 0
    return Number(!isInHole(wider, at(surface.positions)))
  })
}

import type { LandmarkScheme } from '../model/landmarks.ts'
import { landmarkSchemes } from '../model/schemes.ts'
import type { Vec3 } from '../model/transform.ts'

/** Schemes that place a point of one name farther apart than this do not mean the same point. */
const sameMm = 3

/**
 * Where points lie on the FLAME template, by name, mm, y up, z out of the face, x to the subject's left. A name that two
 * schemes place differently is left out.
 */
export const placesOfSchemes = (schemes: Iterable<LandmarkScheme>): ReadonlyMap<string, Vec3> => {
  const places = new Map<string, Vec3>()
  const disputed = new Set<string>()
  for (const { points } of schemes) {
    for (const { name, templatePosition } of points) {
      if (!templatePosition) continue
      const [x, y, z] = templatePosition.map((metres) => 1000 * metres)
      const other = places.get(name)
      if (other && Math.hypot(x - other[0], y - other[1], z - other[2]) > sameMm) disputed.add(name)
      places.set(name, [x, y, z])
    }
  }
  for (const name of disputed) places.delete(name)
  return places
}

/** Of the schemes that come with Cameo. */
export const templatePlacesMm: ReadonlyMap<string, Vec3> = placesOfSchemes(landmarkSchemes.values())

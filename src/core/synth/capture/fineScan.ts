import type { Mesh } from '../../model/mesh.ts'
import type { Random } from '../../model/random.ts'
import type { Mat4, Vec3 } from '../../model/transform.ts'
import type { Person } from './person.ts'
import type { PersonMesh } from './personMesh.ts'
import { scanMesh } from './scanMesh.ts'

/** Standard deviation of the fine scanner's noise along each axis, mm. */
const noiseMm = 0.05

/** A ball in which the scanner got nothing; mm, model's frame. */
export interface ScanHole {
  readonly centerMm: Vec3
  readonly radiusMm: number
}

/** Where scanners fail: behind the ears, under the chin, on the crown, beside a nostril. Places on the template, mm. */
const holePlaces: readonly Vec3[] = [
  [72, 10, -44],
  [-72, -6, -44],
  [6, -90, 24],
  [12, 131, -40],
  [-18, -18, 52],
]
const smallestHoleMm = 2.5
const holeSpreadMm = 3

/** The person's vertex nearest to each place gets a hole. */
export const scanHoles = ({ head, surface }: Person, random: Random): ScanHole[] =>
  holePlaces.map(([x, y, z]) => {
    let nearest = 0
    let smallest = Number.POSITIVE_INFINITY
    for (let i = 0; i < head.positionsMm.length; i += 3) {
      const squared =
        (head.positionsMm[i] - x) ** 2 + (head.positionsMm[i + 1] - y) ** 2 + (head.positionsMm[i + 2] - z) ** 2
      if (squared >= smallest) continue
      smallest = squared
      nearest = i
    }
    const { positions } = surface
    return {
      centerMm: [positions[nearest], positions[nearest + 1], positions[nearest + 2]],
      radiusMm: smallestHoleMm + holeSpreadMm * random.next(),
    }
  })

export const isInHole = (holes: readonly ScanHole[], [x, y, z]: Vec3): boolean =>
  holes.some(
    ({ centerMm, radiusMm }) =>
      (x - centerMm[0]) ** 2 + (y - centerMm[1]) ** 2 + (z - centerMm[2]) ** 2 < radiusMm * radiusMm,
  )

/** The scan of the desktop scanner: all of the person but for a few holes, mm. */
export const fineScan = (o: {
  readonly person: Person
  readonly mesh: PersonMesh
  readonly holes: readonly ScanHole[]
  readonly fineFromModel: Mat4
  readonly random: Random
}): Mesh =>
  scanMesh({
    mesh: o.mesh,
    look: o.person.look,
    isCaught: (middle) => !isInHole(o.holes, middle),
    noiseMm,
    scanFromModel: o.fineFromModel,
    random: o.random,
  })

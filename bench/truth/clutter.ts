import type { Mesh } from '../../src/core/model/mesh.ts'
import type { Random } from '../../src/core/model/random.ts'
import { identity4, type Vec3 } from '../../src/core/model/transform.ts'
import { type HeadShape, type RadialShape, randomDirection } from './headShape.ts'
import { croppedMesh, movedMesh, rotation, scaleAndShift, shapeMesh } from './surfaces.ts'

const ellipsoid = (a: number, b: number, c: number): RadialShape => ({
  radiusAt: (x, y, z) => 1 / Math.hypot(x / a, y / b, z / c),
})

/** The upper part of a torso below a head about the origin, mm; cut off where depth sensors stop. */
export const shoulders = (random: Random): Mesh => {
  const turn = rotation(randomDirection(random), random.next())
  const torso = shapeMesh(ellipsoid(190 + 10 * random.normal(), 85, 90), { vertices: 4000, turn })
  return croppedMesh(
    movedMesh(torso, scaleAndShift(1, [0, -205, -25])),
    (x, y, z) => y > -200 && (x * x + z * z > 900 || y < -130),
  )
}

/** Three small pieces in the room around a head. */
export const floatingPieces = (random: Random): Mesh[] =>
  Array.from({ length: 3 }, () => {
    const place = randomDirection(random).map((value) => 160 * value) as unknown as Vec3
    const radius = 8 + 6 * random.next()
    return movedMesh(
      shapeMesh(ellipsoid(radius, radius, radius), { vertices: 60, turn: identity4 }),
      scaleAndShift(1, place),
    )
  })

/** A hand before the left half of the face: four ridges 15 to 30 mm above the skin. */
export const handOver = (shape: HeadShape, random: Random): Mesh => {
  const liftMm = 15 + 15 * random.next()
  const hand: RadialShape = {
    radiusAt: (x, y, z) => shape.radiusAt(x, y, z) * 0.3 + 70 + liftMm + 5 * Math.cos(18 * y),
  }
  const whole = shapeMesh(hand, { vertices: 20_000, turn: rotation(randomDirection(random), 1) })
  return croppedMesh(whole, (x, y, z) => z > 35 && x > -15 && x < 80 && y > -70 && y < 50)
}

import type { Vec3 } from '../../model/transform.ts'
import { eyeball } from './eyePatch.ts'
import { eyeballVertexCount } from './headCounts.ts'

/** 2 poles and 17 rings of 32: FLAME's 546 vertices and 1088 triangles. */
const rings = 17
const meridians = 32

/** The cornea stands out of the ball in front. */
const corneaMm = 0.8
const corneaAngle = 0.5

/**
 * The left eyeball, closed: the pole in front first, the one behind last, rings between them from front to back. Rings
 * lie closer together around the iris.
 */
export const eyeballMesh = (): { readonly positionsMm: readonly Vec3[]; readonly triangles: readonly number[] } => {
  const positionsMm: Vec3[] = [pointAt(0, 0)]
  for (let ring = 1; ring <= rings; ring++) {
    const part = ring / (rings + 1)
    const angle = Math.PI * (0.65 * part + 0.35 * part * part)
    for (let k = 0; k < meridians; k++) positionsMm.push(pointAt(angle, (2 * Math.PI * k) / meridians))
  }
  positionsMm.push(pointAt(Math.PI, 0))
  const triangles: number[] = []
  const at = (ring: number, k: number): number => 1 + ring * meridians + (k % meridians)
  for (let k = 0; k < meridians; k++) {
    triangles.push(0, at(0, k), at(0, k + 1))
    for (let ring = 0; ring + 1 < rings; ring++) {
      triangles.push(at(ring, k), at(ring + 1, k), at(ring, k + 1))
      triangles.push(at(ring, k + 1), at(ring + 1, k), at(ring + 1, k + 1))
    }
    triangles.push(at(rings - 1, k), eyeballVertexCount - 1, at(rings - 1, k + 1))
  }
  return { positionsMm, triangles }
}

const pointAt = (angle: number, around: number): Vec3 => {
  const bulge = corneaMm * Math.exp(-((angle / corneaAngle) ** 4))
  const radius = eyeball.radiusMm + bulge
  const [x, y, z] = eyeball.centerMm
  return [
    x + radius * Math.sin(angle) * Math.cos(around),
    y + radius * Math.sin(angle) * Math.sin(around),
    z + radius * Math.cos(angle),
  ]
}

import type { Mesh } from '../../model/mesh.ts'
import type { Random } from '../../model/random.ts'
import { type Mat4, transformPoints, type Vec3 } from '../../model/transform.ts'
import type { Look } from './look.ts'
import type { Material, PersonMesh } from './personMesh.ts'
import { writeColorAt } from './skinColor.ts'

export interface ScanInput {
  readonly mesh: PersonMesh
  readonly look: Look
  /** Whether the scanner got a triangle whose middle is at this place, mm in the model's frame. */
  readonly isCaught: (middle: Vec3) => boolean
  /** Standard deviation of the noise along each axis, mm. */
  readonly noiseMm: number
  readonly scanFromModel: Mat4
  readonly random: Random
}

/** What a scanner makes of a person: the triangles it sees, noise, vertex colours, its own frame and unit. */
export const scanMesh = ({ mesh, look, isCaught, noiseMm, scanFromModel, random }: ScanInput): Mesh => {
  const { positions, triangles, scannable } = mesh
  const numberOf = new Int32Array(positions.length / 3).fill(-1)
  const vertices: number[] = []
  const kept: number[] = []
  const materialOf: number[] = []
  const middleAt = (i: number, axis: number): number =>
    (positions[triangles[i] * 3 + axis] +
      positions[triangles[i + 1] * 3 + axis] +
      positions[triangles[i + 2] * 3 + axis]) /
    3
  for (let i = 0; i < triangles.length; i += 3) {
    if (!scannable[i / 3] || !isCaught([middleAt(i, 0), middleAt(i, 1), middleAt(i, 2)])) continue
    for (let k = 0; k < 3; k++) {
      const vertex = triangles[i + k]
      if (numberOf[vertex] < 0) {
        numberOf[vertex] = vertices.length
        vertices.push(vertex)
        materialOf.push(mesh.materials[i / 3])
      }
      kept.push(numberOf[vertex])
    }
  }
  const noisy = new Float64Array(vertices.length * 3)
  for (const [i, vertex] of vertices.entries()) {
    for (let axis = 0; axis < 3; axis++) noisy[i * 3 + axis] = positions[vertex * 3 + axis] + noiseMm * random.normal()
  }
  return {
    positions: Float32Array.from(transformPoints(scanFromModel, noisy)),
    triangles: Uint32Array.from(kept),
    colors: vertexColors(mesh, look, { vertices, materialOf }),
  }
}

/** `[n*3]` sRGB of the skin, hair and cloth themselves: a scanner's own lamps leave no shadows. */
const vertexColors = (
  mesh: PersonMesh,
  look: Look,
  o: { readonly vertices: readonly number[]; readonly materialOf: readonly number[] },
): Uint8Array => {
  const colors = new Uint8Array(o.vertices.length * 3)
  const linear = new Float64Array(3)
  for (const [i, vertex] of o.vertices.entries()) {
    const place = {
      material: o.materialOf[i] as Material,
      x: mesh.places[vertex * 3],
      y: mesh.places[vertex * 3 + 1],
      z: mesh.places[vertex * 3 + 2],
      hairCover: mesh.hairCover[vertex],
      lips: mesh.lips[vertex],
    }
    writeColorAt(look, place, linear)
    for (let channel = 0; channel < 3; channel++) {
      colors[i * 3 + channel] = Math.round(255 * Math.min(1, Math.max(0, linear[channel])) ** (1 / 2.2))
    }
  }
  return colors
}

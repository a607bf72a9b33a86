import type { Vec3 } from '../../model/transform.ts'
import { headSurfaceAt } from './headSurface.ts'
import { type HeadPart, headParts, type RingPatch, zipRings } from './ringPatch.ts'
import type { SkinPlace } from './skinLocator.ts'

const mirrored = ([x, y, z]: Vec3): Vec3 => [-x, y, z]

export const mirroredPlace = ({ down, around }: SkinPlace): SkinPlace => ({ down, around: -around })

/** The head while it grows: vertices, triangles of the patches, and which vertices lie on the open skin. */
export class HeadVertices {
  readonly positions: Vec3[] = []
  readonly parts: HeadPart[] = []
  readonly lipSide: number[] = []
  readonly triangles: number[] = []
  /** Vertices of the open skin, borders of patches included, with their places. */
  readonly skin: { readonly vertex: number; readonly place: SkinPlace }[] = []
  /** Vertex numbers of each patch's border. */
  readonly borders: (readonly number[])[] = []

  add(position: Vec3, part: HeadPart, lipSide = 0): number {
    this.positions.push(position)
    this.parts.push(part)
    this.lipSide.push(lipSide)
    return this.positions.length - 1
  }

  addSkin(place: SkinPlace): number {
    const vertex = this.add(headSurfaceAt(place.down, place.around), headParts.skin)
    this.skin.push({ vertex, place })
    return vertex
  }

  /** A patch of the left half and its mirror image. */
  addPair(patch: RingPatch): void {
    this.addPatch(patch)
    // Backwards around, a mirrored ring is counter-clockwise again.
    this.addPatch({
      rings: patch.rings.map((ring) =>
        ring.map((vertex) => ({ ...vertex, position: mirrored(vertex.position) })).reverse(),
      ),
      border: patch.border.map(mirroredPlace).reverse(),
    })
  }

  addPatch({ rings, border }: RingPatch): void {
    const numbered = rings.map((ring) => ring.map(({ position, part, lipSide }) => this.add(position, part, lipSide)))
    for (const [k, place] of border.entries()) this.skin.push({ vertex: numbered[0][k], place })
    this.borders.push(numbered[0])
    const squaredDistance = (a: number, b: number): number =>
      this.positions[a].reduce((sum, value, axis) => sum + (value - this.positions[b][axis]) ** 2, 0)
    for (let ring = 0; ring + 1 < numbered.length; ring++) {
      this.triangles.push(...zipRings(numbered[ring], numbered[ring + 1], squaredDistance))
    }
  }
}

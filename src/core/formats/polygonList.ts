import { GrowingUint32 } from './growingArrays.ts'
import { counted, type FilePlace, type WarningList } from './warningList.ts'

/** Collects polygons as fans of triangles; see `triangulatePolygons` for the concave ones. */
export class PolygonList {
  readonly corners: GrowingUint32
  /** Pairs: first triangle, number of corners; polygons with four corners or more. */
  readonly polygons = new GrowingUint32(0)
  readonly #warnings: WarningList

  constructor({ capacity, warnings }: { capacity: number; warnings: WarningList }) {
    this.corners = new GrowingUint32(capacity * 3)
    this.#warnings = warnings
  }

  /** Takes the first `count` entries of `vertices`. False where that is no polygon. */
  add(vertices: ArrayLike<number>, count: number, place: FilePlace): boolean {
    if (count < 3) {
      this.#warnings.count(
        'face-too-short',
        (n) => `${counted(n, 'face')} with fewer than three corners ${n === 1 ? 'was' : 'were'} skipped.`,
        place,
      )
      return false
    }
    if (count > 3) this.polygons.push2(this.corners.length / 3, count)
    for (let i = 2; i < count; i++) this.corners.push3(vertices[0], vertices[i - 1], vertices[i])
    return true
  }
}

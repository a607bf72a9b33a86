import type { Lens } from '../geometry/lens.ts'
import { fillTriangle, type ImageTriangle } from './fillTriangle.ts'
import type { MaskSize } from './types.ts'

/** A straight edge may lie this far beside the curve that the lens makes of it, px. */
const mostBendPx = 0.02
/** An edge that is halved this often is shorter than any pixel. */
const mostHalvings = 16

/** A corner in homogeneous pixels of the camera without its lens, and where the photo shows it. */
interface Corner {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly u: number
  readonly v: number
}

/**
 * Fills triangles as a lens bends them: an edge whose middle the lens takes off its chord is halved, in space, until the
 * chords are the curve. Whether an edge is halved depends on its two ends alone, so triangles that share it stay closed.
 */
export class LensTriangles {
  private readonly mask: Uint8Array
  private readonly size: MaskSize
  private readonly lens: Lens

  constructor(mask: Uint8Array, size: MaskSize, lens: Lens) {
    this.mask = mask
    this.size = size
    this.lens = lens
  }

  /** @param w positive. */
  corner(x: number, y: number, w: number): Corner {
    const [u, v] = this.lens.photoFromPinhole(x / w, y / w)
    return { x, y, w, u, v }
  }

  fill(a: Corner, b: Corner, c: Corner, depth = 0): void {
    const [ab, bc, ca] = [this.middle(a, b, depth), this.middle(b, c, depth), this.middle(c, a, depth)]
    const next = depth + 1
    if (ab && bc && ca) {
      this.fill(a, ab, ca, next)
      this.fill(ab, b, bc, next)
      this.fill(ca, bc, c, next)
      this.fill(ab, bc, ca, next)
    } else if (ab && bc) this.fillTwo([a, ab, b, bc, c], next)
    else if (bc && ca) this.fillTwo([b, bc, c, ca, a], next)
    else if (ca && ab) this.fillTwo([c, ca, a, ab, b], next)
    else if (ab) this.fillOne([a, ab, b, c], next)
    else if (bc) this.fillOne([b, bc, c, a], next)
    else if (ca) this.fillOne([c, ca, a, b], next)
    else fillTriangle(this.mask, this.size, triangleOf(a, b, c))
  }

  private fillOne([from, middle, to, third]: readonly Corner[], depth: number): void {
    this.fill(from, middle, third, depth)
    this.fill(middle, to, third, depth)
  }

  private fillTwo([from, first, between, second, to]: readonly Corner[], depth: number): void {
    this.fill(first, between, second, depth)
    this.fill(from, first, second, depth)
    this.fill(from, second, to, depth)
  }

  /** Where an edge is halved; null where its chord will do, or the photo shows nothing of it. */
  private middle(a: Corner, b: Corner, depth: number): Corner | null {
    if (depth >= mostHalvings) return null
    // Shorter than this no lens bends an edge by a part of a pixel.
    if (Math.abs(a.u - b.u) + Math.abs(a.v - b.v) < 1) return null
    const middle = this.corner((a.x + b.x) / 2, (a.y + b.y) / 2, (a.w + b.w) / 2)
    // Along the chord the middle may lie anywhere: perspective moves it too.
    const [du, dv] = [b.u - a.u, b.v - a.v]
    const bend = Math.abs(du * (middle.v - a.v) - dv * (middle.u - a.u)) / Math.hypot(du, dv)
    if (!(bend > mostBendPx)) return null
    const { widthPx, heightPx } = this.size
    const reach = 4 * bend
    const isSeen =
      Math.max(a.u, b.u) > -reach &&
      Math.min(a.u, b.u) < widthPx + reach &&
      Math.max(a.v, b.v) > -reach &&
      Math.min(a.v, b.v) < heightPx + reach
    return isSeen ? middle : null
  }
}

const triangleOf = (a: Corner, b: Corner, c: Corner): ImageTriangle => ({
  x0: a.u,
  y0: a.v,
  x1: b.u,
  y1: b.v,
  x2: c.u,
  y2: c.v,
})

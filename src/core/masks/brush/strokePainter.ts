import { badInput } from '../../model/errors.ts'
import { type MaskTiles, type Tile, tilePixels } from '../tiles/maskTiles.ts'
import type { TileEdit } from '../tiles/tileEdit.ts'
import type { BrushStroke } from '../types.ts'
import { type Capsule, capsuleSpans } from './capsule.ts'
import { coverageAt } from './softCapsule.ts'

export interface Brush {
  readonly mode: BrushStroke['mode']
  /** 0..1: the share of the radius that is covered fully; 1 is a hard edge. */
  readonly hardness: number
  /** Which pixels may change (painting limited to a range of brightness); all where absent. */
  readonly allows?: (x: number, y: number) => boolean
  /** Instead of 255 or 0 the brush brings the pixels of another layer. */
  readonly source?: MaskTiles
}

/**
 * Draws a stroke into an edit, point by point. A hard brush touches the pixels whose centre is nearer to the path than
 * the radius, and always the pixels nearest to the path. A soft brush covers each pixel as much as its nearest pass
 * does, never more by going over it again within the stroke. Host and window run this same code on the same numbers.
 */
export class StrokePainter {
  readonly #edit: TileEdit
  readonly #brush: Brush
  readonly #coverage = new Map<number, Uint8Array>()
  #last: { readonly x: number; readonly y: number; readonly radiusPx: number } | null = null

  constructor(edit: TileEdit, brush: Brush) {
    this.#edit = edit
    this.#brush = brush
  }

  /**
   * Goes on to a point (image pixels, pixel centres at whole numbers).
   * @throws input/stroke where a number is not finite or the radius below 0.5.
   */
  addPoint(x: number, y: number, radiusPx: number): void {
    checkPoint(x, y, radiusPx)
    const from = this.#last ?? { x, y, radiusPx }
    this.#last = { x, y, radiusPx }
    this.#stamp({ x0: from.x, y0: from.y, radius0Px: from.radiusPx, x1: x, y1: y, radius1Px: radiusPx })
  }

  #stamp(capsule: Capsule): void {
    const { hardness, mode, allows, source } = this.#brush
    const edit = this.#edit
    const isPlain = hardness >= 1 && !allows && !source
    const target = mode === 'paint' ? 255 : 0
    const { size } = edit.tiles
    if (isPlain) {
      capsuleSpans(size, capsule, (y, first, last) => edit.writeSpan(y, first, last, target))
      return
    }
    const thinnest = Math.max(capsule.radius0Px, capsule.radius1Px) <= 0.5
    capsuleSpans(size, capsule, (y, first, last) => {
      for (let x = Math.max(0, first); x <= Math.min(size.widthPx - 1, last); x++) {
        if (allows && !allows(x, y)) continue
        const coverage = hardness >= 1 || thinnest ? 255 : coverageAt(capsule, hardness, x, y)
        if (coverage > 0) this.#cover(x, y, coverage, source ? source.valueAt(x, y) : target)
      }
    })
  }

  #cover(x: number, y: number, coverage: number, target: number): void {
    const edit = this.#edit
    const index = (y >> 8) * edit.tiles.columns + (x >> 8)
    const at = ((y & 255) << 8) | (x & 255)
    const before = valueIn(edit.before(index), at)
    if (coverage < 255) {
      const covered = this.#coverageOf(index)
      if (covered[at] >= coverage) return
      covered[at] = coverage
    } else if (this.#brush.hardness < 1) this.#coverageOf(index)[at] = 255
    const value = Math.round(before + ((target - before) * coverage) / 255)
    if (valueIn(edit.tiles.tile(index), at) !== value) edit.touch(index)[at] = value
  }

  #coverageOf(index: number): Uint8Array {
    const known = this.#coverage.get(index) ?? new Uint8Array(tilePixels)
    this.#coverage.set(index, known)
    return known
  }
}

const valueIn = (tile: Tile, at: number): number => (typeof tile === 'number' ? tile : tile[at])

const checkPoint = (x: number, y: number, radiusPx: number): void => {
  if (!(radiusPx >= 0.5) || !Number.isFinite(radiusPx)) {
    throw badInput('stroke', `A brush has a radius of at least 0.5 pixels, not ${radiusPx}.`)
  }
  if (!Number.isFinite(x) || !Number.isFinite(y)) {
    throw badInput('stroke', 'A stroke is a list of finite x y pairs, at least one.')
  }
}

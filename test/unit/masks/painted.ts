import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { TileEdit } from '#core/masks/tiles/tileEdit.ts'
import type { BrushStroke, MaskSize } from '#core/masks/types.ts'

/** A mask after strokes, `[heightPx*widthPx]`. */
export const paintedMask = (size: MaskSize, strokes: readonly BrushStroke[], start?: Uint8Array): Uint8Array => {
  const tiles = start ? MaskTiles.fromMask(start, size) : new MaskTiles(size)
  for (const stroke of strokes) {
    const edit = new TileEdit(tiles)
    paintStroke(edit, stroke)
    edit.finish()
  }
  return tiles.toMask()
}

/** Distance of a place to a path of straight pieces, x0 y0 x1 y1 …. */
export const distanceToPath = (points: readonly number[], x: number, y: number): number => {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < points.length; i += 2) {
    const j = Math.min(i + 2, points.length - 2)
    const [dx, dy] = [points[j] - points[i], points[j + 1] - points[i + 1]]
    const along = ((x - points[i]) * dx + (y - points[i + 1]) * dy) / (dx * dx + dy * dy || 1)
    const t = Math.min(1, Math.max(0, along))
    best = Math.min(best, Math.hypot(x - points[i] - t * dx, y - points[i + 1] - t * dy))
  }
  return best
}

/** Blobs: a mask with borders, holes and islands, the same for a seed. */
export const blobs = (size: MaskSize, seed: number): Uint8Array => {
  let state = seed | 1
  const next = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) % limit
  }
  const strokes = Array.from(
    { length: 12 },
    (): BrushStroke => ({
      mode: next(3) === 0 ? 'erase' : 'paint',
      radiusPx: 0.5 + next(8),
      points: [next(size.widthPx), next(size.heightPx), next(size.widthPx), next(size.heightPx)],
    }),
  )
  return paintedMask(size, strokes)
}

/** Whether two masks have the same bytes; much quicker than a deep comparison. */
export const isSameMask = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

import type { PixelBox } from '#core/masks/types.ts'

/** A rectangle of the photo that is drawn from textures of its own. Pixel columns and rows, ends exclusive. */
export interface PhotoTile {
  /** What is drawn. */
  readonly inner: PixelBox
  /** What the textures hold: a margin more, so that smoothing and outlines know their neighbours. */
  readonly outer: PixelBox
}

/** Textures are at most this large on a side: few pixels around the outline of a mask are sent with it. */
const textureSizePx = 1024
const marginPx = 16

/** Cuts a photo into tiles, row by row. */
export const photoTiles = (widthPx: number, heightPx: number): readonly PhotoTile[] => {
  const step = textureSizePx - 2 * marginPx
  const tiles: PhotoTile[] = []
  for (let y0 = 0; y0 < heightPx; y0 += step) {
    for (let x0 = 0; x0 < widthPx; x0 += step) {
      const inner = { x0, y0, x1: Math.min(widthPx, x0 + step), y1: Math.min(heightPx, y0 + step) }
      const outer = {
        x0: Math.max(0, inner.x0 - marginPx),
        y0: Math.max(0, inner.y0 - marginPx),
        x1: Math.min(widthPx, inner.x1 + marginPx),
        y1: Math.min(heightPx, inner.y1 + marginPx),
      }
      tiles.push({ inner, outer })
    }
  }
  return tiles
}

/** What two boxes share; null where that is nothing. */
export const sharedBox = (a: PixelBox, b: PixelBox): PixelBox | null => {
  const box = { x0: Math.max(a.x0, b.x0), y0: Math.max(a.y0, b.y0), x1: Math.min(a.x1, b.x1), y1: Math.min(a.y1, b.y1) }
  return box.x0 < box.x1 && box.y0 < box.y1 ? box : null
}

/** The smallest box around both. */
export const unitedBox = (a: PixelBox | null, b: PixelBox | null): PixelBox | null => {
  if (!a || !b) return a ?? b
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) }
}

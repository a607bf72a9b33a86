import { deflateSync, inflateSync } from 'fflate'
import { badInput } from '../model/errors.ts'
import type { MaskSize, PixelBox } from './types.ts'

/**
 * What an edit changed, both ways, for undo and redo: the changed tiles with their bytes before and after.
 *
 * Layout, little-endian: header of five u32 (magic, width, height, tiles, length of the body), then the body, deflated:
 * per tile four u32 (x0 y0 x1 y1), its bytes before the edit, and before XOR after. A stroke of a few hundred pixels
 * takes some hundred bytes.
 */
const magic = 0x31444d43
const headerBytes = 20
const tilePx = 128

const badDelta = (why: string) =>
  badInput('mask-delta', `The recorded mask edit cannot be applied: ${why}. The mask was left as it is.`)

/**
 * @param box where `before` and `after` may differ; outside of it they are not compared.
 * @throws input/mask-delta where the sizes do not agree.
 */
export const maskDelta = (before: Uint8Array, after: Uint8Array, size: MaskSize, box: PixelBox): Uint8Array => {
  const pixels = size.widthPx * size.heightPx
  if (before.length !== pixels || after.length !== pixels) throw badDelta('the masks are not of the image’s size')
  const tiles = changedTiles(before, after, size, box)
  const body = new Uint8Array(tiles.reduce((sum, tile) => sum + 16 + 2 * areaOf(tile), 0))
  const view = new DataView(body.buffer)
  let at = 0
  for (const tile of tiles) {
    for (const value of [tile.x0, tile.y0, tile.x1, tile.y1]) {
      view.setUint32(at, value, true)
      at += 4
    }
    const area = areaOf(tile)
    forEachPixel(tile, size, (pixel, k) => {
      body[at + k] = before[pixel]
      body[at + area + k] = before[pixel] ^ after[pixel]
    })
    at += 2 * area
  }
  const packed = deflateSync(body, { level: 1 })
  const delta = new Uint8Array(headerBytes + packed.length)
  const header = new DataView(delta.buffer)
  const numbers = [magic, size.widthPx, size.heightPx, tiles.length, body.length]
  for (const [k, value] of numbers.entries()) header.setUint32(4 * k, value, true)
  delta.set(packed, headerBytes)
  return delta
}

/**
 * Takes a mask back over an edit, or forward again, in place. The mask must be in the state the edit left (or found):
 * this is checked before anything is written.
 *
 * @throws input/mask-delta where the record is damaged or belongs to another state.
 */
export const applyDelta = (mask: Uint8Array, size: MaskSize, delta: Uint8Array, direction: 'undo' | 'redo'): void => {
  const tiles = readTiles(delta, size)
  if (mask.length !== size.widthPx * size.heightPx) throw badDelta('the mask is not of the image’s size')
  for (const { box, before, change } of tiles) {
    forEachPixel(box, size, (pixel, k) => {
      const expected = direction === 'undo' ? before[k] ^ change[k] : before[k]
      if (mask[pixel] !== expected) throw badDelta('the mask has been changed since by something else')
    })
  }
  for (const { box, change } of tiles) {
    forEachPixel(box, size, (pixel, k) => {
      mask[pixel] ^= change[k]
    })
  }
}

const areaOf = (box: PixelBox): number => (box.x1 - box.x0) * (box.y1 - box.y0)

const forEachPixel = (box: PixelBox, { widthPx }: MaskSize, visit: (pixel: number, k: number) => void): void => {
  let k = 0
  for (let y = box.y0; y < box.y1; y++) {
    for (let x = box.x0; x < box.x1; x++) visit(y * widthPx + x, k++)
  }
}

/** Tiles of a fixed grid, cut to what changed in them; tiles without a change are left out. */
const changedTiles = (before: Uint8Array, after: Uint8Array, size: MaskSize, box: PixelBox): PixelBox[] => {
  const tiles: PixelBox[] = []
  const right = Math.min(size.widthPx, box.x1)
  const bottom = Math.min(size.heightPx, box.y1)
  const left = Math.max(0, box.x0)
  const top = Math.max(0, box.y0)
  for (let tileY = Math.floor(top / tilePx) * tilePx; tileY < bottom; tileY += tilePx) {
    for (let tileX = Math.floor(left / tilePx) * tilePx; tileX < right; tileX += tilePx) {
      const tile = shrinkToChange(before, after, size, {
        x0: Math.max(left, tileX),
        y0: Math.max(top, tileY),
        x1: Math.min(right, tileX + tilePx),
        y1: Math.min(bottom, tileY + tilePx),
      })
      if (tile) tiles.push(tile)
    }
  }
  return tiles
}

const shrinkToChange = (before: Uint8Array, after: Uint8Array, size: MaskSize, tile: PixelBox): PixelBox | null => {
  let { x0, y0, x1, y1 } = { x0: tile.x1, y0: tile.y1, x1: -1, y1: -1 }
  for (let y = tile.y0; y < tile.y1; y++) {
    for (let x = tile.x0; x < tile.x1; x++) {
      const pixel = y * size.widthPx + x
      if (before[pixel] === after[pixel]) continue
      x0 = Math.min(x0, x)
      x1 = Math.max(x1, x + 1)
      y0 = Math.min(y0, y)
      y1 = y + 1
    }
  }
  return x1 < 0 ? null : { x0, y0, x1, y1 }
}

interface DeltaTile {
  readonly box: PixelBox
  readonly before: Uint8Array
  /** before XOR after. */
  readonly change: Uint8Array
}

const readTiles = (delta: Uint8Array, size: MaskSize): DeltaTile[] => {
  const body = readBody(delta, size)
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const tiles: DeltaTile[] = []
  let at = 0
  while (at < body.length) {
    if (at + 16 > body.length) throw badDelta('it is damaged')
    const [x0, y0, x1, y1] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, true))
    const box = { x0, y0, x1, y1 }
    at += 16
    const isInside = x0 < x1 && y0 < y1 && x1 <= size.widthPx && y1 <= size.heightPx
    if (!isInside || at + 2 * areaOf(box) > body.length) throw badDelta('it is damaged')
    const area = areaOf(box)
    tiles.push({ box, before: body.subarray(at, at + area), change: body.subarray(at + area, at + 2 * area) })
    at += 2 * area
  }
  return tiles
}

const readBody = (delta: Uint8Array, { widthPx, heightPx }: MaskSize): Uint8Array => {
  if (delta.length < headerBytes) throw badDelta('it is damaged')
  const header = new DataView(delta.buffer, delta.byteOffset, headerBytes)
  const [found, width, height, tiles, bodyLength] = [0, 4, 8, 12, 16].map((at) => header.getUint32(at, true))
  if (found !== magic) throw badDelta('it is damaged')
  if (width !== widthPx || height !== heightPx) throw badDelta(`it belongs to an image of ${width} × ${height} pixels`)
  // Before memory is taken: no edit is larger than the image, twice, and its tiles' boxes.
  if (bodyLength > 2 * widthPx * heightPx + 16 * tiles || tiles > widthPx * heightPx) throw badDelta('it is damaged')
  try {
    const body = inflateSync(delta.subarray(headerBytes), { out: new Uint8Array(bodyLength) })
    if (body.length === bodyLength) return body
  } catch {
    throw badDelta('it is damaged')
  }
  throw badDelta('it is damaged')
}

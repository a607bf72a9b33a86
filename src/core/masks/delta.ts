import { deflateSync, inflateSync } from 'fflate'
import { badInput } from '../model/errors.ts'
import { type Tile, tileEdgePx } from './tiles/maskTiles.ts'
import type { TileChange, TileEdit } from './tiles/tileEdit.ts'
import type { MaskSize, PixelBox } from './types.ts'

/**
 * What an edit changed, both ways, for undo and redo: the changed boxes with their bytes before and after.
 *
 * Layout, little-endian: header of five u32 (magic, width, height, boxes, length of the body), then the body, deflated:
 * per box four u32 (x0 y0 x1 y1), its bytes before the edit, and before XOR after. A stroke of a few hundred pixels
 * takes some hundred bytes.
 */
const magic = 0x31444d43
const headerBytes = 20

const badDelta = (why: string) =>
  badInput('mask-delta', `The recorded mask edit cannot be applied: ${why}. The mask was left as it is.`)

/** The record of an edit: of each changed tile the box in which it changed. */
export const maskDelta = (changes: readonly TileChange[], size: MaskSize): Uint8Array<ArrayBuffer> => {
  const columns = Math.ceil(size.widthPx / tileEdgePx)
  const boxes = changes.flatMap((change) => {
    const box = changedBox(change, tileOrigin(change.index, columns), size)
    return box ? [{ change, box }] : []
  })
  const body = new Uint8Array(boxes.reduce((sum, { box }) => sum + 16 + 2 * areaOf(box), 0))
  const view = new DataView(body.buffer)
  let at = 0
  for (const { change, box } of boxes) {
    for (const value of [box.x0, box.y0, box.x1, box.y1]) {
      view.setUint32(at, value, true)
      at += 4
    }
    const area = areaOf(box)
    let k = at
    for (let y = box.y0; y < box.y1; y++) {
      for (let x = box.x0; x < box.x1; x++, k++) {
        const before = pixelOf(change.before, x, y)
        body[k] = before
        body[k + area] = before ^ pixelOf(change.after, x, y)
      }
    }
    at += 2 * area
  }
  const packed = deflateSync(body, { level: 1 })
  const delta = new Uint8Array(headerBytes + packed.length)
  const header = new DataView(delta.buffer)
  const numbers = [magic, size.widthPx, size.heightPx, boxes.length, body.length]
  for (const [k, value] of numbers.entries()) header.setUint32(4 * k, value, true)
  delta.set(packed, headerBytes)
  return delta
}

/**
 * Takes a layer back over an edit, forward again, or (`set`) gives it the edit's pixels whatever it was before. For
 * undo and redo the layer must be in the state the edit left (or found): this is checked before anything is written.
 *
 * @throws input/mask-delta where the record is damaged or belongs to another state.
 */
export const applyDelta = (edit: TileEdit, delta: Uint8Array, direction: 'undo' | 'redo' | 'set'): void => {
  const { tiles } = edit
  const boxes = readBoxes(delta, tiles.size)
  if (direction !== 'set') {
    for (const { box, before, change } of boxes) {
      forEachPixel(box, (x, y, k) => {
        const expected = direction === 'undo' ? before[k] ^ change[k] : before[k]
        if (tiles.valueAt(x, y) !== expected) throw badDelta('the mask has been changed since by something else')
      })
    }
  }
  for (const { box, before, change } of boxes) {
    forEachPixel(box, (x, y, k) => {
      if (change[k] === 0) return
      const value = direction === 'undo' ? before[k] : before[k] ^ change[k]
      edit.touch((y >> 8) * tiles.columns + (x >> 8))[((y & 255) << 8) | (x & 255)] = value
    })
  }
}

const pixelOf = (tile: Tile, x: number, y: number): number =>
  typeof tile === 'number' ? tile : tile[((y & 255) << 8) | (x & 255)]

const tileOrigin = (index: number, columns: number): { x: number; y: number } => ({
  x: (index % columns) * tileEdgePx,
  y: Math.floor(index / columns) * tileEdgePx,
})

const areaOf = (box: PixelBox): number => (box.x1 - box.x0) * (box.y1 - box.y0)

const forEachPixel = (box: PixelBox, visit: (x: number, y: number, k: number) => void): void => {
  let k = 0
  for (let y = box.y0; y < box.y1; y++) {
    for (let x = box.x0; x < box.x1; x++) visit(x, y, k++)
  }
}

/** The smallest box inside of the image that holds all of a tile's change. */
const changedBox = (
  { before, after }: TileChange,
  origin: { readonly x: number; readonly y: number },
  { widthPx, heightPx }: MaskSize,
): PixelBox | null => {
  const right = Math.min(widthPx, origin.x + tileEdgePx)
  const bottom = Math.min(heightPx, origin.y + tileEdgePx)
  let { x0, y0, x1, y1 } = { x0: right, y0: bottom, x1: -1, y1: -1 }
  for (let y = origin.y; y < bottom; y++) {
    for (let x = origin.x; x < right; x++) {
      if (pixelOf(before, x, y) === pixelOf(after, x, y)) continue
      if (x < x0) x0 = x
      if (x >= x1) x1 = x + 1
      if (y < y0) y0 = y
      y1 = y + 1
    }
  }
  return x1 < 0 ? null : { x0, y0, x1, y1 }
}

interface DeltaBox {
  readonly box: PixelBox
  readonly before: Uint8Array
  /** before XOR after. */
  readonly change: Uint8Array
}

const readBoxes = (delta: Uint8Array, size: MaskSize): DeltaBox[] => {
  const body = readBody(delta, size)
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const boxes: DeltaBox[] = []
  let at = 0
  while (at < body.length) {
    if (at + 16 > body.length) throw badDelta('it is damaged')
    const [x0, y0, x1, y1] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, true))
    const box = { x0, y0, x1, y1 }
    at += 16
    const isInside = x0 < x1 && y0 < y1 && x1 <= size.widthPx && y1 <= size.heightPx
    if (!isInside || at + 2 * areaOf(box) > body.length) throw badDelta('it is damaged')
    const area = areaOf(box)
    boxes.push({ box, before: body.subarray(at, at + area), change: body.subarray(at + area, at + 2 * area) })
    at += 2 * area
  }
  return boxes
}

const readBody = (delta: Uint8Array, { widthPx, heightPx }: MaskSize): Uint8Array => {
  if (delta.length < headerBytes) throw badDelta('it is damaged')
  const header = new DataView(delta.buffer, delta.byteOffset, headerBytes)
  const [found, width, height, boxes, bodyLength] = [0, 4, 8, 12, 16].map((at) => header.getUint32(at, true))
  if (found !== magic) throw badDelta('it is damaged')
  if (width !== widthPx || height !== heightPx) throw badDelta(`it belongs to an image of ${width} × ${height} pixels`)
  // Before memory is taken: no edit is larger than the image, twice, and its boxes' corners.
  if (bodyLength > 2 * widthPx * heightPx + 16 * boxes || boxes > widthPx * heightPx) throw badDelta('it is damaged')
  try {
    const body = inflateSync(delta.subarray(headerBytes), { out: new Uint8Array(bodyLength) })
    if (body.length === bodyLength) return body
  } catch {
    throw badDelta('it is damaged')
  }
  throw badDelta('it is damaged')
}

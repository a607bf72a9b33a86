import { deflateSync, inflateSync } from 'fflate'
import { badInput } from '../../model/errors.ts'
import type { MaskSize } from '../types.ts'
import { MaskTiles, type Tile, tilePixels } from './maskTiles.ts'

const damaged = () => badInput('mask-tiles', 'A stored tile of a mask is damaged. Undo, or paint it anew.')

/** A tile as it is stored: one byte where it has one value, else its pixels, deflated. */
export const packTile = (tile: Tile): Uint8Array<ArrayBuffer> =>
  typeof tile === 'number' ? Uint8Array.of(tile) : deflateSync(tile, { level: 1 })

/** @throws input/mask-tiles where the bytes are no tile. */
export const unpackTile = (bytes: Uint8Array): Tile => {
  if (bytes.length === 1) return bytes[0]
  let pixels: Uint8Array<ArrayBuffer>
  try {
    pixels = inflateSync(bytes, { out: new Uint8Array(tilePixels) })
  } catch {
    throw damaged()
  }
  if (pixels.length !== tilePixels) throw damaged()
  return pixels
}

const magic = 0x31544d43
const headerBytes = 16

/**
 * A layer as it travels to a window. Little-endian: four u32 (magic, width, height, tiles), per tile a u32 length and
 * the packed tile. @param packed the packed tiles, row by row; absent ones are empty.
 */
export const packLayer = (size: MaskSize, packed: ReadonlyMap<number, Uint8Array>): Uint8Array<ArrayBuffer> => {
  const { count } = new MaskTiles(size)
  const empty = packTile(0)
  const parts = Array.from({ length: count }, (_, index) => packed.get(index) ?? empty)
  const bytes = new Uint8Array(headerBytes + parts.reduce((sum, part) => sum + 4 + part.length, 0))
  const view = new DataView(bytes.buffer)
  for (const [k, value] of [magic, size.widthPx, size.heightPx, count].entries()) view.setUint32(4 * k, value, true)
  let at = headerBytes
  for (const part of parts) {
    view.setUint32(at, part.length, true)
    bytes.set(part, at + 4)
    at += 4 + part.length
  }
  return bytes
}

/** @throws input/mask-tiles where the bytes are no layer. */
export const unpackLayer = (bytes: Uint8Array): MaskTiles => {
  if (bytes.length < headerBytes) throw damaged()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [found, widthPx, heightPx, count] = [0, 4, 8, 12].map((at) => view.getUint32(at, true))
  if (found !== magic || count > bytes.length) throw damaged()
  const tiles: Tile[] = []
  let at = headerBytes
  for (let index = 0; index < count; index++) {
    const length = at + 4 <= bytes.length ? view.getUint32(at, true) : 0
    if (length === 0 || at + 4 + length > bytes.length) throw damaged()
    tiles.push(unpackTile(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  return new MaskTiles({ widthPx, heightPx }, tiles)
}

/** All layers of a photo. Little-endian: u32 count, per layer u32 length and name in UTF-8, u32 length and layer. */
export const packLayers = (layers: ReadonlyMap<string, MaskTiles>): Uint8Array<ArrayBuffer> => {
  const parts: Uint8Array[] = [numberBytes(layers.size)]
  for (const [name, layer] of layers) {
    const packed = new Map<number, Uint8Array>()
    for (const [index, tile] of layer.list().entries()) if (tile !== 0) packed.set(index, packTile(tile))
    const text = new TextEncoder().encode(name)
    const bytes = packLayer(layer.size, packed)
    parts.push(numberBytes(text.length), text, numberBytes(bytes.length), bytes)
  }
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** @throws input/mask-tiles where the bytes are damaged. */
export const unpackLayers = (bytes: Uint8Array): Map<string, MaskTiles> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const layers = new Map<string, MaskTiles>()
  let at = 4
  const take = (): Uint8Array => {
    const length = at + 4 <= bytes.length ? view.getUint32(at, true) : bytes.length
    if (at + 4 + length > bytes.length) throw damaged()
    const part = bytes.subarray(at + 4, at + 4 + length)
    at += 4 + length
    return part
  }
  for (let left = bytes.length < 4 ? 0 : view.getUint32(0, true); left > 0; left--) {
    const name = new TextDecoder().decode(take())
    layers.set(name, unpackLayer(take()))
  }
  return layers
}

const numberBytes = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

/** What the first bytes of a picture say, without decoding it. */
export interface PictureHeader {
  readonly kind: 'png' | 'jpeg'
  /** As stored, before any EXIF orientation. */
  readonly widthPx: number
  readonly heightPx: number
  readonly channels: number
  readonly bitsPerChannel: number
}

/** null for anything that is neither a PNG nor a JPEG, or is cut off. */
export const readPictureHeader = (bytes: Uint8Array): PictureHeader | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length >= 29 && view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) return pngHeader(view)
  if (bytes.length >= 4 && view.getUint16(0) === 0xffd8) return jpegHeader(view)
  return null
}

/** Channels of PNG's colour types; a palette counts as three. */
const pngChannels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 }

const pngHeader = (view: DataView): PictureHeader => ({
  kind: 'png',
  widthPx: view.getUint32(16),
  heightPx: view.getUint32(20),
  bitsPerChannel: view.getUint8(24),
  channels: pngChannels[view.getUint8(25)] ?? 0,
})

/** Walks JPEG's segments to the frame header (SOF0 to SOF15 but for DHT, JPG and DAC). */
const jpegHeader = (view: DataView): PictureHeader | null => {
  let at = 2
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) {
      return {
        kind: 'jpeg',
        bitsPerChannel: view.getUint8(at + 4),
        heightPx: view.getUint16(at + 5),
        widthPx: view.getUint16(at + 7),
        channels: view.getUint8(at + 9),
      }
    }
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

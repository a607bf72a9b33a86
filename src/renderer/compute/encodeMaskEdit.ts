import { maskDelta } from '#core/masks/delta.ts'
import type { TileChange } from '#core/masks/tiles/tileEdit.ts'
import type { MaskSize } from '#core/masks/types.ts'
import type { Work } from './messages.ts'

export interface EncodeMaskInput {
  readonly size: MaskSize
  readonly changed: readonly { readonly className: string; readonly changes: readonly TileChange[] }[]
}

export interface EncodedMaskEdit {
  /** `delta` as core/masks/delta.ts makes it, in base64. */
  readonly layers: readonly { readonly className: string; readonly delta: string }[]
}

/** Packs what an edit changed for its way to the host: deflating takes milliseconds that the window does not have. */
export const encodeMaskEdit: Work<'mask.encode'> = async ({ size, changed }, context) => {
  const layers = changed.map(({ className, changes }) => ({ className, delta: toBase64(maskDelta(changes, size)) }))
  context.emit({ layers }, [])
}

const chunkBytes = 0x8000

const toBase64 = (bytes: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunkBytes))
  }
  return btoa(text)
}

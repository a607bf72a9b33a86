import type { CocoRle } from '#core/formats/masks/cocoRle.ts'

const packCounts = (counts: readonly number[]): string => {
  let text = ''
  for (const [i, count] of counts.entries()) {
    let value = i > 2 ? count - counts[i - 2] : count
    for (let more = true; more; ) {
      let bits = value & 0x1f
      value >>= 5
      more = (bits & 0x10) !== 0 ? value !== -1 : value !== 0
      if (more) bits |= 0x20
      text += String.fromCharCode(bits + 48)
    }
  }
  return text
}

/** Compressed, as the cocoapi writes it. */
export const encodeCocoRle = (mask: Uint8Array, widthPx: number, heightPx: number): CocoRle => {
  const counts: number[] = []
  let current = 0
  let run = 0
  for (let k = 0; k < mask.length; k++) {
    const value = mask[(k % heightPx) * widthPx + Math.floor(k / heightPx)] >= 128 ? 1 : 0
    if (value !== current) {
      counts.push(run)
      run = 0
      current = value
    }
    run++
  }
  counts.push(run)
  return { size: [heightPx, widthPx], counts: packCounts(counts) }
}

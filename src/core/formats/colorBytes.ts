/**
 * Colours written as numbers, as bytes. Files do not say their range: all within 0–1 counts as 0–1, all within 0–255
 * as 0–255, anything larger as 16 bit. Values that are not finite become 255 (white).
 */
export const colorBytes = (written: Float64Array | Float32Array): Uint8Array => {
  let largest = 0
  for (const value of written) if (value > largest && value < Number.POSITIVE_INFINITY) largest = value
  const scale = largest <= 1 ? 255 : largest <= 255 ? 1 : 255 / 65535
  const colors = new Uint8Array(written.length)
  for (let i = 0; i < written.length; i++) {
    const value = written[i]
    colors[i] = Number.isFinite(value) ? Math.min(255, Math.max(0, Math.round(value * scale))) : 255
  }
  return colors
}

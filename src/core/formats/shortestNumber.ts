/**
 * The fewest decimal digits that read back as the same single-precision number: 0.1 and not 0.10000000149011612.
 * Tries 6 to 9 significant digits; 9 always suffice for IEEE single precision.
 */
export const shortestSingle = (value: number): string => {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (!(size >= 1e-9 && size < 1e9)) return String(value)
  const exponent = Math.floor(Math.log10(size))
  for (let digits = 6; digits <= 9; digits++) {
    const power = digits - 1 - exponent
    if (power < 0) continue
    const scale = 10 ** power
    const candidate = Math.round(value * scale) / scale
    if (Math.fround(candidate) === value) return String(candidate)
  }
  return String(value)
}

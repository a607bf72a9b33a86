/** Seeded random numbers, equal on every machine: sfc32 (Chris Doty-Humphrey's PractRand) from a 32-bit seed. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Standard normal (Box–Muller). */
  normal(): number
  /** Whole number in [0, limit). */
  below(limit: number): number
}

export const seededRandom = (seed: number): Random => {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = seed | 0
  let d = 1
  const nextUint = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) nextUint()
  const next = (): number => nextUint() / 4294967296
  let spare: number | null = null
  return {
    next,
    normal: () => {
      if (spare !== null) {
        const value = spare
        spare = null
        return value
      }
      const radius = Math.sqrt(-2 * Math.log(1 - next()))
      const angle = 2 * Math.PI * next()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    below: (limit) => Math.floor(next() * limit),
  }
}

/**
 * Smooth noise in space (value noise on a lattice, smoothly blended): same place, same value, in about −1..1. The seed
 * picks one of many patterns.
 */
export type SpaceNoise = (x: number, y: number, z: number) => number

export const spaceNoise = (seed: number): SpaceNoise => {
  const salt = Math.imul(seed | 0, 0x9e3779b1)
  const valueAt = (i: number, j: number, k: number): number => {
    let h = salt ^ Math.imul(i, 0x27d4eb2d) ^ Math.imul(j, 0x165667b1) ^ Math.imul(k, 0x5bd1e995)
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1
  }
  return (x, y, z) => {
    const i = Math.floor(x)
    const j = Math.floor(y)
    const k = Math.floor(z)
    const u = ease(x - i)
    const v = ease(y - j)
    const w = ease(z - k)
    const blendX = (jj: number, kk: number): number => {
      const a = valueAt(i, jj, kk)
      return a + u * (valueAt(i + 1, jj, kk) - a)
    }
    const near = blendX(j, k)
    const far = blendX(j, k + 1)
    const front = near + v * (blendX(j + 1, k) - near)
    const back = far + v * (blendX(j + 1, k + 1) - far)
    return front + w * (back - front)
  }
}

const ease = (t: number): number => t * t * (3 - 2 * t)

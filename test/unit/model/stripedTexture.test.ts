import { expect, test } from 'vitest'
import { stripeFilled } from '#core/model/stripedTexture.ts'
import { textureMask } from '#core/model/texture.ts'

const width = 256
const grey = 100

/** A chart with a measured and a filled half, and the rest of the picture outside. */
const kindAt = (x: number, y: number): number => {
  if (x < 40 || x >= 200 || y < 40 || y >= 200) return textureMask.outside
  return x < 120 ? textureMask.measured : textureMask.filled
}

test('what was filled is striped, with a gutter of its own; what was measured stays as it is', () => {
  const rgba = new Uint8ClampedArray(width * width * 4).fill(grey)
  const mask = new Uint8ClampedArray(width * width * 4)
  const each = (see: (x: number, y: number, at: number) => void): void => {
    for (let y = 0; y < width; y++) for (let x = 0; x < width; x++) see(x, y, (y * width + x) * 4)
  }
  each((x, y, at) => mask.fill(kindAt(x, y), at, at + 4))
  stripeFilled(rgba, mask, width)
  const strengths = new Set<number>()
  each((x, y, at) => {
    const isMarked = rgba[at] !== grey || rgba[at + 1] !== grey || rgba[at + 2] !== grey
    if (kindAt(x, y) === textureMask.measured) expect(isMarked, `${x}, ${y}`).toBe(false)
    if (kindAt(x, y) !== textureMask.filled) return
    expect(isMarked, `${x}, ${y}`).toBe(true)
    strengths.add(rgba[at + 1])
  })
  expect(strengths.size).toBe(2)
  const isMarkedAt = (x: number, y: number): boolean => rgba[(y * width + x) * 4 + 2] !== grey
  expect([isMarkedAt(201, 100), isMarkedAt(160, 38), isMarkedAt(220, 100)]).toEqual([true, true, false])
  expect([isMarkedAt(38, 100), isMarkedAt(80, 38)]).toEqual([false, false])
})

import { expect, test } from 'vitest'
import { outsideWarning } from '#core/flame/texture/uvOutside.ts'
import { gridUv } from './gridUv.ts'

const layout = gridUv(4)
const moved = (face: number, byU: number, byV: number) => {
  const uvs = layout.uvs.slice()
  for (let corner = 0; corner < 3; corner++) {
    uvs[face * 6 + corner * 2] += byU
    uvs[face * 6 + corner * 2 + 1] += byV
  }
  return { ...layout, uvs }
}

test('a layout within the picture says nothing, nor one that leaves it by less than half a texel', () => {
  expect(outsideWarning(layout, 64)).toBeNull()
  expect(outsideWarning(moved(1, 0.025 + 0.4 / 64, 0), 64)).toBeNull()
})

test('a triangle in the next tile, and one half in the picture: how many, where, and what to do', () => {
  expect(outsideWarning(moved(1, 1, 0), 64)).toEqual({
    code: 'uv-outside',
    message:
      'The UV layout leaves the picture (u and v from 0 to 1): 1 triangle, wholly, gets no colours there. What leaves it reaches over u 1.525 to 1.975, v 0.025 to 0.475; the first is triangle 1. Move the charts of other tiles (UDIM) into one picture, or take a layout that lies in it.',
  })
  const { uvs } = moved(0, 0, -0.3)
  uvs.set(moved(2, -1, 0).uvs.subarray(12, 18), 12)
  expect(outsideWarning({ ...layout, uvs }, 64)?.message).toMatch(
    /: 2 triangles, 1 of them wholly, .* u -0\.975 to 0\.475, v -0\.275 to 0\.975; the first is triangle 0\./,
  )
})

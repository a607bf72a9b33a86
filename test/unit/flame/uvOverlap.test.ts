import { expect, test } from 'vitest'
import type { ModelUv } from '#core/flame/texture/modelUv.ts'
import { texelsOf } from '#core/flame/texture/texels.ts'
import { overlapWarning } from '#core/flame/texture/uvOverlap.ts'
import { seededRandom } from '#core/model/random.ts'
import { gridUv } from './gridUv.ts'

const sizePx = 64

/** A layout of squares from pixel `[x, y]` (from the top left), two triangles each. */
const squares = (of: readonly { x: number; y: number; sidePx: number }[], shiftPx = 0): ModelUv => {
  const corners = of.flatMap(({ x, y, sidePx }) => {
    const [left, right, top, bottom] = [x, x + sidePx, y, y + sidePx].map((value) => (value + shiftPx) / sizePx)
    return [left, 1 - top, right, 1 - top, right, 1 - bottom, left, 1 - bottom]
  })
  const faces = of.flatMap((_, i) => [0, 1, 2, 0, 2, 3].map((corner) => i * 4 + corner))
  return { uvs: Float32Array.from(corners), uvTriangles: Uint32Array.from(faces) }
}

/** A sheet whose vertices, and with `shiftPx` a half its edges, lie on centres of pixels. */
const sheet = (cells: number, stepPx: number, shiftPx: number): ModelUv => {
  const uvs: number[] = []
  for (let y = 0; y <= cells; y++) {
    for (let x = 0; x <= cells; x++) uvs.push((x * stepPx + shiftPx) / sizePx, (y * stepPx + shiftPx) / sizePx)
  }
  const faces: number[] = []
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      const [a, b] = [y * (cells + 1) + x, (y + 1) * (cells + 1) + x]
      faces.push(a, a + 1, b, a + 1, b + 1, b)
    }
  }
  return { uvs: Float32Array.from(uvs), uvTriangles: Uint32Array.from(faces) }
}

test('two charts that lie on each other by 8 by 8 pixels: the area, the faces and the place', () => {
  const layout = squares([
    { x: 4, y: 20, sidePx: 20 },
    { x: 16, y: 8, sidePx: 20 },
    { x: 48, y: 48, sidePx: 10 },
  ])
  const { overlap, pixels } = texelsOf(layout, sizePx)
  expect(pixels).toHaveLength(20 * 20 + 20 * 20 - 8 * 8 + 10 * 10)
  expect(overlap).toMatchObject({ texelCount: 64, placeCount: 1, share: 64 / pixels.length })
  expect(overlap?.largest).toMatchObject({ texelCount: 64, uRange: [16 / 64, 24 / 64], vRange: [36 / 64, 44 / 64] })
  expect(overlap).toMatchObject({ faceCount: 1, largest: { face: 3, onFace: 0 } })
  expect(overlap && overlapWarning(overlap)).toEqual({
    code: 'uv-overlap',
    message:
      'Charts of the UV layout lie on each other: 7.7 % of its texels (64) are claimed by more than one triangle, and 1 triangle gets the colours of another there. At u 0.250 to 0.375, v 0.563 to 0.688: triangle 3 lies on triangle 0. Take a layout whose charts lie apart.',
  })
})

test('a chart that lies wholly on its mirror image, and a second place: all faces are counted, the largest is named', () => {
  const whole = { x: 2, y: 2, sidePx: 30 }
  const small = { x: 40, y: 40, sidePx: 6 }
  const { overlap } = texelsOf(squares([small, small, whole, whole]), sizePx)
  expect(overlap).toMatchObject({ faceCount: 4, placeCount: 2 })
  // Those on the diagonal of a square lie on an edge of both triangles of the upper one.
  expect(overlap?.texelCount).toBe(30 * 30 - 30 + 6 * 6 - 6)
  expect(overlap?.largest).toMatchObject({ uRange: [2 / 64, 32 / 64], vRange: [32 / 64, 62 / 64] })
  expect(overlap?.largest.face).toBeGreaterThan(5)
  expect(overlap?.largest.onFace).toBeLessThan(6)
})

test('texels of random triangles are counted as looking at every face does (seed 7)', () => {
  const random = seededRandom(7)
  const uvs = Float32Array.from({ length: 40 * 6 }, () => random.next())
  const uvTriangles = Uint32Array.from({ length: 40 * 3 }, (_, i) => i)
  const { overlap, pixels } = texelsOf({ uvs, uvTriangles }, sizePx)
  /** How far a point lies from a line through two, with its side as the sign; pixels. */
  const side = (x: number, y: number, p: number, q: number): number => {
    const [dx, dy] = [uvs[q] - uvs[p], uvs[q + 1] - uvs[p + 1]]
    return (sizePx * (dx * (y - uvs[p + 1]) - dy * (x - uvs[p]))) / Math.hypot(dx, dy)
  }
  const depthIn = (face: number, x: number, y: number): number => {
    const [a, b, c] = [face * 6, face * 6 + 2, face * 6 + 4]
    const sides = [side(x, y, a, b), side(x, y, b, c), side(x, y, c, a)]
    return Math.max(Math.min(...sides), -Math.max(...sides))
  }
  let [claimed, twice] = [0, 0]
  const second = new Set<number>()
  for (let pixel = 0; pixel < sizePx * sizePx; pixel++) {
    const [x, y] = [((pixel % sizePx) + 0.5) / sizePx, 1 - (Math.floor(pixel / sizePx) + 0.5) / sizePx]
    const depths = Array.from({ length: 40 }, (_, face) => ({ face, depth: depthIn(face, x, y) }))
    const inside = depths.filter(({ depth }) => depth > 0)
    const others = inside.slice(1).filter(({ depth }) => depth > 0.01)
    if (inside.length > 0) claimed++
    if (others.length > 0) twice++
    for (const { face } of others) second.add(face)
  }
  expect(pixels).toHaveLength(claimed)
  expect(overlap).toMatchObject({ texelCount: twice, faceCount: second.size })
})

test.each([
  ['charts apart', gridUv(50)],
  ['charts side by side', squares([0, 1, 2, 3].map((i) => ({ x: i * 16, y: 8, sidePx: 16 })))],
  ['edges through pixel centres', sheet(9, 6, 0.5)],
  ['edges between pixels', sheet(9, 6, 0)],
  ['steps of a third of a pixel', sheet(27, 7 / 3, 0.5)],
  [
    'charts that meet on pixel centres',
    squares(
      [0, 1, 2].map((i) => ({ x: i * 16, y: 8, sidePx: 16 })),
      0.5,
    ),
  ],
])('a clean layout says nothing: %s', (_, layout) => {
  const { overlap, pixels } = texelsOf(layout, sizePx)
  expect(pixels.length).toBeGreaterThan(100)
  expect(overlap).toBeNull()
})

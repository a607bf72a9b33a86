import { expect, test } from 'vitest'
import { certifyRegistration } from '#core/flame/report/certifyRegistration.ts'
import { OpenBorder } from '#core/flame/report/openBorder.ts'
import { good, quality } from './goodReport.ts'

/** Two triangles side by side, closed along their diagonal 1–2 alone, and a fan of four about vertex 8, closed there. */
const border = new OpenBorder({
  positions: new Float32Array(9 * 3),
  triangles: Uint32Array.of(0, 1, 2, 2, 1, 3, 8, 4, 5, 8, 5, 6, 8, 6, 7, 8, 7, 4),
})
const has = (face: number, ...weights: number[]): boolean => border.has(face, Float64Array.from(weights), 0)

test('a place is on the border where its edge is of one triangle only, or its corner ends such an edge', () => {
  expect(has(0, 0.5, 0.5, 0)).toBe(true)
  expect(has(0, 0.5, 0, 0.5)).toBe(true)
  expect(has(0, 0, 0.5, 0.5)).toBe(false)
  expect(has(1, 0, 0.3, 0.7)).toBe(true)
  expect(has(0, 0.2, 0.4, 0.4)).toBe(false)
  expect(has(0, 0, 1, 0)).toBe(true)
  expect(has(2, 1, 0, 0)).toBe(false)
  expect(has(2, 0, 1, 0)).toBe(true)
  expect(has(2, 0.5, 0.5, 0)).toBe(false)
})

const surfaceReason = (all: typeof quality, inside: typeof quality) =>
  certifyRegistration({ ...good, scanToMeshMm: all, scanToMeshInsideMm: inside }).reasons.find(
    ({ code }) => code === 'registration/surface',
  )

test('the verdict leaves points beside openings out and says how many, unless there are too many of them', () => {
  const all = { ...quality, median: 1.5, count: 5612 }
  const few = surfaceReason(all, quality)
  expect(few).toMatchObject({ verdict: 'green', message: expect.stringContaining('Left out: 612 points') })
  const many = surfaceReason(all, { ...quality, count: 1000 })
  expect(many).toMatchObject({ verdict: 'red', message: expect.stringContaining('1.50 mm median') })
})

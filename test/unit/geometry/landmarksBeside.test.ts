import { expect, test } from 'vitest'
import { landmarksBeside } from '#core/geometry/landmarksBeside.ts'
import type { Vec3 } from '#core/model/transform.ts'

const mesh = { positions: Float32Array.of(-0.1, -0.15, -0.1, 0.1, 0.15, 0.12) }
const set = (...points: Vec3[]) => ({
  landmarks: points.map((position, i) => ({ name: `p${i}`, status: 'placed' as const, position, surface: null })),
})

test('landmarks in millimetres beside a mesh in metres are told, those on it and a little off it are not', () => {
  expect(landmarksBeside(mesh, set([0, 0, 0.12], [0.12, 0, 0]), 'a.json')).toEqual([])
  const [warning] = landmarksBeside(mesh, set([0, 0, 0.1], [30, 20, 100], [0, 0.19, 0]), 'a.json')
  expect(warning).toMatchObject({
    code: 'landmarks-beside-mesh',
    message: expect.stringContaining('2 landmarks of a.json, p1'),
  })
})

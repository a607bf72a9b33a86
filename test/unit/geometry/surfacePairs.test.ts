import { describe, expect, test } from 'vitest'
import { SurfacePairs } from '#core/geometry/alignment/surfacePairs.ts'
import { targetSurface } from '#core/geometry/alignment/targetSurface.ts'
import { identity4 } from '#core/model/transform.ts'
import { planeMesh } from './shapes.ts'

const rules = { metric: 'point-to-plane', overlap: 'auto', kernel: 'none' } as const

/** Which of these points have a counterpart on a square of 20 mm in z = 0 that faces up. */
const paired = (rows: readonly (readonly [x: number, y: number, z: number, normalZ: number])[]): boolean[] => {
  const points = Float64Array.from(rows.flatMap((row) => row.slice(0, 3)))
  const normals = Float32Array.from(rows.flatMap(([, , , z]) => [Math.sqrt(1 - z * z), 0, z]))
  const target = targetSurface({ mesh: planeMesh({ size: 20, cells: 8 }) })
  const pairs = new SurfacePairs({ points, normals, trust: null }, target, rules)
  pairs.search(identity4, 5)
  target.release()
  return [...pairs.weights].map((weight) => weight > 0)
}

describe('counterparts of ICP', () => {
  test('are rejected on the border of the target: beyond it, and exactly on it', () => {
    const inside = [0, 9.9, -9.9].map((x) => [x, 3, 1, 1] as const)
    const beyond = [10, 10.1, 13, -12].map((x) => [x, 3, 1, 1] as const)
    expect(paired([...inside, ...beyond])).toEqual([true, true, true, false, false, false, false])
  })

  test('are rejected where the surfaces face more than 60° apart, the back of a thin sheet among them', () => {
    const cosines = [1, 0.9, 0.51, 0.49, 0, -0.9, -1]
    expect(paired(cosines.map((cosine) => [1, 1, 0.5, cosine] as const))).toEqual([
      ...[true, true, true],
      ...[false, false, false, false],
    ])
  })

  test('are rejected beyond the distance that is searched', () => {
    expect(paired([4.9, 5.1, -4.9].map((z) => [0, 0, z, 1] as const))).toEqual([true, false, true])
  })
})

import { describe, expect, it } from 'vitest'
import { type SnapSurface, snapPlace } from '#core/geometry/snapPlace.ts'
import type { Vec3 } from '#core/model/transform.ts'

const stepMm = 0.5

/** A sheet of 30 mm with vertices every 0.5 mm, its height and brightness as functions of the place. */
const sheet = (
  height: (x: number, y: number) => number,
  brightness: ((x: number, y: number) => number) | null = null,
): SnapSurface => {
  const positions: number[] = []
  const normals: number[] = []
  const colors: number[] = []
  for (let y = -15; y <= 15; y += stepMm) {
    for (let x = -15; x <= 15; x += stepMm) {
      positions.push(x, y, height(x, y))
      const dx = (height(x + 1e-3, y) - height(x - 1e-3, y)) / 2e-3
      const dy = (height(x, y + 1e-3) - height(x, y - 1e-3)) / 2e-3
      const length = Math.hypot(dx, dy, 1)
      normals.push(-dx / length, -dy / length, 1 / length)
      const light = brightness?.(x, y) ?? 0
      colors.push(light, light, light)
    }
  }
  return { positions, normals, colors: brightness && colors }
}
const bump = (x: number, y: number): number => 3 * Math.exp(-((x - 2) ** 2 + (y + 1) ** 2) / 8)
const flat = (): number => 0
const off = (a: Vec3 | null, b: Vec3): number => (a ? Math.hypot(...a.map((v, axis) => v - b[axis])) : Number.NaN)

describe('a place that is drawn to what stands out', () => {
  it('goes to the top of a bump and the bottom of a pit, to the step of the mesh', () => {
    const places: Vec3[] = [
      [2.8, -0.2, 0],
      [0.6, -1.7, 0],
    ]
    for (const [x, y] of places) {
      const top = snapPlace(sheet(bump), [x, y, bump(x, y)], { radius: 3, kind: 'curvature' })
      expect(off(top, [2, -1, 3])).toBeLessThan(stepMm)
      const pit = snapPlace(
        sheet((a, b) => -bump(a, b)),
        [x, y, -bump(x, y)],
        { radius: 3, kind: 'curvature' },
      )
      expect(off(pit, [2, -1, -3])).toBeLessThan(stepMm)
    }
  })

  it('goes to the corner of a checkerboard, on a slope as well', () => {
    const board = (x: number, y: number): number => (x > 1 === y > -2 ? 220 : 60)
    for (const height of [flat, (x: number, y: number) => 0.6 * x - 0.3 * y]) {
      const found = snapPlace(sheet(height, board), [2.2, -3, height(2.2, -3)], { radius: 3, kind: 'corner' })
      expect(off(found, [1, -2, height(1, -2)])).toBeLessThan(2 * stepMm)
    }
  })

  it('stays where nothing stands out: flat, an edge, no colours, or far from what does', () => {
    const at: Vec3 = [0, 0, 0]
    expect(snapPlace(sheet(flat), at, { radius: 3, kind: 'curvature' })).toBeNull()
    expect(snapPlace(sheet(flat), at, { radius: 3, kind: 'corner' })).toBeNull()
    expect(
      snapPlace(
        sheet(flat, () => 128),
        at,
        { radius: 3, kind: 'corner' },
      ),
    ).toBeNull()
    expect(
      snapPlace(
        sheet(flat, (x) => (x > 0 ? 220 : 60)),
        at,
        { radius: 3, kind: 'corner' },
      ),
    ).toBeNull()
    expect(snapPlace(sheet(bump), [-9, 9, bump(-9, 9)], { radius: 2, kind: 'curvature' })).toBeNull()
    expect(snapPlace({ positions: [], normals: [], colors: [] }, at, { radius: 3, kind: 'corner' })).toBeNull()
  })
})

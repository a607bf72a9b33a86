import { describe, expect, test } from 'vitest'
import { eyeballOf, eyeTurn } from '#core/flame/eyes.ts'
import { FlameForward } from '#core/flame/forward.ts'
import { headTopologyOf } from '#core/flame/headTopology.ts'
import { ScanSurface } from '#core/flame/scanSurface.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { smallModel } from './smallModel.ts'

const model = smallModel(71)
const forward = new FlameForward(model)
forward.evaluate({ betas: [], pose: new Float64Array(15), trans: [0, 0, 0] })
const topology = headTopologyOf(model)

const rings = 40
const spokes = 72
const iris = 0.45

/** The fronts of both eyeballs as a scanner sees them between the lids, an iris where each looks (radians). */
const eyesLooking = (left: readonly [number, number], right: readonly [number, number], darkness: number): Mesh => {
  const positions: number[] = []
  const colors: number[] = []
  const triangles: number[] = []
  for (const [side, [x, y]] of [left, right].entries()) {
    const center = [3, 4].map((joint) => forward.worldJoints.subarray(joint * 3, joint * 3 + 3))[side]
    const first = positions.length / 3
    const turn = Math.hypot(x, y)
    const gaze = [x, y].map((angle) => (turn > 0 ? (angle * Math.sin(turn)) / turn : 0))
    for (let ring = 1; ring <= rings; ring++) {
      const polar = (ring / rings) * 1.3
      for (let spoke = 0; spoke < spokes; spoke++) {
        const around = (spoke / spokes) * 2 * Math.PI
        const d = [Math.sin(polar) * Math.cos(around), Math.sin(polar) * Math.sin(around), Math.cos(polar)]
        positions.push(...d.map((value, axis) => center[axis] + 0.012 * value))
        const off = Math.acos(Math.min(1, d[0] * gaze[0] + d[1] * gaze[1] + d[2] * Math.cos(turn)))
        // The upper lid's shadow makes the white darker above.
        const white = 220 - 50 * Math.max(0, d[1])
        const light = off < iris ? white - darkness : white
        colors.push(light, light, light)
      }
    }
    for (let ring = 0; ring + 1 < rings; ring++) {
      for (let spoke = 0; spoke < spokes; spoke++) {
        const next = (spoke + 1) % spokes
        const [a, b] = [first + ring * spokes + spoke, first + ring * spokes + next]
        triangles.push(a, a + spokes, b + spokes, a, b + spokes, b)
      }
    }
  }
  return {
    positions: Float32Array.from(positions),
    triangles: Uint32Array.from(triangles),
    colors: Uint8Array.from(colors),
  }
}

const turnFrom = (mesh: Mesh, colors: Mesh['colors'] = mesh.colors) => {
  const scan = new ScanSurface(mesh, { metresPerUnit: 1, originInScan: [0, 0, 0] })
  const eyeballs = ([0, 1] as const).map((side) => eyeballOf(side, { forward, topology, scan }, [0, 0, 0]))
  return eyeTurn(eyeballs, forward, scan, colors)
}

describe('where the eyes look', () => {
  test.each([
    [0, 0],
    [0.25, -0.1],
    [-0.3, 0.15],
  ])('to the left by %f and up by %f, within 0.03 rad', (x, y) => {
    const turn = turnFrom(eyesLooking([x, y], [x, y], 150))
    expect(turn).not.toBeNull()
    // Looking up turns about −x, looking left about +y; eyes do not roll.
    expect(Math.abs((turn?.[0] ?? 9) + y)).toBeLessThan(0.03)
    expect(Math.abs((turn?.[1] ?? 9) - x)).toBeLessThan(0.03)
    expect(turn?.[2]).toBe(0)
  })

  test('without colours, without contrast, or where the eyes disagree, nothing is said', () => {
    const mesh = eyesLooking([0.2, 0], [0.2, 0], 150)
    expect(turnFrom({ ...mesh, colors: undefined }, undefined)).toBeNull()
    expect(turnFrom(eyesLooking([0.2, 0], [0.2, 0], 10))).toBeNull()
    expect(turnFrom(eyesLooking([0.4, 0], [-0.3, 0], 150))).toBeNull()
  })
})

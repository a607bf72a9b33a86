import { describe, expect, it } from 'vitest'
import { pairResiduals } from '#core/editor/pairResiduals.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { seededRandom } from '#core/model/random.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import { toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'

const placed = (name: string, position: Vec3): Landmark => ({ name, status: 'placed', position, surface: null })

/** Metres to millimetres with a turn of 90° about z and a shift. */
const targetFromSource = toMat4([0, -1000, 0, 12, 1000, 0, 0, -7, 0, 0, 1000, 40, 0, 0, 0, 1])
const source = h3ds6.points.map(({ name, templatePosition }) => placed(name, templatePosition))
const target = source.map(({ name, position }) => placed(name, transformPoint(targetFromSource, position as Vec3)))

describe('agreement of landmark pairs', () => {
  it('is perfect for points moved by a similarity (1e-6 mm)', () => {
    const found = pairResiduals({ landmarks: source }, { landmarks: target })
    expect(found?.rms).toBeLessThan(1e-6)
    expect(found?.scale).toBeCloseTo(1000, 6)
    expect(found?.byName.size).toBe(6)
  })

  it('points at the pair that was clicked 8 mm off (noise 0.3 mm, seed 5)', () => {
    const random = seededRandom(5)
    const noisy = target.map(({ name, position }) => {
      const [x, y, z] = position as Vec3
      const offMm = name === 'nose_base' ? 8 : 0
      return placed(name, [x + random.normal() * 0.3, y + random.normal() * 0.3 + offMm, z + random.normal() * 0.3])
    })
    const found = pairResiduals({ landmarks: source }, { landmarks: noisy })
    const worst = [...(found?.byName ?? [])].sort((a, b) => b[1] - a[1])[0]
    expect(worst[0]).toBe('nose_base')
    expect(worst[1]).toBeGreaterThan(3)
  })

  it('says nothing for fewer than three pairs or for points on one line', () => {
    expect(pairResiduals({ landmarks: source.slice(0, 2) }, { landmarks: target })).toBeNull()
    const line = [0, 1, 2].map((at) => placed(h3ds6.points[at].name, [at, 0, 0]))
    const found = pairResiduals({ landmarks: line }, { landmarks: target })
    expect(found === null || Number.isFinite(found.rms)).toBe(true)
  })
})

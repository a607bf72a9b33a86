import { describe, expect, it } from 'vitest'
import { fitPairs, pairResiduals, sharedPairs } from '#core/editor/pairResiduals.ts'
import { pairTable } from '#core/editor/pairTable.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { seededRandom } from '#core/model/random.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import { toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'

const placed = (name: string, position: Vec3): Landmark => ({ name, status: 'placed', position, surface: null })

/** Metres to millimetres with a turn of 90° about z and a shift. */
const targetFromSource = toMat4([0, -1000, 0, 12, 1000, 0, 0, -7, 0, 0, 1000, 40, 0, 0, 0, 1])
const source = { landmarks: h3ds6.points.map(({ name, templatePosition }) => placed(name, templatePosition)) }
/** Noise of 0.1 mm (seed 3), and the nose base clicked 8 mm off. */
const random = seededRandom(3)
const target = {
  landmarks: source.landmarks.map(({ name, position }) => {
    const [x, y, z] = transformPoint(targetFromSource, position as Vec3)
    const offMm = name === 'nose_base' ? 8 : 0
    return placed(name, [x + random.normal() * 0.1, y + random.normal() * 0.1 + offMm, z + random.normal() * 0.1])
  }),
}

describe('landmark pairs, weighed and left out', () => {
  it('names the click that lies 8 mm from where the others say, though the fit of all hides a part of it', () => {
    const { rows, rms, worst } = pairTable(source, target, {})
    expect(worst).toBe('nose_base')
    const row = rows.find(({ name }) => name === worst)
    expect(row?.leftOut).toBeGreaterThan(7.5)
    expect(row?.leftOut).toBeLessThan(8.5)
    expect(row?.residual).toBeLessThan(7)
    expect(row?.rmsWithout).toBeLessThan(0.3)
    expect(rms).toBeGreaterThan(1)
    expect(rows.map(({ name }) => name)).toEqual(target.landmarks.map(({ name }) => name))
  })

  it('fits without a pair of weight 0, and the preview with it', () => {
    const { rows, rms, worst } = pairTable(source, target, { nose_base: 0 })
    expect(rms).toBeLessThan(0.3)
    expect(worst).not.toBe('nose_base')
    const out = rows.find(({ name }) => name === 'nose_base')
    expect(out?.weight).toBe(0)
    expect(out?.residual).toBe(out?.leftOut)
    const preview = pairResiduals(source, target, { nose_base: 0 })
    expect(preview?.rms).toBe(rms)
    expect(preview?.byName.get('nose_base')).toBeGreaterThan(7.5)
  })

  it('says nothing where three pairs count, and has no fit where two do', () => {
    const [a, b, c, d] = h3ds6.points.map(({ name }) => name)
    const three = pairTable(source, target, { [a]: 0, [b]: 0, [c]: 0 })
    expect(three.rms).not.toBeNull()
    expect(three.worst).toBeNull()
    const two = pairTable(source, target, { [a]: 0, [b]: 0, [c]: 0, [d]: 0 })
    expect([two.rms, two.worst]).toEqual([null, null])
    expect(fitPairs(sharedPairs(source, target), { [a]: 0, [b]: 0, [c]: 0, [d]: 0 })).toBeNull()
  })
})

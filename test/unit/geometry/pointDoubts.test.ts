import { describe, expect, it } from 'vitest'
import { shapeDoubts, strayInWords } from '#core/geometry/shape/pointDoubts.ts'
import { templatePlacesMm } from '#core/geometry/templatePlaces.ts'
import { seededRandom } from '#core/model/random.ts'
import { head8, landmarkSchemes } from '#core/model/schemes.ts'
import { transformPoint, type Vec3 } from '#core/model/transform.ts'
import { similarityOf } from './similarityOf.ts'

const motion = similarityOf({ axisAngle: [0.9, -0.4, 1.3], scale: 0.001, translation: [0.2, 3, -1] })

const headOf = (
  seed: number,
  names: readonly string[],
  noiseMm: number,
  moved: Readonly<Record<string, Vec3>> = {},
) => {
  const random = seededRandom(seed)
  return new Map(
    names.map((name) => {
      const shift = moved[name] ?? [0, 0, 0]
      const place = templatePlacesMm.get(name)!.map((value, axis) => value + shift[axis] + noiseMm * random.normal())
      return [name, transformPoint(motion, place as unknown as Vec3)] as const
    }),
  )
}
const eight = head8.points.map(({ name }) => name)
const sixtyEight = landmarkSchemes.get('ibug-68')!.points.map(({ name }) => name)

describe('points against the shape of a face', () => {
  it('say nothing of good clicks (40 heads, noise 1 mm)', () => {
    for (let seed = 1; seed <= 40; seed++) expect(shapeDoubts(headOf(seed, eight, 1), [])?.strays).toEqual([])
  })

  it('name one point that is off, with how far and whereto, in any frame and unit', () => {
    const { strays, heads } = shapeDoubts(headOf(3, eight, 0.5, { nose_base: [0, -16, 0] }), [])!
    expect(strays.map(({ name }) => name)).toEqual(['nose_base'])
    const [{ axesMm, distanceMm }] = strays
    expect(Math.abs(axesMm[1] + 16)).toBeLessThan(4)
    expect(distanceMm).toBeGreaterThan(12)
    const words = strayInWords(strays[0], heads)
    expect(words).toMatch(
      /^nose_base lies 1\d\.\d mm from where the other points would have it \(\d\.\d mm are usual\): 1\d\.\d mm too low/,
    )
  })

  it('are sharper with the heads of a project', () => {
    const shift: Vec3 = [0, 0, -9]
    const population = Array.from({ length: 25 }, (_, i) => headOf(100 + i, eight, 0.7))
    const wrong = headOf(7, eight, 0.7, { nose_tip: shift })
    expect(shapeDoubts(wrong, [])?.strays).toEqual([])
    const { strays, heads } = shapeDoubts(wrong, population)!
    expect(heads).toBe(25)
    expect(strays.map(({ name }) => name)).toEqual(['nose_tip'])
    expect(strayInWords(strays[0], heads)).toMatch(/the 25 other heads .* too far back/)
  })

  it('find two strays among 68 and leave their neighbours alone', () => {
    const wrong = headOf(5, sixtyEight, 0.5, { '68:30': [12, 0, 0], '68:8': [0, 18, 0] })
    expect(
      shapeDoubts(wrong, [])
        ?.strays.map(({ name }) => name)
        .sort(),
    ).toEqual(['68:30', '68:8'])
  })

  it('say nothing of too few points, or points that nobody knows', () => {
    expect(shapeDoubts(headOf(1, eight.slice(0, 4), 0.5), [])).toBeNull()
    expect(shapeDoubts(new Map([['a', [0, 0, 0]]]), [])).toBeNull()
  })
})

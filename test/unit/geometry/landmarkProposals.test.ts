import { describe, expect, it } from 'vitest'
import { clickMm } from '#core/geometry/shape/conditionShape.ts'
import { centroidSize, generalProcrustes } from '#core/geometry/shape/procrustes.ts'
import { proposeFromScheme } from '#core/geometry/shape/proposeFromScheme.ts'
import { semiLandmarks } from '#core/geometry/shape/semiLandmarks.ts'
import { templatePlacesMm } from '#core/geometry/templatePlaces.ts'
import type { ProposalSurface } from '#core/model/landmarkProposals.ts'
import { seededRandom } from '#core/model/random.ts'
import { h3ds6, head8, landmarkSchemes } from '#core/model/schemes.ts'
import { transformPoint, transformPoints, type Vec3 } from '#core/model/transform.ts'
import { refusalOf } from '../formats/soundMesh.ts'
import { similarityOf } from './similarityOf.ts'

const ibug68 = landmarkSchemes.get('ibug-68')!

/** A surface that every point lies on, so that the expected places can be seen. */
const everywhere: ProposalSurface = {
  closestPoint: (x, y, z) => ({ triangle: 0, barycentrics: [1, 0, 0], point: [x, y, z], distance: 0 }),
}

/** Heads that vary in three ways, each point clicked with a noise of 1 mm a coordinate. */
const headsOf = (seed: number, names: readonly string[]) => {
  const random = seededRandom(seed)
  const ways = [0, 1, 2].map(() => names.map((): Vec3 => [random.normal(), random.normal(), random.normal()]))
  return (): ReadonlyMap<string, Vec3> => {
    const amounts = [4, 3, 2].map((mm) => mm * random.normal())
    return new Map(
      names.map((name, i) => {
        const at = templatePlacesMm.get(name)!
        const moved = at.map(
          (value, axis) =>
            value + ways.reduce((sum, way, k) => sum + amounts[k] * way[i][axis], 0) / 1.7 + clickMm * random.normal(),
        )
        return [name, moved as unknown as Vec3]
      }),
    )
  }
}

const distance = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
const pick = (head: ReadonlyMap<string, Vec3>, names: readonly string[]) =>
  new Map(names.map((name) => [name, head.get(name) as Vec3]))

describe('proposals from a scheme', () => {
  const template = new Map(head8.points.map(({ name }) => [name, templatePlacesMm.get(name) as Vec3]))

  it('lie where the template has them, in any frame and unit', () => {
    const scanFromTemplate = similarityOf({ axisAngle: [0.4, -1.1, 0.7], scale: 0.001, translation: [0.3, -2, 1] })
    const placed = new Map(
      ['right_eye', 'left_eye', 'nose_tip'].map((name) => [
        name,
        transformPoint(scanFromTemplate, template.get(name) as Vec3),
      ]),
    )
    const { proposals, mmPerUnit, rmsMm, anchors } = proposeFromScheme(placed, head8, everywhere)
    expect(anchors).toHaveLength(3)
    expect(rmsMm).toBeLessThan(1e-6)
    expect(mmPerUnit).toBeCloseTo(1000, 6)
    expect(proposals.map(({ name }) => name)).toEqual([
      'right_eye_outer',
      'left_eye_outer',
      'nose_base',
      'right_lips',
      'left_lips',
    ])
    for (const { name, position, snapMm, basis } of proposals) {
      expect(1000 * distance(position, transformPoint(scanFromTemplate, template.get(name) as Vec3))).toBeLessThan(1e-6)
      expect([snapMm, basis]).toEqual([0, 'scheme'])
    }
  })

  it('are surer with more anchors, and surer near them than far away', () => {
    const sigmas = (names: readonly string[]) =>
      new Map(
        proposeFromScheme(pick(template, names), ibug68, everywhere).proposals.map(({ name, sigmaMm }) => [
          name,
          sigmaMm,
        ]),
      )
    const three = sigmas(['right_eye', 'left_eye', 'nose_tip'])
    const eight = sigmas([...template.keys()])
    for (const [name, sigmaMm] of eight) expect(sigmaMm).toBeLessThanOrEqual((three.get(name) as number) + 1e-9)
    expect(eight.get('68:36')).toBeLessThan(eight.get('68:8') as number)
    expect(eight.get('68:36')).toBeGreaterThan(Math.sqrt(3) * clickMm)
    expect(three.size).toBe(68)
  })

  it('expect errors as large as they are, with and without a population', () => {
    const names = ibug68.points.map(({ name }) => name)
    const draw = headsOf(40, names)
    const population = Array.from({ length: 40 }, draw)
    const anchors = ['68:36', '68:39', '68:42', '68:45', '68:30', '68:33', '68:48', '68:54']
    const errors = { scheme: [] as number[], population: [] as number[] }
    const expected: number[] = []
    for (let i = 0; i < 10; i++) {
      const head = draw()
      for (const basis of ['scheme', 'population'] as const) {
        const options = basis === 'population' ? { population } : {}
        const { proposals, heads } = proposeFromScheme(pick(head, anchors), ibug68, everywhere, options)
        expect(heads).toBe(basis === 'population' ? 40 : 0)
        for (const { name, position, sigmaMm } of proposals) {
          errors[basis].push(distance(position, head.get(name) as Vec3))
          if (basis === 'population') expected.push(sigmaMm)
        }
      }
    }
    const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length)
    expect(rms(errors.population)).toBeLessThan(0.7 * rms(errors.scheme))
    const calibration = rms(errors.population) / rms(expected)
    expect(calibration).toBeGreaterThan(0.6)
    expect(calibration).toBeLessThan(1.2)
  })

  it('are withheld where the scan shows no surface, or nobody said where a point lies', () => {
    const nowhere: ProposalSurface = { closestPoint: (_x, y) => (y < -30 ? null : everywhere.closestPoint(0, y, 0)) }
    const scheme = {
      ...head8,
      points: [...head8.points, { ...head8.points[0], name: 'scar', mirror: null, templatePosition: null }],
    }
    const { proposals, withheld } = proposeFromScheme(
      pick(template, ['right_eye', 'left_eye', 'nose_tip']),
      scheme,
      nowhere,
    )
    expect(withheld.map(({ name }) => name).sort()).toEqual(['left_lips', 'right_lips', 'scar'])
    expect(proposals).toHaveLength(3)
  })

  it('are refused with too few points, swapped sides and no face', () => {
    const propose = (placed: ReadonlyMap<string, Vec3>) => refusalOf(() => proposeFromScheme(placed, head8, everywhere))
    expect(propose(pick(template, ['nose_tip', 'nose_base'])).code).toBe('input/too-few-landmarks')
    const mirrored = new Map([...template].map(([name, [x, y, z]]) => [name, [-x, y, z] as const]))
    expect(propose(mirrored)).toMatchObject({ code: 'input/landmarks-mirrored' })
    const random = seededRandom(3)
    const wild = new Map(
      [...template.keys()].map((name) => [name, [0, 0, 0].map(() => 60 * random.normal()) as unknown as Vec3]),
    )
    expect(propose(wild).code).toBe('input/landmarks-wrong')
  })
})

describe('generalised Procrustes', () => {
  it('finds one shape in copies of it that were moved and scaled', () => {
    const shape = Float64Array.from(
      h3ds6.points.flatMap(({ templatePosition }) => templatePosition.map((v) => 1000 * v)),
    )
    const copies = [1, 2, 3, 4].map((seed) =>
      transformPoints(
        similarityOf({ axisAngle: [seed, -0.5, 0.2 * seed], scale: seed, translation: [9 * seed, -7, 3] }),
        shape,
      ),
    )
    const { mean, aligned } = generalProcrustes(copies, { scale: 'free' })
    for (const copy of aligned) for (const [i, value] of copy.entries()) expect(value).toBeCloseTo(mean[i], 6)
    const sizes = copies.map(centroidSize)
    expect(centroidSize(mean)).toBeCloseTo(sizes.reduce((sum, size) => sum + size, 0) / 4, 6)
  })

  it('of two shapes with a fixed scale lies halfway, at a distance known by hand', () => {
    const square = Float64Array.of(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0)
    const wide = Float64Array.of(-3, -1, 0, 3, -1, 0, 3, 1, 0, -3, 1, 0)
    const { mean } = generalProcrustes([square, wide], { scale: 'fixed' })
    const size = (axis: number) => Math.max(...mean.filter((_, i) => i % 3 === axis))
    expect([size(0), size(1), size(2)].map((value) => Number(value.toFixed(9)))).toEqual([2, 1, 0])
  })
})

describe('semi-landmarks', () => {
  /** A ball of radius 100 about the origin. */
  const ball: ProposalSurface = {
    closestPoint: (x, y, z) => {
      const radius = Math.hypot(x, y, z)
      const point: Vec3 = [(100 * x) / radius, (100 * y) / radius, (100 * z) / radius]
      return { triangle: 7, barycentrics: [1, 0, 0], point, distance: Math.abs(radius - 100) }
    },
  }
  const curve = { name: 'rim', title: 'Rim', points: ['a', 'b', 'c'], isClosed: true, semiLandmarks: 4 }
  const places = new Map<string, Vec3>([
    ['a', [100, 0, 0]],
    ['b', [0, 100, 0]],
    ['c', [0, 0, 100]],
  ])

  it('lie on the surface, evenly spaced between the points of their curve', () => {
    const [{ name, points }] = semiLandmarks({ curves: [curve] }, places, ball)
    expect([name, points.length]).toEqual(['rim', 12])
    const line = [places.get('a')!, ...points.slice(0, 4).map(({ position }) => position), places.get('b')!]
    const steps = line.slice(1).map((position, i) => distance(position, line[i]))
    // A quarter of the ball's circle in five.
    for (const step of steps) expect(Math.abs(step - 200 * Math.sin(Math.PI / 20))).toBeLessThan(0.1)
    for (const { position } of points) expect(Math.hypot(...position)).toBeCloseTo(100, 9)
  })

  it('wait for all points of their curve', () => {
    expect(semiLandmarks({ curves: [{ ...curve, points: ['a', 'd'] }] }, places, ball)).toEqual([])
    expect(semiLandmarks({ curves: [{ ...curve, semiLandmarks: 0 }] }, places, ball)).toEqual([])
    expect(semiLandmarks({ curves: [{ ...curve, isClosed: false }] }, places, ball)[0].points).toHaveLength(8)
  })
})

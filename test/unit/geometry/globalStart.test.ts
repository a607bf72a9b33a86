import { describe, expect, test } from 'vitest'
import { globalPoses } from '#core/geometry/alignment/globalStart.ts'
import { rotationDistance, triadPose } from '#core/geometry/alignment/globalStartPose.ts'
import { featureLength, pointFeatures, thinnedPoints } from '#core/geometry/features.ts'
import { PointCells } from '#core/geometry/featuresCells.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import { type Mat4, multiply4, scaleOf, toMat4, transformPoints } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import { alignmentPair } from '../../../bench/truth/alignmentPair.ts'
import { usualSpec } from '../../../bench/truth/pairSpec.ts'
import { rotation, scaleAndShift } from '../../../bench/truth/surfaces.ts'

const small = { sourceVertices: 9000, targetVertices: 12_000, start: 'none' } as const

const oriented = (mesh: Mesh, mmPerUnit: number) => ({
  points: Float64Array.from(mesh.positions, (value) => value * mmPerUnit),
  normals: Float64Array.from(vertexNormals(mesh)),
})

const rigid = (m: Mat4): Mat4 => {
  const scale = scaleOf(m)
  return toMat4(m.map((value, i) => (i < 12 && i % 4 < 3 ? value / scale : value)))
}

describe('globalPoses', () => {
  test.each([
    { seed: 3, overlap: 0.9, noiseMm: 0 },
    { seed: 4, overlap: 0.6, noiseMm: 1 },
    { seed: 5, overlap: 0.75, noiseMm: 0.5, hasClutter: true },
  ])('best of all is the pose of truth (10°, 10 mm): seed $seed, overlap $overlap, noise $noiseMm mm', (o) => {
    const pair = alignmentPair(usualSpec(o.seed, { ...small, ...o }))
    const mmPerUnit = mmPer(pair.source.unit ?? 'mm')
    const poses = globalPoses({
      source: oriented(pair.source.mesh, mmPerUnit),
      target: oriented(pair.target.mesh, 1),
      seed: 1,
    })
    const truth = multiply4(pair.truth as Mat4, scaleAndShift(1 / mmPerUnit, [0, 0, 0]))
    const { degrees } = rotationDistance(poses[0].targetFromSource, rigid(truth), [0, 0, 0])
    expect(degrees).toBeLessThan(10)
    expect(poses[0].score).toBeGreaterThan(1.15 * poses[1].score)
  })

  test('too few points give no pose', () => {
    const none = { points: new Float64Array(), normals: new Float64Array() }
    expect(globalPoses({ source: none, target: none, seed: 1 })).toEqual([])
  })

  test('stops when asked to', () => {
    const { source, target } = alignmentPair(usualSpec(3, small))
    const run = () =>
      globalPoses(
        { source: oriented(source.mesh, 1), target: oriented(target.mesh, 1), seed: 1 },
        { signal: AbortSignal.abort() },
      )
    expect(run).toThrowError(expect.objectContaining({ code: 'job/cancelled' }))
  })
})

describe('features', () => {
  const head = oriented(alignmentPair(usualSpec(6, small)).target.mesh, 1)
  const thinned = thinnedPoints(head, 8)

  test('are the same in any pose', () => {
    const pose = multiply4(scaleAndShift(1, [30, -20, 70]), rotation([0.6, 0, 0.8], 2))
    const turn = rotation([0.6, 0, 0.8], 2)
    const moved = { points: transformPoints(pose, thinned.points), normals: transformPoints(turn, thinned.normals) }
    const before = pointFeatures(thinned, 25)
    const after = pointFeatures(moved, 25)
    expect(before.length).toBe((thinned.points.length / 3) * featureLength)
    const largest = before.reduce((most, value, i) => Math.max(most, Math.abs(value - after[i])), 0)
    expect(largest).toBeLessThan(0.05)
  })

  test('thinning leaves at most one point a cube, on the surface', () => {
    const cubes = new Set<string>()
    for (let i = 0; i < thinned.points.length; i += 3) {
      cubes.add(Array.from(thinned.points.subarray(i, i + 3), (value) => Math.floor(value / 8)).join(' '))
      expect(Math.hypot(...thinned.normals.subarray(i, i + 3))).toBeCloseTo(1, 9)
    }
    expect(cubes.size).toBe(thinned.points.length / 3)
  })

  test('cells find every neighbour that a plain search finds', () => {
    const random = seededRandom(8)
    const points = Float64Array.from({ length: 900 }, () => 50 * random.normal())
    const cells = new PointCells(points, 21)
    for (let i = 0; i < 60; i++) {
      const query = [0, 1, 2].map(() => 70 * random.normal())
      const found: number[] = []
      cells.eachNear(query[0], query[1], query[2], (index) => found.push(index))
      const plain = Array.from({ length: 300 }, (_, k) => k).filter(
        (k) => Math.hypot(...[0, 1, 2].map((axis) => points[k * 3 + axis] - query[axis])) < 21,
      )
      expect(found.sort((a, b) => a - b)).toEqual(plain)
    }
  })

  test('a triangle gives the motion that made it', () => {
    const source = new Float64Array([0, 0, 0, 10, 1, 0, 2, 9, 4])
    const motion = multiply4(scaleAndShift(1, [3, 4, 5]), rotation([0, 0.6, 0.8], 1.1))
    const found = triadPose(source, [0, 1, 2], transformPoints(motion, source), [0, 1, 2])
    found?.forEach((value, i) => {
      expect(value).toBeCloseTo(motion[i], 9)
    })
    expect(triadPose(new Float64Array([0, 0, 0, 1, 0, 0, 2, 0, 0]), [0, 1, 2], source, [0, 1, 2])).toBeNull()
  })
})

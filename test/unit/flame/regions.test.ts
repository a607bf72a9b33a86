import { describe, expect, test } from 'vitest'
import { foldedFaces } from '#core/flame/foldedFaces.ts'
import { deriveRegions, loadRegions } from '#core/flame/regions.ts'
import { usefulComponents } from '#core/flame/usefulComponents.ts'
import { writeNpz } from '#core/formats/npz.ts'
import { CameoError } from '#core/model/errors.ts'
import { smallModel } from './smallModel.ts'

const model = smallModel(61)

describe('regions', () => {
  test('without a file and on an unknown topology: eyeballs exactly, the neck’s edge around the open loop', () => {
    const regions = deriveRegions(model)
    const expected = (joint: number): number[] =>
      Array.from({ length: model.vertexCount }, (_, v) => v).filter((v) => model.weights[v * 5 + joint] === 1)
    expect([...(regions.get('left_eyeball') ?? [])]).toEqual(expected(3))
    expect([...(regions.get('right_eyeball') ?? [])]).toEqual(expected(4))
    const boundary = regions.get('boundary') ?? new Uint32Array()
    expect(boundary.length).toBeGreaterThan(56)
    for (const v of boundary) expect(model.template[v * 3 + 1]).toBeLessThan(-0.04)
  })

  test('from a file', () => {
    const file = writeNpz([['face', { shape: [3], data: Int32Array.of(4, 5, 6) }]])
    expect([...(loadRegions(file, 'masks.npz').get('face') ?? [])]).toEqual([4, 5, 6])
    expect(() => loadRegions(writeNpz([['face', { shape: [1], data: Int32Array.of(-4) }]]), 'm.npz')).toThrow(
      CameoError,
    )
    expect(() => loadRegions(writeNpz([]), 'm.npz')).toThrow(CameoError)
  })
})

test('empty components are left alone', () => {
  const { identity, expression } = usefulComponents(model)
  expect([...identity]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect([...expression]).toEqual([300, 301, 302])
})

test('a face is folded when it is turned over or has lost its area, not when it leans', () => {
  const triangle = Uint32Array.of(0, 1, 2)
  const flat = [0, 0, 0, 1, 0, 0, 0, 1, 0]
  const leaning = [0, 0, 0, 1, 0, 1.5, 0, 1, 0]
  expect(foldedFaces(triangle, leaning, flat)).toHaveLength(0)
  expect(foldedFaces(triangle, [0, 0, 0, -1, 0, 0, 0, 1, 0], flat)).toHaveLength(1)
  expect(foldedFaces(triangle, [0, 0, 0, 1, 0, 0, 2, 0, 0], flat)).toHaveLength(1)
})

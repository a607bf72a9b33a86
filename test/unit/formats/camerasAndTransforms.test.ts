import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCamerasNpz, writeCamerasNpz } from '#core/formats/cameras.ts'
import type { NpySource } from '#core/formats/npy.ts'
import { readNpz, writeNpz } from '#core/formats/npz.ts'
import {
  readAffineTransformJson,
  readMatrixText,
  writeAffineTransformJson,
  writeMatrixText,
} from '#core/formats/transforms.ts'
import { identity4, type Mat4, toMat4 } from '#core/model/transform.ts'
import { bytesOf, refusalOf } from './soundMesh.ts'

const worldMat = toMat4([700, 0, 320, 5, 0, 700, 240, -3, 0, 0, 1, 400, 0, 0, 0, 1])
const scaleMat = toMat4([2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1, 0, 0, 0, 1])
const matrix = (numbers: readonly number[], shape = [4, 4]): NpySource => ({ shape, data: Float64Array.from(numbers) })
const reading = (entries: Record<string, NpySource>) => readCamerasNpz(writeNpz(Object.entries(entries)))

describe('cameras.npz', () => {
  it('round-trips exactly, ascending', () => {
    const cameras = new Map([
      [2, { worldMat, scaleMat: identity4 }],
      [0, { worldMat, scaleMat }],
      [1, { worldMat: toMat4(worldMat.map((value, i) => (i < 12 ? value / 3 : value))), scaleMat }],
    ])
    const back = readCamerasNpz(writeCamerasNpz(cameras))
    expect([...back.cameras.keys()]).toEqual([0, 1, 2])
    expect(back.cameras).toEqual(cameras)
    expect(back.warnings).toEqual([])
    expect([...readNpz(writeCamerasNpz(cameras)).keys()].slice(0, 2)).toEqual(['world_mat_0', 'scale_mat_0'])
  })

  it('warns of gaps, orphans, unknown arrays and missing scales', () => {
    const { cameras, warnings } = reading({
      world_mat_0: matrix(worldMat),
      world_mat_2: matrix(worldMat),
      scale_mat_2: matrix(scaleMat),
      scale_mat_7: matrix(scaleMat),
      camera_mat_0: matrix(worldMat),
    })
    expect(warnings.map(({ code }) => code)).toEqual([
      'camera-arrays-skipped',
      'camera-gaps',
      'camera-world-missing',
      'camera-scale-missing',
    ])
    expect(cameras.get(0)?.scaleMat).toEqual(scaleMat)
  })

  it('takes the identity where no camera has a scale, and replaces a wrong last row', () => {
    const { cameras, warnings } = reading({ world_mat_0: matrix([...worldMat.slice(0, 12), 0, 0, 0, 2]) })
    expect(cameras.get(0)).toEqual({ worldMat, scaleMat: identity4 })
    expect(warnings.map(({ code }) => code)).toEqual(['camera-last-row', 'camera-scale-missing'])
  })

  it.each([
    ['three rows', { world_mat_0: matrix(worldMat.slice(0, 12), [3, 4]) }, 'input/camera-shape'],
    ['NaN', { world_mat_0: matrix(worldMat.map((value, i) => (i === 3 ? Number.NaN : value))) }, 'input/camera-number'],
    [
      'a singular matrix',
      { world_mat_0: matrix(worldMat.map((value, i) => (i < 4 ? 0 : value))) },
      'input/camera-number',
    ],
    ['no cameras', { betas: matrix([1], [1]) }, 'input/no-cameras'],
  ])('refuses %s', (_, entries, code) => {
    expect(refusalOf(() => reading(entries as Record<string, NpySource>)).code).toBe(code)
  })
})

describe('transform files', () => {
  const matrices = fc
    .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 16, maxLength: 16 })
    .map((numbers): Mat4 => toMat4(numbers.map((value) => value + 0)))

  it('round-trip exactly as text and as H3DS’s JSON', () => {
    fc.assert(
      fc.property(matrices, (any) => {
        expect(readMatrixText(writeMatrixText(any))).toEqual(any)
        expect(readAffineTransformJson(writeAffineTransformJson(any))).toEqual(any)
      }),
      { seed: 9 },
    )
  })

  it('hold all values of H3DS’s JSON as strings, row-major', () => {
    const document = JSON.parse(new TextDecoder().decode(writeAffineTransformJson(worldMat)))
    expect(document.dimension).toBe('3')
    expect(document.transform.length).toBe(16)
    expect(document.transform[2]).toEqual({ row: '0', column: '2', element: '320.0' })
    expect(document.transform[15]).toEqual({ row: '3', column: '3', element: '1.0' })
  })

  it('reads what people write by hand', () => {
    expect(readMatrixText(bytesOf('1,0,0,0\r\n0 1 0 0\n\n0\t0\t1\t0;0 0 0 1'))).toEqual(identity4)
  })

  it.each(['1 2 3', `${'1 '.repeat(17)}`, `${'x '.repeat(16)}`, `${'1 '.repeat(15)}inf`, ''])(
    'refuses the text %j',
    (text) => {
      expect(refusalOf(() => readMatrixText(bytesOf(text))).code).toBe('input/matrix')
    },
  )

  it.each([
    '{',
    '[]',
    '{"transform":[]}',
    '{"transform":[{"row":"4","column":"0","element":"1"}]}',
    JSON.stringify({ transform: Array(17).fill({ row: '0', column: '0', element: '1' }) }),
  ])('refuses the JSON %j', (text) => {
    expect(refusalOf(() => readAffineTransformJson(bytesOf(text))).code).toBe('input/matrix')
  })
})

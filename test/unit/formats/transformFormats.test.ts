import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isSimilarity,
  readTransform,
  type TransformFormatName,
  transformFormatNames,
  transformFormats,
  writeTransform,
} from '#core/formats/transformFormats.ts'
import { determinant3, type Mat4, toMat4, transformPoint } from '#core/model/transform.ts'
import { similarityOf } from '../geometry/similarityOf.ts'
import { bytesOf, readOrRefuse, refusalOf } from './soundMesh.ts'

const fileNameOf = (format: TransformFormatName) =>
  `a.${transformFormats.find(({ name }) => name === format)!.extensions[0]}`
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const read = (text: string, name: string, label: string | null = null) =>
  readTransform(bytesOf(text), name, { name: label })

const affine: fc.Arbitrary<Mat4> = fc
  .array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 12, maxLength: 12 })
  .map((numbers) => toMat4([...numbers.map((value) => value + 0), 0, 0, 0, 1]))
  .filter((matrix) => Math.abs(determinant3(matrix)) > 1e-2)

describe.each(transformFormatNames)('%s', (format) => {
  it('gives back the matrix it was given', () => {
    fc.assert(
      fc.property(affine, (matrix) => {
        const { bytes } = writeTransform(matrix, { format, meshFileName: 'a "b" & c.ply' })
        const back = readTransform(bytes, fileNameOf(format))
        expect(back.format).toBe(format)
        if (format !== 'itk') {
          expect(back.matrix).toEqual(matrix)
          return
        }
        // Inverted twice: good to the condition of the matrix.
        const scale = Math.max(...matrix.map(Math.abs))
        const tolerance = (1e-13 * scale ** 4) / Math.abs(determinant3(matrix)) + 1e-9 * scale
        back.matrix.forEach((value, i) => {
          expect(Math.abs(value - matrix[i])).toBeLessThan(tolerance)
        })
      }),
      { seed: 61, numRuns: 150 },
    )
  })

  it('cut off anywhere is refused or a whole matrix', () => {
    const matrix = similarityOf({ axisAngle: [0.3, 0.2, -0.5], scale: 2, translation: [1, -2, 3] })
    const { bytes } = writeTransform(matrix, { format, meshFileName: 'a.ply' })
    for (let length = 0; length < bytes.length - 1; length += 7) {
      const outcome = readOrRefuse(() => readTransform(bytes.slice(0, length), fileNameOf(format)))
      if ('value' in outcome) expect(outcome.value.matrix.every(Number.isFinite)).toBe(true)
    }
  })
})

describe('ITK', () => {
  const file = (parameters: string, center = '0 0 0', kind = 'AffineTransform_double_3_3') =>
    `#Insight Transform File V1.0\n#Transform 0\nTransform: ${kind}\nParameters: ${parameters}\nFixedParameters: ${center}\n`

  it('moves points by the inverse of what it stores, about its centre, in LPS', () => {
    // A quarter turn about z through (10, 0, 0), then (0, 0, 5): resampling takes (11, 0, 0) to (10, 1, 5).
    const { matrix, warnings } = read(file('0 -1 0 1 0 0 0 0 1 0 0 5', '10 0 0'), 'a.tfm')
    const moved = transformPoint(matrix, [10, 1, 5])
    expect(moved.map((value) => Number(value.toFixed(9)) + 0)).toEqual([11, 0, 0])
    expect(warnings.map(({ code }) => code)).toEqual(['transform-lps'])
  })

  it('is known under .txt too, and other classes are refused by name', () => {
    expect(read(file('1 0 0 0 1 0 0 0 1 -1 -2 -3'), 'a.txt').matrix.filter((_, i) => i % 4 === 3)).toEqual([1, 2, 3, 1])
    const { code, message } = refusalOf(() =>
      read(file('0 0 0 1 2 3', '0 0 0', 'Euler3DTransform_double_3_3'), 'a.tfm'),
    )
    expect([code, message.includes('Euler3DTransform_double_3_3')]).toEqual(['input/itk-transform', true])
    expect(refusalOf(() => read(file('1 0 0 0 1 0 0 0 0 1 2 3'), 'a.tfm')).message).toContain('singular')
    expect(refusalOf(() => read(file('1 0 0 0 1 0 0 0 1 1 2'), 'a.tfm')).message).toContain('11 numbers')
    const two = `${file('1 0 0 0 1 0 0 0 1 0 0 0')}Transform: AffineTransform_double_3_3\n`
    expect(refusalOf(() => read(two, 'a.tfm')).message).toContain('2 transforms')
  })

  it('holds affine transforms only', () => {
    const projective = toMat4([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1])
    expect(refusalOf(() => writeTransform(projective, { format: 'itk', meshFileName: '' })).code).toBe(
      'input/itk-transform',
    )
  })
})

describe('MeshLab projects', () => {
  const mesh = (label: string, numbers: string) =>
    `<MLMesh filename="${label}" label="${label}"><MLMatrix44>\n${numbers}\n</MLMatrix44></MLMesh>`
  const project = (...meshes: string[]) =>
    `<!DOCTYPE MeshLabDocument>\n<MeshLabProject><MeshGroup>${meshes.join('')}</MeshGroup></MeshLabProject>`
  const still = '1 0 0 0 \n0 1 0 0 \n0 0 1 0 \n0 0 0 1 '
  const moved = '0.123457 0 0 5\n0 0.123457 0 0\n0 0 0.123457 0\n0 0 0 1'

  it('give the one mesh that is moved, or the one that is named', () => {
    const { matrix, warnings } = read(project(mesh('a.ply', still), mesh('b.ply', moved)), 'a.mlp')
    expect(matrix[3]).toBe(5)
    expect(warnings.map(({ code }) => code)).toEqual(['transform-chosen', 'transform-rounded'])
    expect(read(project(mesh('a', moved), mesh('b', still)), 'a.mlp', 'b').matrix[3]).toBe(0)
    expect(refusalOf(() => read(project(mesh('a', moved), mesh('b', moved)), 'a.mlp')).message).toContain('a, b')
    expect(refusalOf(() => read(project(mesh('a', moved)), 'a.mlp', 'c')).message).toContain('“c”')
    expect(refusalOf(() => read(project(), 'a.mlp')).code).toBe('input/mlp')
    expect(refusalOf(() => read(project(mesh('a', '1 2 3')), 'a.mlp')).message).toContain('3 numbers')
  })
})

it('JSON is read in the forms that programs write, and an unknown ending is refused', () => {
  const rows = [
    [1, 0, 0, 4],
    [0, 1, 0, 5],
    [0, 0, 1, 6],
    [0, 0, 0, 1],
  ]
  for (const document of [rows, rows.flat(), { matrix: rows }, { transformation: rows.flat(), fitness: 1 }]) {
    expect(read(JSON.stringify(document), 'a.json').matrix).toEqual(rows.flat())
  }
  const { bytes } = writeTransform(toMat4(rows.flat()), { format: 'h3ds', meshFileName: '' })
  expect(read(textOf(bytes), 'transform.json').matrix).toEqual(rows.flat())
  expect(refusalOf(() => read('{"rotation": []}', 'a.json')).code).toBe('input/matrix')
  expect(refusalOf(() => read('[1, 2]', 'a.json')).code).toBe('input/matrix')
  expect(refusalOf(() => read('', 'a.xyz')).code).toBe('input/transform-format')
})

it('a similarity is told from a shear, an uneven scale and a mirror', () => {
  const similarity = similarityOf({ axisAngle: [1, 2, 3], scale: 0.001, translation: [1, 2, 3] })
  expect(isSimilarity(similarity)).toBe(true)
  expect(isSimilarity(toMat4(similarity.map((value, i) => (i < 4 ? 1.01 * value : value))))).toBe(false)
  expect(isSimilarity(toMat4(similarity.map((value, i) => (i % 4 === 0 ? -value : value))))).toBe(false)
})

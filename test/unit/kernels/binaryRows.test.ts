import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { weldVertices } from '#core/formats/weldVertices.ts'
import { copyTriangleRows, copyTriples } from '#core/kernels/binaryRows.ts'
import { weldFacets } from '#core/kernels/weldFacets.ts'
import { seededRandom } from '#core/model/random.ts'

const bothOrders = [{ little: true }, { little: false }]

describe('rows of a binary PLY', () => {
  test.each(bothOrders)('three floats of each row, any stride, over many chunks (little: $little, seed 61)', (o) => {
    const rows = 90_000
    const rowBytes = 27
    const random = seededRandom(61)
    const bytes = new Uint8Array(5 + rows * rowBytes)
    const view = new DataView(bytes.buffer)
    const truth = new Float32Array(rows * 3)
    for (let i = 0; i < truth.length; i++) {
      truth[i] = random.normal()
      view.setFloat32(5 + Math.floor(i / 3) * rowBytes + 15 + (i % 3) * 4, truth[i], o.little)
    }
    expect(copyTriples({ bytes, at: 5, rows, ...o }, { rowBytes, offset: 15 })).toEqual(truth)
  })

  test('rows that are not all there are refused', () => {
    const rows = { bytes: new Uint8Array(23), at: 0, rows: 2, little: true }
    expect(() => copyTriples(rows, { rowBytes: 12, offset: 0 })).toThrow(RangeError)
  })

  test.each(bothOrders)('triangles up to the first row that is different (little: $little, seed 62)', ({ little }) => {
    const rows = 200_000
    const vertexCount = 3_000_000_000
    const random = seededRandom(62)
    const bytes = new Uint8Array(7 + rows * 13)
    const view = new DataView(bytes.buffer)
    const truth = new Uint32Array(rows * 3)
    for (let row = 0; row < rows; row++) {
      bytes[7 + row * 13] = 3
      for (let k = 0; k < 3; k++) {
        truth[row * 3 + k] = random.below(vertexCount)
        view.setUint32(8 + row * 13 + k * 4, truth[row * 3 + k], little)
      }
    }
    const out = new Uint32Array(rows * 3)
    const source = { bytes, at: 7, rows, little }
    expect(copyTriangleRows(source, { vertexCount, out })).toBe(rows)
    expect(out).toEqual(truth)
    bytes[7 + 150_000 * 13] = 4
    expect(copyTriangleRows(source, { vertexCount, out })).toBe(150_000)
    view.setUint32(8 + 99 * 13 + 8, vertexCount, little)
    expect(copyTriangleRows(source, { vertexCount, out })).toBe(99)
    expect(copyTriangleRows({ ...source, bytes: bytes.subarray(0, 7 + 13 * 10 + 12) }, { vertexCount, out })).toBe(10)
  })
})

const facetsOf = (soup: Float32Array): Uint8Array => {
  const facets = new Uint8Array((soup.length / 9) * 50)
  const view = new DataView(facets.buffer)
  for (let i = 0; i < soup.length; i++) view.setFloat32(Math.floor(i / 9) * 50 + 12 + (i % 9) * 4, soup[i], true)
  return facets
}

describe('welding equals the plain one', () => {
  test('vertex for vertex, zeros of both signs alike (seed 63)', () => {
    const value = fc.constantFrom(0, -0, 1, -1, 0.5, 1e-30, Number.NaN)
    fc.assert(
      fc.property(fc.array(value, { minLength: 9, maxLength: 360 }), (values) => {
        const soup = new Float32Array(values.slice(0, values.length - (values.length % 9)))
        const { attributeCount, ...welded } = weldFacets(facetsOf(soup))
        expect(attributeCount).toBe(0)
        expect(welded).toEqual(weldVertices(soup))
      }),
      { seed: 63, numRuns: 200 },
    )
  })

  test('where no two corners meet, over many chunks; attributes are counted (seed 64)', () => {
    const random = seededRandom(64)
    const soup = Float32Array.from({ length: 40_000 * 9 }, () => random.normal())
    const facets = facetsOf(soup)
    facets[49] = 1
    facets[50 * 7 + 48] = 9
    const { attributeCount, ...welded } = weldFacets(facets)
    expect(attributeCount).toBe(2)
    expect(welded).toEqual(weldVertices(soup))
  })
})

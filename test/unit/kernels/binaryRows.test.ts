import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPly, streamPly } from '#core/formats/plyReader.ts'
import { readStl, streamStl } from '#core/formats/stlReader.ts'
import { weldVertices } from '#core/formats/weldVertices.ts'
import { BinaryRowReader } from '#core/kernels/binaryRows.ts'
import { weldFacets } from '#core/kernels/weldFacets.ts'
import { sourceOfBytes } from '#core/model/byteSource.ts'
import { seededRandom } from '#core/model/random.ts'
import { outcomeOf } from '../formats/outcome.ts'

const bothOrders = [{ little: true }, { little: false }]

describe('rows of a binary PLY', () => {
  test.each(bothOrders)('three floats of each row, finite or not (little: $little, seed 61)', ({ little }) => {
    const rows = 900
    const rowBytes = 27
    const random = seededRandom(61)
    const kernel = new BinaryRowReader()
    const { window } = kernel
    const view = new DataView(window.buffer, window.byteOffset)
    const truth = new Float32Array(rows * 3)
    const put = (i: number, value: number): void => {
      truth[i] = value
      view.setFloat32(5 + Math.floor(i / 3) * rowBytes + (i % 3) * 4, value, little)
    }
    for (let i = 0; i < truth.length; i++) put(i, random.normal())
    const read = () => kernel.triples(5, { rowBytes, rows, little })
    expect(read()).toEqual({ values: truth, areFinite: true })
    put(rows * 3 - 1, Number.NEGATIVE_INFINITY)
    expect(read()).toEqual({ values: truth, areFinite: false })
  })

  test.each(bothOrders)('triangles up to the first row that is different (little: $little, seed 62)', ({ little }) => {
    const rows = 2000
    const vertexCount = 3_000_000_000
    const random = seededRandom(62)
    const kernel = new BinaryRowReader()
    const { window } = kernel
    const view = new DataView(window.buffer, window.byteOffset)
    const truth = new Uint32Array(rows * 3)
    for (let row = 0; row < rows; row++) {
      window[7 + row * 13] = 3
      for (let k = 0; k < 3; k++) {
        truth[row * 3 + k] = random.below(vertexCount)
        view.setUint32(8 + row * 13 + k * 4, truth[row * 3 + k], little)
      }
    }
    const end = 7 + rows * 13
    const read = (to = end) => kernel.triangles(7, { end: to, rows, vertexCount, little })
    expect(read()).toEqual(truth)
    expect(read(end - 1).length).toBe((rows - 1) * 3)
    window[7 + 1500 * 13] = 4
    expect(read().length).toBe(1500 * 3)
    view.setUint32(8 + 99 * 13 + 8, vertexCount, little)
    expect(read().length).toBe(99 * 3)
  })
})

const sizes = { float: 4, double: 8, uchar: 1, short: 2, int: 4 } as const
type NumberType = keyof typeof sizes

const writers: Record<NumberType, (view: DataView, at: number, value: number, little: boolean) => void> = {
  float: (view, at, value, little) => view.setFloat32(at, value, little),
  double: (view, at, value, little) => view.setFloat64(at, value, little),
  uchar: (view, at, value) => view.setUint8(at, value),
  short: (view, at, value, little) => view.setInt16(at, value, little),
  int: (view, at, value, little) => view.setInt32(at, value, little),
}

interface PlyCase {
  readonly little: boolean
  readonly names: readonly string[]
  readonly types: Readonly<Record<string, NumberType>>
  readonly vertices: number
  readonly faces: readonly (readonly number[])[]
}

const plyOf = ({ little, names, types, vertices, faces }: PlyCase, random = seededRandom(65)): Uint8Array => {
  const header = [
    `ply\nformat binary_${little ? 'little' : 'big'}_endian 1.0\nelement vertex ${vertices}`,
    ...names.map((name) => `property ${types[name]} ${name}`),
    `element face ${faces.length}\nproperty list uchar int vertex_indices\nend_header\n`,
  ].join('\n')
  const rowBytes = names.reduce((sum, name) => sum + sizes[types[name]], 0)
  const faceBytes = faces.reduce((sum, face) => sum + 1 + face.length * 4, 0)
  const bytes = new Uint8Array(header.length + vertices * rowBytes + faceBytes)
  bytes.set(new TextEncoder().encode(header))
  const view = new DataView(bytes.buffer)
  let at = header.length
  const put = (type: NumberType, value: number): void => {
    writers[type](view, at, value, little)
    at += sizes[type]
  }
  for (let v = 0; v < vertices; v++) for (const name of names) put(types[name], random.normal() * 50)
  for (const face of faces) {
    put('uchar', face.length)
    for (const vertex of face) put('int', vertex)
  }
  return bytes
}

const plyCase: fc.Arbitrary<PlyCase> = fc
  .record({
    little: fc.boolean(),
    names: fc.constantFrom(
      ['x', 'y', 'z'],
      ['x', 'y', 'z', 'nx', 'ny', 'nz', 'red', 'green', 'blue'],
      ['red', 'green', 'blue', 'z', 'y', 'x', 'confidence'],
      ['s', 't', 'x', 'y', 'z', 'quality'],
    ),
    position: fc.constantFrom<NumberType>('float', 'float', 'double', 'short'),
    vertices: fc.integer({ min: 3, max: 30 }),
    faces: fc.array(fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 3, maxLength: 5 }), { maxLength: 80 }),
    triangles: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ names, position, vertices, faces, triangles, little }) => ({
    little,
    names,
    types: Object.fromEntries(
      names.map((name): [string, NumberType] => [
        name,
        /^[xyz]$/.test(name) ? position : /red|green|blue/.test(name) ? 'uchar' : 'float',
      ]),
    ),
    vertices,
    // Mostly triangles within range; now and then a polygon, or an index beyond the end.
    faces: [...Array.from({ length: triangles }, (_, i) => [i % 3, (i + 1) % 3, 2]), ...faces],
  }))

describe('the stream of a binary PLY equals the plain reader', () => {
  const expectTwins = (bytes: Uint8Array): void => {
    expect(outcomeOf(() => streamPly(sourceOfBytes(bytes), {}))).toEqual(outcomeOf(() => readPly(bytes)))
  }

  test('whatever its properties, faces and byte order, whole or cut off (seed 65)', () => {
    fc.assert(
      fc.property(plyCase, fc.double({ min: 0.5, max: 2, noNaN: true }), (ply, part) => {
        const bytes = plyOf(ply)
        expectTwins(bytes.subarray(0, Math.ceil(bytes.length * Math.min(part, 1))))
      }),
      { seed: 65, numRuns: 400 },
    )
  })

  test('over many windows, with other faces between the triangles (seed 66)', () => {
    const random = seededRandom(66)
    const names = ['x', 'y', 'z', 'red', 'green', 'blue']
    const types = { x: 'float', y: 'float', z: 'float', red: 'uchar', green: 'uchar', blue: 'uchar' } as const
    const vertices = 40_000
    const faces = Array.from({ length: 60_000 }, (_, i) =>
      Array.from({ length: i % 9973 === 0 ? 4 : 3 }, () => random.below(vertices)),
    )
    for (const little of [true, false]) {
      const bytes = plyOf({ little, names, types, vertices, faces })
      const found = streamPly(sourceOfBytes(bytes), {})
      const truth = readPly(bytes)
      expect(found.warnings).toEqual(truth.warnings)
      for (const key of ['positions', 'triangles', 'colors'] as const) {
        const [a, b] = [found.mesh[key], truth.mesh[key]].map((array) => Buffer.from(array?.buffer as ArrayBuffer))
        expect(a.equals(b)).toBe(true)
      }
    }
  })
})

const headerBytes = 84

const stlOf = (soup: Float32Array): Uint8Array => {
  const count = soup.length / 9
  const stl = new Uint8Array(headerBytes + count * 50)
  const view = new DataView(stl.buffer)
  view.setUint32(80, count, true)
  for (let i = 0; i < soup.length; i++)
    view.setFloat32(headerBytes + Math.floor(i / 9) * 50 + 12 + (i % 9) * 4, soup[i], true)
  return stl
}

const weld = (stl: Uint8Array) =>
  weldFacets(sourceOfBytes(stl), { at: headerBytes, count: (stl.length - headerBytes) / 50 })

describe('welding equals the plain one', () => {
  test('vertex for vertex, zeros of both signs alike (seed 63)', () => {
    const value = fc.constantFrom(0, -0, 1, -1, 0.5, 1e-30, Number.NaN)
    fc.assert(
      fc.property(fc.array(value, { minLength: 9, maxLength: 360 }), (values) => {
        const soup = new Float32Array(values.slice(0, values.length - (values.length % 9)))
        const areFinite = soup.every(Number.isFinite)
        expect(weld(stlOf(soup))).toEqual({ ...weldVertices(soup), attributeCount: 0, areFinite })
      }),
      { seed: 63, numRuns: 200 },
    )
  })

  test('where no two corners meet, over many chunks; attributes are counted (seed 64)', () => {
    const random = seededRandom(64)
    const soup = Float32Array.from({ length: 40_000 * 9 }, () => random.normal())
    const stl = stlOf(soup)
    stl[headerBytes + 49] = 1
    stl[headerBytes + 50 * 7 + 48] = 9
    expect(weld(stl)).toEqual({ ...weldVertices(soup), attributeCount: 2, areFinite: true })
    expect(streamStl(sourceOfBytes(stl), {})).toEqual(readStl(stl))
  })

  test('on a grid whose numbers are whole, cut off or with more behind the end', () => {
    const soup = Float32Array.from({ length: 3000 * 9 }, (_, i) => ((i * 7919) % 61) * 16 - 200)
    const stl = stlOf(soup)
    const longer = new Uint8Array(stl.length + 5)
    longer.set(stl)
    for (const bytes of [stl, longer, stl.subarray(0, stl.length - 1), stl.subarray(0, 70)]) {
      expect(outcomeOf(() => streamStl(sourceOfBytes(bytes), {}))).toEqual(outcomeOf(() => readStl(bytes)))
    }
  })
})

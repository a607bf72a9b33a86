import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asFloat64, readNpy, writeNpy } from '#core/formats/npy.ts'
import { readNpyHeader } from '#core/formats/npyHeader.ts'
import { bytesOf, joined, packed, readOrRefuse, refusalOf } from './soundMesh.ts'

/** A .npy file as numpy writes it, with any header text. */
const npy = (dictionary: string, data: Uint8Array, version = 1): Uint8Array => {
  const lengthBytes = version === 1 ? 2 : 4
  const text = `${dictionary}\n`
  const head = packed(8 + lengthBytes, (view) => {
    for (const [i, byte] of [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0].entries()) view.setUint8(i, byte)
    if (version === 1) view.setUint16(8, text.length, true)
    else view.setUint32(8, text.length, true)
  })
  return joined(head, bytesOf(text), data)
}

const dictionary = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`

describe('NPY reading', () => {
  const types: [string, number, (view: DataView, at: number, value: number, little: boolean) => void][] = [
    ['f8', 8, (view, at, value, little) => view.setFloat64(at, value, little)],
    ['f4', 4, (view, at, value, little) => view.setFloat32(at, value, little)],
    ['i8', 8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
    ['i4', 4, (view, at, value, little) => view.setInt32(at, value, little)],
    ['i2', 2, (view, at, value, little) => view.setInt16(at, value, little)],
    ['u8', 8, (view, at, value, little) => view.setBigUint64(at, BigInt(value), little)],
    ['u4', 4, (view, at, value, little) => view.setUint32(at, value, little)],
    ['u2', 2, (view, at, value, little) => view.setUint16(at, value, little)],
  ]

  it.each(types)('reads %s in both byte orders', (dtype, size, set) => {
    for (const little of [true, false]) {
      const data = packed(6 * size, (view) => {
        for (let i = 0; i < 6; i++) set(view, i * size, i + 1, little)
      })
      const array = readNpy(npy(dictionary(`${little ? '<' : '>'}${dtype}`, '(2, 3)'), data))
      expect(array.dtype).toBe(dtype)
      expect(array.shape).toEqual([2, 3])
      expect([...asFloat64(array)]).toEqual([1, 2, 3, 4, 5, 6])
    }
  })

  it('reads bytes, bool and half precision', () => {
    expect([...readNpy(npy(dictionary('|i1', '(2,)'), Uint8Array.of(255, 1))).data]).toEqual([-1, 1])
    expect([...readNpy(npy(dictionary('|u1', '(2,)'), Uint8Array.of(255, 1))).data]).toEqual([255, 1])
    expect([...readNpy(npy(dictionary('|b1', '(2,)'), Uint8Array.of(0, 1))).data]).toEqual([0, 1])
    const halves = Uint8Array.of(0x00, 0x3c, 0x00, 0xc0, 0x00, 0x7c, 0x01, 0x00, 0x00, 0x7e)
    expect([...readNpy(npy(dictionary('<f2', '(5,)'), halves)).data]).toEqual([
      1,
      -2,
      Number.POSITIVE_INFINITY,
      2 ** -24,
      Number.NaN,
    ])
  })

  it('turns Fortran order into C order', () => {
    const shape = [2, 3, 4]
    const value = (i: number, j: number, k: number) => i * 100 + j * 10 + k
    const fortran: number[] = []
    const c: number[] = []
    for (let k = 0; k < 4; k++) for (let j = 0; j < 3; j++) for (let i = 0; i < 2; i++) fortran.push(value(i, j, k))
    for (let i = 0; i < 2; i++) for (let j = 0; j < 3; j++) for (let k = 0; k < 4; k++) c.push(value(i, j, k))
    const bytes = new Uint8Array(Float64Array.from(fortran).buffer)
    const array = readNpy(npy(dictionary('<f8', '(2, 3, 4)', 'True'), bytes))
    expect(array.shape).toEqual(shape)
    expect([...array.data]).toEqual(c)
  })

  it('reads single values, empty arrays and versions 2 and 3', () => {
    expect(readNpy(npy(dictionary('<f8', '()'), new Uint8Array(Float64Array.of(7).buffer)))).toMatchObject({
      shape: [],
    })
    expect(readNpy(npy(dictionary('<f4', '(0, 3)'), new Uint8Array(0))).data.length).toBe(0)
    for (const version of [2, 3]) {
      expect([...readNpy(npy(dictionary('|u1', '(1,)'), Uint8Array.of(5), version)).data]).toEqual([5])
    }
  })

  it('takes keys in any order, both quotes and Python 2’s long counts', () => {
    const text = '{"shape": (1L, 2L), "fortran_order": False, "descr": "|u1"}'
    expect(readNpy(npy(text, Uint8Array.of(5, 6))).shape).toEqual([1, 2])
  })

  it.each([
    ['another file', bytesOf('PK\x03\x04 and more'), 'input/not-npy'],
    ['an empty file', new Uint8Array(0), 'input/not-npy'],
    ['a pickle', npy(dictionary('|O', '(1,)'), Uint8Array.of(0x80, 4)), 'input/npy-objects'],
    ['strings', npy(dictionary('<U5', '(1,)'), new Uint8Array(20)), 'input/npy-type'],
    ['complex numbers', npy(dictionary('<c16', '(1,)'), new Uint8Array(16)), 'input/npy-type'],
    [
      'records',
      npy("{'descr': [('a', '<f8'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }", new Uint8Array(12)),
      'input/npy-type',
    ],
    ['too few bytes', npy(dictionary('<f8', '(2,)'), new Uint8Array(15)), 'input/truncated'],
    ['too many bytes', npy(dictionary('<f8', '(2,)'), new Uint8Array(17)), 'input/npy-trailing'],
    [
      'a huge shape',
      npy(dictionary('<f8', '(1000000000, 1000000000, 1000000000)'), new Uint8Array(8)),
      'input/truncated',
    ],
    ['a negative shape', npy(dictionary('<f8', '(-1,)'), new Uint8Array(8)), 'input/npy-header'],
    ['a shape that is none', npy(dictionary('<f8', '3'), new Uint8Array(24)), 'input/npy-header'],
    ['no dictionary', npy('hello', new Uint8Array(0)), 'input/npy-header'],
    ['a missing key', npy("{'descr': '<f8', 'shape': (1,)}", new Uint8Array(8)), 'input/npy-header'],
    [
      'a key too many',
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': True}", new Uint8Array(8)),
      'input/npy-header',
    ],
    [
      'a doubled key',
      npy("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", new Uint8Array(8)),
      'input/npy-header',
    ],
    ['an order that is none', npy(dictionary('<f8', '(1,)', '0'), new Uint8Array(8)), 'input/npy-header'],
    ['an unknown version', npy(dictionary('<f8', '(1,)'), new Uint8Array(8), 4), 'input/npy-header'],
  ])('refuses %s', (_, bytes, code) => {
    expect(refusalOf(() => readNpy(bytes)).code).toBe(code)
  })

  it('hands out the header alone, for readers of objects', () => {
    const header = readNpyHeader(npy(dictionary('|O', '(2, 3)', 'True'), Uint8Array.of(0x80)))
    expect(header).toMatchObject({ dtype: 'O', shape: [2, 3], fortranOrder: true })
  })

  it('reads or refuses a file cut off at every byte', () => {
    const bytes = writeNpy({ shape: [3], data: Float64Array.of(1, 2, 3) })
    for (let length = 0; length < bytes.length; length++) {
      expect(readOrRefuse(() => readNpy(bytes.slice(0, length)))).toHaveProperty('refused')
    }
  })

  it('refuses whole numbers that a double cannot hold', () => {
    const data = new Uint8Array(BigInt64Array.of(2n ** 60n + 1n).buffer)
    expect(refusalOf(() => asFloat64(readNpy(npy(dictionary('<i8', '(1,)'), data)))).code).toBe('input/npy-number')
  })
})

describe('NPY writing', () => {
  it('lays the file out as numpy does', () => {
    const bytes = writeNpy({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) })
    expect(bytes.length).toBe(128 + 48)
    expect([...bytes.slice(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0])
    const text = new TextDecoder().decode(bytes.slice(10, 128))
    expect(text.trimEnd()).toBe("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }")
    expect(text.endsWith(' \n')).toBe(true)
  })

  it('refuses a shape that does not fit', () => {
    expect(() => writeNpy({ shape: [4], data: Float64Array.of(1) })).toThrow(RangeError)
  })

  it('round-trips every array', () => {
    const data = fc.oneof(
      fc.float64Array({ maxLength: 30 }),
      fc.float32Array({ maxLength: 30 }),
      fc.int32Array({ maxLength: 30 }),
      fc.uint32Array({ maxLength: 30 }),
      fc.uint8Array({ maxLength: 30 }),
    )
    fc.assert(
      fc.property(data, fc.boolean(), (numbers, asColumn) => {
        const shape = asColumn ? [numbers.length, 1] : [numbers.length]
        const back = readNpy(writeNpy({ shape, data: numbers }))
        expect(back.shape).toEqual(shape)
        expect(back.data).toEqual(numbers)
      }),
      { seed: 7 },
    )
  })
})

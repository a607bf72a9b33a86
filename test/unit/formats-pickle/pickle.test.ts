import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isObjectNpy, type PickleArray, type PickleValue, readObjectNpy, readPickle } from '#core/formats/pickle.ts'
import { CameoError } from '#core/model/errors.ts'
import {
  asBytes,
  binString,
  bool,
  bytes,
  dtype,
  global,
  int,
  ndarray,
  type Part,
  shortText,
  swapped,
  tuple,
  uint32,
  uint64,
  unicode,
} from './pickleBytes.ts'

const arrayOf = (value: PickleValue): PickleArray => {
  if (value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'array') return value
  throw new Error('no array')
}

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof CameoError) return error.code
    throw error
  }
  return 'nothing thrown'
}

const messageOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return ''
}

describe('plain values', () => {
  test('protocol 0: text, numbers, lists, dicts, escapes', () => {
    const pickle = bytes(
      "(dp0\nS'a\\x9f\\n\\\\'\np1\n(lp2\nI1\naL12345678901234567890L\naF2.5\naI01\naI00\naNasVsch\\u00f6n\ng1\ns.",
    )
    const value = readPickle(pickle) as Map<string, PickleValue>
    expect(value.get('a\x9f\n\\')).toEqual([1, 12345678901234567890n, 2.5, true, false, null])
    expect(value.get('schön')).toBe('a\x9f\n\\')
  })

  test('protocol 2 and 4: memo, tuples, shared parts stay shared', () => {
    const pickle = bytes(
      '\x80\x04\x95',
      uint64(99),
      '}\x94(',
      unicode('x'),
      ']\x94(K\x01K\x02e',
      unicode('y'),
      'h\x01',
      unicode('z'),
      'K\x03K\x04\x86',
      'u.',
    )
    const value = readPickle(pickle) as Map<string, PickleValue>
    expect(value.get('x')).toEqual([1, 2])
    expect(value.get('y')).toBe(value.get('x'))
    expect(value.get('z')).toEqual([3, 4])
  })

  test('whole numbers of every form', () => {
    const pickle = bytes(
      '\x80\x02](K\xffM\xff\xffJ\xff\xff\xff\xff\x8a\x02\x00\xff\x8a\x00G',
      [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18],
      'e.',
    )
    expect(readPickle(pickle)).toEqual([255, 65535, -1, -256, 0, Math.PI])
  })
})

describe('numpy arrays', () => {
  const values = Float64Array.of(1, 2, 3, 4, 5, 6)

  test('C order, read where it lies when it is aligned', () => {
    const read = (padding: string): { array: PickleArray; file: Uint8Array } => {
      const file = bytes(
        '\x80\x02(',
        shortText(padding),
        ndarray({ shape: [2, 3], type: dtype('f8', '<'), content: binString(asBytes(values)) }),
        'l.',
      )
      return { array: arrayOf((readPickle(file) as PickleValue[])[1]), file }
    }
    const all = Array.from({ length: 8 }, (_, i) => read('x'.repeat(i)))
    for (const { array } of all) expect([...array.data]).toEqual([1, 2, 3, 4, 5, 6])
    expect(all.filter(({ array, file }) => array.data.buffer === file.buffer)).toHaveLength(1)
  })

  test('a Buffer of Node is read as any bytes, wherever it begins', () => {
    for (let offset = 0; offset < 8; offset++) {
      const file = bytes(
        '\x80\x02',
        ndarray({ shape: [6], type: dtype('f8', '<'), content: binString(asBytes(values)) }),
        '.',
      )
      const buffer = Buffer.alloc(file.length + 8)
      buffer.set(file, offset)
      const array = arrayOf(readPickle(buffer.subarray(offset, offset + file.length)))
      expect([...array.data]).toEqual([...values])
    }
  })

  test('Fortran order comes out in C order', () => {
    const array = arrayOf(
      readPickle(
        bytes(
          '\x80\x02',
          ndarray({ shape: [2, 3], type: dtype('f8', '<'), isFortran: true, content: binString(asBytes(values)) }),
          '.',
        ),
      ),
    )
    expect([...array.data]).toEqual([1, 3, 5, 2, 4, 6])
    expect(array.shape).toEqual([2, 3])
  })

  test('big endian comes out in ours', () => {
    const array = arrayOf(
      readPickle(
        bytes('\x80\x02', ndarray({ shape: [6], type: dtype('f8', '>'), content: binString(swapped(values)) }), '.'),
      ),
    )
    expect([...array.data]).toEqual([...values])
    expect(array.dtype).toBe('f8')
  })

  test('short data in a short string, object arrays, scalars', () => {
    const small = ndarray({ shape: [2], type: dtype('i4', '<'), content: shortText('\x01\0\0\0\xfe\xff\xff\xff') })
    const objects = ndarray({ shape: [2], type: dtype('O8', '|'), content: ['(', small, shortText('text'), 'l'] })
    const scalar = [
      global('numpy.core.multiarray', 'scalar'),
      tuple(dtype('i8', '<'), shortText('\x07\0\0\0\0\0\0\0')),
      'R',
    ]
    const value = readPickle(bytes('\x80\x02(', objects, scalar, 'l.')) as PickleValue[]
    expect(value[0]).toMatchObject({
      kind: 'objects',
      shape: [2],
      items: [{ dtype: 'i4', data: Int32Array.of(1, -2) }, 'text'],
    })
    expect(value[1]).toBe(7)
  })

  test('protocol 5: buffers in C, in Fortran and in permuted order', () => {
    const buffer = (shape: readonly number[], order: string, axes: Part): Part => [
      unicode('numpy._core.numeric'),
      unicode('_frombuffer'),
      '\x93(\x96',
      uint64(48),
      asBytes(values),
      dtype('f8', '<'),
      tuple(...shape.map(int)),
      unicode(order),
      axes,
      'tR',
    ]
    const pickle = bytes(
      '\x80\x05(',
      buffer([2, 3], 'C', []),
      buffer([2, 3], 'F', []),
      buffer([3, 2], 'K', tuple(int(1), int(0))),
      'l.',
    )
    const [c, fortran, permuted] = (readPickle(pickle) as PickleValue[]).map(arrayOf)
    expect([...c.data]).toEqual([1, 2, 3, 4, 5, 6])
    expect([...fortran.data]).toEqual([1, 3, 5, 2, 4, 6])
    expect(permuted).toMatchObject({ shape: [2, 3], data: Float64Array.of(1, 3, 5, 2, 4, 6) })
  })

  test('a shape that lies about its bytes is refused', () => {
    const lying = (shape: readonly number[]): Uint8Array =>
      bytes('\x80\x02', ndarray({ shape, type: dtype('f8', '<'), content: binString(asBytes(values)) }), '.')
    expect(codeOf(() => readPickle(lying([2, 2])))).toBe('input/pickle-array')
    expect(codeOf(() => readPickle(lying([-2, -3])))).toBe('input/pickle-array')
    expect(codeOf(() => readPickle(lying([2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1])))).toBe('input/pickle-array')
  })
})

describe('objects of the model files', () => {
  const vector = ndarray({ shape: [1], type: dtype('f8', '<'), content: binString(asBytes(Float64Array.of(7))) })

  test('chumpy arrays are their payload, Select and torch tensors are skipped by name', () => {
    const chumpy = [global('chumpy.ch', 'Ch'), ')\x81}', shortText('x'), vector, 's', 'b']
    const select = [global('chumpy.reordering', 'Select'), ')\x81}', shortText('a'), vector, 's', 'b']
    const tensor = [global('torch._utils', '_rebuild_tensor_v2'), tuple(int(1)), 'R']
    const value = readPickle(bytes('\x80\x02(', chumpy, select, tensor, 'l.')) as PickleValue[]
    expect(value[0]).toMatchObject({ kind: 'array', data: Float64Array.of(7) })
    expect(value[1]).toEqual({ kind: 'skipped', className: 'chumpy.reordering.Select' })
    expect(value[2]).toEqual({ kind: 'skipped', className: 'torch.Tensor' })
  })

  test('a scipy csc_matrix is its four parts', () => {
    const whole = (value: number): Part =>
      ndarray({ shape: [1], type: dtype('i4', '<'), content: binString(asBytes(Int32Array.of(value))) })
    const state: Part = [
      '}(',
      shortText('_shape'),
      tuple(int(5), int(9)),
      shortText('data'),
      vector,
      shortText('indices'),
      whole(3),
      shortText('indptr'),
      whole(0),
      'u',
    ]
    const value = readPickle(bytes('\x80\x02', global('scipy.sparse.csc', 'csc_matrix'), ')\x81', state, 'b.'))
    expect(value).toMatchObject({
      kind: 'csc',
      shape: [5, 9],
      data: { data: Float64Array.of(7) },
      indices: { data: Int32Array.of(3) },
    })
  })
})

describe('what is refused', () => {
  test('any other class or function, by name', () => {
    const evil = bytes(global('os', 'system'), '(', shortText('true'), 'tR.')
    expect(codeOf(() => readPickle(evil))).toBe('input/pickle-global')
    expect(messageOf(() => readPickle(evil))).toContain('"os.system"')
    const stacked = bytes('\x80\x04', unicode('builtins'), unicode('eval'), '\x93.')
    expect(messageOf(() => readPickle(stacked))).toContain('"builtins.eval"')
    expect(codeOf(() => readPickle(bytes(global('numpy', 'ndarray'), ')R.')))).toBe('input/pickle-global')
  })

  test.each([
    ['INST', '(ios\nsystem\n.'],
    ['OBJ', '(o.'],
    ['PERSID', 'P1\n.'],
    ['EXT1', '\x82\x01.'],
    ['NEWOBJ_EX', '\x92.'],
    ['NEXT_BUFFER', '\x97.'],
  ])('the operation %s, by name', (name, content) => {
    expect(codeOf(() => readPickle(bytes(content)))).toBe('input/pickle-opcode')
    expect(messageOf(() => readPickle(bytes(content)))).toContain(name)
  })

  test('what costs too much', () => {
    const long = bytes('](', 'K\x01'.repeat(50), 'e.')
    expect(codeOf(() => readPickle(long, { operations: 20 }))).toBe('input/pickle-limit')
    expect(codeOf(() => readPickle(long, { stack: 20 }))).toBe('input/pickle-limit')
    expect(codeOf(() => readPickle(bytes('K\x01', '\x94'.repeat(30), '.'), { memo: 20 }))).toBe('input/pickle-limit')
    expect(codeOf(() => readPickle(bytes('(l'.repeat(1), ']'.repeat(90), 'a'.repeat(89), '.'), { depth: 30 }))).toBe(
      'input/pickle-limit',
    )
    expect(codeOf(() => readPickle(bytes('X', uint32(9), 'ninebytes', '.'), { bytes: 8 }))).toBe('input/pickle-limit')
    expect(codeOf(() => readPickle(bytes('(lp0\ng0\na.')))).toBe('input/pickle-broken')
  })

  test('protocols to come', () => {
    expect(codeOf(() => readPickle(bytes('\x80\x06N.')))).toBe('input/pickle-protocol')
  })
})

const sample = bytes(
  '\x80\x02}(',
  shortText('f'),
  ndarray({
    shape: [3, 2],
    type: dtype('f8', '<'),
    isFortran: true,
    content: binString(asBytes(Float64Array.of(1, 2, 3, 4, 5, 6))),
  }),
  shortText('name'),
  unicode('value'),
  bool(true),
  'Nu.',
)

test('a pickle cut at any byte is refused as input, never otherwise', () => {
  for (let length = 0; length < sample.length; length++) {
    expect(codeOf(() => readPickle(sample.subarray(0, length)))).toMatch(/^input\/pickle-/)
  }
})

test('damaged bytes give data or an input error', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (edits) => {
      const damaged = sample.slice()
      for (const [at, value] of edits) damaged[at] = value
      expect(['nothing thrown', 'input']).toContain(codeOf(() => readPickle(damaged)).split('/')[0])
    }),
    { seed: 7, numRuns: 3000 },
  )
})

describe('.npy files of objects', () => {
  const npy = (descr: string, payload: Uint8Array): Uint8Array => {
    const fields = `{'descr': '${descr}', 'fortran_order': False, 'shape': (), }`
    const header = `${fields.padEnd(117)}\n`
    return bytes('\x93NUMPY\x01\x00', header.length, header.length >>> 8, header, payload)
  }
  const payload = bytes(
    '\x80\x03',
    ndarray({ shape: [], type: dtype('O8', '|'), content: ['(', '}', unicode('k'), int(5), 's', 'l'] }),
    '.',
  )

  test('a single object comes out of its array', () => {
    expect(isObjectNpy(npy('|O', payload))).toBe(true)
    expect(readObjectNpy(npy('|O', payload))).toEqual(new Map([['k', 5]]))
  })

  test('numbers and other files are left to their readers', () => {
    expect(isObjectNpy(npy('<f8', payload))).toBe(false)
    expect(isObjectNpy(bytes('no npy at all'))).toBe(false)
    expect(codeOf(() => readObjectNpy(npy('<f8', payload)))).toBe('input/npy-objects')
  })
})

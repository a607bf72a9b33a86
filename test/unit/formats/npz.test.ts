import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { writeNpy } from '#core/formats/npy.ts'
import { readNpz, writeNpz } from '#core/formats/npz.ts'
import { readOrRefuse, refusalOf } from './soundMesh.ts'

const one = { shape: [3], data: Float64Array.of(1, 2, 3) }
const zeros = { shape: [100, 100], data: new Float64Array(10000) }
const archive = () =>
  writeNpz([
    ['one', one],
    ['zeros', zeros],
  ])

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Byte of the n-th record with this signature. */
const find = (bytes: Uint8Array, signature: number, n = 0): number => {
  for (let at = 0; at + 4 <= bytes.length; at++) {
    if (view(bytes).getUint32(at, true) === signature && n-- === 0) return at
  }
  throw new Error('no such record')
}
const entry = 0x02014b50
const local = 0x04034b50

describe('NPZ', () => {
  it('round-trips, in order, the same bytes every time', () => {
    const bytes = archive()
    expect(
      writeNpz([
        ['one', one],
        ['zeros', zeros],
      ]),
    ).toEqual(bytes)
    const arrays = readNpz(bytes)
    expect([...arrays.keys()]).toEqual(['one', 'zeros'])
    expect(arrays.get('one')).toMatchObject({ dtype: 'f8', shape: [3], data: one.data })
    expect(arrays.get('zeros')?.data.length).toBe(10000)
  })

  it('dates every entry alike, whatever the time and the zone', () => {
    const bytes = archive()
    for (const n of [0, 1]) expect(view(bytes).getUint32(find(bytes, local, n) + 10, true)).toBe(0x00210000)
  })

  it('reads stored entries', () => {
    const bytes = zipSync({ 'one.npy': [writeNpy(one), { level: 0 }] })
    expect(readNpz(bytes).get('one')?.data).toEqual(one.data)
  })

  it('names the array that cannot be read', () => {
    const bytes = zipSync({ 'good.npy': writeNpy(one), 'bad.npy': writeNpy(one).slice(0, -1) })
    const error = refusalOf(() => readNpz(bytes))
    expect(error.code).toBe('input/truncated')
    expect(error.message).toMatch(/^Array “bad”: /)
  })

  it('is read or refused, cut off at every byte', () => {
    const bytes = archive()
    for (let length = 0; length < bytes.length; length++) {
      expect(readOrRefuse(() => readNpz(bytes.slice(0, length)))).toHaveProperty('refused')
    }
  })

  it('finds every flipped bit of its content', () => {
    const bytes = archive()
    const start = find(bytes, local) + 30 + 'one.npy'.length
    for (let at = start; at < find(bytes, local, 1); at++) {
      const damaged = bytes.slice()
      damaged[at] ^= 1
      expect(refusalOf(() => readNpz(damaged)).code).toMatch(/^input\/zip-(checksum|damaged|size)$/)
    }
  })

  const changes: [string, string, (bytes: Uint8Array) => void][] = [
    ['an encrypted entry', 'encrypted', (b) => view(b).setUint16(find(b, entry) + 8, 1, true)],
    ['an unknown method', 'method', (b) => view(b).setUint16(find(b, entry) + 10, 12, true)],
    ['a size that deflate cannot reach', 'size', (b) => view(b).setUint32(find(b, entry) + 24, 0x10000000, true)],
    [
      'a total beyond the limit',
      'too-large',
      (b) => {
        for (const n of [0, 1]) view(b).setUint32(find(b, entry, n) + 24, 0x7fffffff, true)
      },
    ],
    [
      'a size a byte too large',
      'size',
      (b) => view(b).setUint32(find(b, entry) + 24, view(b).getUint32(find(b, entry) + 24, true) + 1, true),
    ],
    ['an entry that reaches beyond the file', 'entry', (b) => view(b).setUint32(find(b, entry) + 20, 0x7fffffff, true)],
    ['an entry elsewhere', 'entry', (b) => view(b).setUint32(find(b, entry) + 42, 5, true)],
    ['a directory elsewhere', 'directory', (b) => view(b).setUint32(find(b, 0x06054b50) + 16, 3, true)],
    ['a part of a set', 'parts', (b) => view(b).setUint16(find(b, 0x06054b50) + 4, 1, true)],
  ]
  it.each(changes)('refuses %s', (_, code, change) => {
    const bytes = archive()
    change(bytes)
    expect(refusalOf(() => readNpz(bytes)).code).toBe(`input/zip-${code}`)
  })

  it('refuses two entries of one name and entries that share their bytes', () => {
    const twice = zipSync({ 'a.npy': writeNpy(one), 'b.npy': writeNpy(one) })
    const name = find(twice, entry, 1) + 46
    twice[name] = 'a'.charCodeAt(0)
    expect(refusalOf(() => readNpz(twice)).code).toBe('input/zip-duplicate')
    const shared = zipSync({ 'a.npy': writeNpy(one), 'b.npy': writeNpy(one) })
    view(shared).setUint32(find(shared, entry, 1) + 42, 0, true)
    expect(refusalOf(() => readNpz(shared)).code).toBe('input/zip-overlap')
  })

  it('refuses what is no archive', () => {
    expect(refusalOf(() => readNpz(new Uint8Array(0))).code).toBe('input/not-zip')
    expect(refusalOf(() => readNpz(new Uint8Array(1000))).code).toBe('input/not-zip')
  })
})

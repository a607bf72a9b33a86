import { describe, expect, it } from 'vitest'
import { writeNpy } from '#core/formats/npy.ts'
import { readVertexScalars } from '#core/formats/vertexScalars.ts'

const text = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`)
const ascii = (property: string): Uint8Array =>
  text([
    ...['ply', 'format ascii 1.0', 'element extra 1', 'property list uchar int row', 'element vertex 3'],
    ...['property float x', 'property float y', 'property float z', `property float ${property}`, 'end_header'],
    ...['2 7 8', '0 0 0 0.25', '1 0 0 1', '0 1 0 0'],
  ])

describe('a number for each vertex', () => {
  it('is read from NumPy, from the scalar of a PLY under its usual names, and from bytes', () => {
    const npy = writeNpy({ shape: [3], data: Float32Array.of(0.25, 1, 0) })
    expect([...readVertexScalars(npy, 'weights.npy')]).toEqual([0.25, 1, 0])
    for (const name of ['quality', 'weight', 'scalar_Scalar_field']) {
      expect([...readVertexScalars(ascii(name), 'scan.ply')]).toEqual([0.25, 1, 0])
    }
    expect([...readVertexScalars(Uint8Array.of(0, 255, 51), 'painted.u8')]).toEqual([0, 1, Math.fround(0.2)])
  })

  it('is read from a binary PLY in either byte order', () => {
    for (const [order, little] of [
      ['little', true],
      ['big', false],
    ] as const) {
      const head = text([
        ...['ply', `format binary_${order}_endian 1.0`, 'element vertex 2', 'property float x', 'property float y'],
        ...['property float z', 'property double quality', 'end_header'],
      ])
      const body = new DataView(new ArrayBuffer(40))
      body.setFloat64(12, 0.5, little)
      body.setFloat64(32, 0.75, little)
      const file = new Uint8Array(head.length + 40)
      file.set(head)
      file.set(new Uint8Array(body.buffer), head.length)
      expect([...readVertexScalars(file, 'scan.ply')]).toEqual([0.5, 0.75])
    }
  })

  it('says what a PLY has instead, and which endings there are', () => {
    expect(() => readVertexScalars(ascii('height'), 'scan.ply')).toThrow(/there are x, y, z, height/)
    expect(() => readVertexScalars(new Uint8Array(), 'weights.txt')).toThrow(/weights\.txt.*\.npy/)
    expect(() => readVertexScalars(ascii('quality').subarray(0, -8), 'scan.ply')).toThrow(/cut off/)
  })
})

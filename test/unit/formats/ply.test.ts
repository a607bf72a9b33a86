import { describe, expect, it } from 'vitest'
import { readMesh, writeMesh } from '#core/formats/index.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { bytesOf, expectSoundMesh, joined, packed, refusalOf, tetrahedron } from './soundMesh.ts'

const read = (file: string | Uint8Array) => readMesh(typeof file === 'string' ? bytesOf(file) : file, 'head.ply')

const header = (encoding: string, ...lines: string[]) =>
  `ply\nformat ${encoding} 1.0\n${lines.join('\n')}\nend_header\n`
const vertices = (count: number, type = 'float') => [
  `element vertex ${count}`,
  ...['x', 'y', 'z'].map((axis) => `property ${type} ${axis}`),
]
const faces = (count: number, types = 'uchar int') => [`element face ${count}`, `property list ${types} vertex_indices`]

const square = '0 0 0\n1 0 0\n1 1 0\n0 1 0\n'

describe('PLY encodings', () => {
  /** One quad and one triangle, a list length and index type per case, properties out of order, an element to skip. */
  const binary = (little: boolean): Uint8Array => {
    const endian = little ? 'binary_little_endian' : 'binary_big_endian'
    const text = header(
      endian,
      'comment made by hand',
      'obj_info nothing',
      'element camera 1',
      'property double focal',
      'property list ushort short shape',
      'element vertex 4',
      'property uchar red',
      'property double z',
      'property short x',
      'property float32 y',
      'property int flags',
      'property uint8 green',
      'property uint8 blue',
      'element face 2',
      'property uchar material',
      'property list ushort uint vertex_index',
    )
    const rows = packed(8 + 2 + 4 + 4 * 21 + 1 + 2 + 16 + 1 + 2 + 12, (view) => {
      view.setFloat64(0, 50, little)
      view.setUint16(8, 2, little)
      const points = [
        [0, 0, 0.1],
        [100, 0, 0.2],
        [100, 50, 0.3],
        [0, 50, 0.4],
      ]
      points.forEach(([x, y, z], i) => {
        const at = 14 + i * 21
        view.setUint8(at, i)
        view.setFloat64(at + 1, z, little)
        view.setInt16(at + 9, x, little)
        view.setFloat32(at + 11, y, little)
        view.setInt32(at + 15, -1, little)
        view.setUint8(at + 19, 100 + i)
        view.setUint8(at + 20, 200 + i)
      })
      let at = 14 + 84
      for (const face of [
        [0, 1, 2, 3],
        [2, 1, 0],
      ]) {
        view.setUint16(at + 1, face.length, little)
        face.forEach((vertex, k) => {
          view.setUint32(at + 3 + k * 4, vertex, little)
        })
        at += 3 + face.length * 4
      }
    })
    return joined(bytesOf(text), rows)
  }

  it.each([true, false])('reads any order and type of properties, little endian %s', (little) => {
    const { mesh, warnings } = read(binary(little))
    expect([...(mesh.positionsF64 ?? [])]).toEqual([0, 0, 0.1, 100, 0, 0.2, 100, 50, 0.3, 0, 50, 0.4])
    expect([...(mesh.colors ?? [])]).toEqual([0, 100, 200, 1, 101, 201, 2, 102, 202, 3, 103, 203])
    expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3, 2, 1, 0])
    expect(warnings.map(({ code }) => code)).toEqual([
      'ply-element-skipped',
      'ply-properties-skipped',
      'ply-properties-skipped',
    ])
  })

  it('reads ascii with CRLF lines, blank lines and several vertices’ worth of layouts', () => {
    const text = header(
      'ascii',
      ...vertices(4),
      'property float nx',
      'property float ny',
      'property float nz',
      ...faces(1),
    )
    const rows = '0 0 0 0 0 1\n\n1 0 0 0 0 1\n1 1 0 0 0 1\n0 1 0 0 0 1\n4 0 1 2 3\n'
    const { mesh, warnings } = read(`${text}${rows}`.replaceAll('\n', '\r\n'))
    expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3])
    expect([...(mesh.normals ?? [])].slice(0, 3)).toEqual([0, 0, 1])
    expect(warnings).toEqual([])
  })

  it('reads vertex lists and colours as real numbers', () => {
    const text = header(
      'ascii',
      'element vertex 1',
      'property list uchar int neighbours',
      'property float x',
      'property float y',
      'property float z',
      'property float red',
      'property float green',
      'property float blue',
    )
    const { mesh, warnings } = read(`${text}3 7 8 9 1 2 3 0 0.5 1\n`)
    expect([...mesh.positions]).toEqual([1, 2, 3])
    expect([...(mesh.colors ?? [])]).toEqual([0, 128, 255])
    expect(warnings.map(({ code }) => code)).toEqual(['ply-properties-skipped'])
  })

  it('reads texture coordinates per corner and the texture’s name as MeshLab writes them', () => {
    const text = header(
      'ascii',
      'comment TextureFile my skin.png',
      ...vertices(4),
      ...faces(2),
      'property list uchar float texcoord',
    )
    const { mesh } = read(`${text}${square}3 0 1 2 6 0 0 1 0 1 1\n3 0 2 3 6 .5 .5 1 1 0 1\n`)
    expect(mesh.textureFile).toBe('my skin.png')
    expect([...(mesh.uvs ?? [])]).toEqual([0, 0, 1, 0, 1, 1, 0.5, 0.5, 1, 1, 0, 1])
    expect([...(mesh.uvTriangles ?? [])]).toEqual([0, 1, 2, 3, 4, 5])
  })
})

describe('PLY refusals', () => {
  it.each([
    ['no PLY', 'plyx\n', 'input/not-ply'],
    ['an empty file', '', 'input/not-ply'],
    ['a header without end', 'ply\nformat ascii 1.0\n', 'input/ply-header'],
    ['an unknown encoding', header('utf8', ...vertices(1)), 'input/ply-header'],
    ['an unknown type', header('ascii', ...vertices(1, 'float16')), 'input/ply-header'],
    ['a negative count', header('ascii', ...vertices(-1)), 'input/ply-header'],
    ['a doubled property', header('ascii', ...vertices(1), 'property float x'), 'input/ply-header'],
    ['a property before any element', header('ascii', 'property float x'), 'input/ply-header'],
    ['a real list length', header('ascii', ...vertices(1), ...faces(1, 'float int')), 'input/ply-header'],
    ['real indices', `${header('ascii', ...vertices(1), ...faces(1, 'uchar float'))}0 0 0\n0\n`, 'input/ply-header'],
    [
      'no vertices',
      header('ascii', 'element face 0', 'property list uchar int vertex_indices'),
      'input/ply-no-position',
    ],
    ['no positions', `${header('ascii', 'element vertex 1', 'property float q')}1\n`, 'input/ply-no-position'],
    ['zero vertices', header('ascii', ...vertices(0)), 'input/no-vertices'],
    [
      'faces without indices',
      `${header('ascii', ...vertices(1), 'element face 1', 'property int a')}0 0 0\n1\n`,
      'input/ply-no-indices',
    ],
    [
      'an index too large',
      `${header('ascii', ...vertices(4), ...faces(1))}${square}3 0 1 4\n`,
      'input/index-out-of-range',
    ],
    [
      'a negative index',
      `${header('ascii', ...vertices(4), ...faces(1))}${square}3 0 1 -1\n`,
      'input/index-out-of-range',
    ],
    [
      'a broken index',
      `${header('ascii', ...vertices(4), ...faces(1))}${square}3 0 1 1.5\n`,
      'input/index-out-of-range',
    ],
    ['a row too short', `${header('ascii', ...vertices(2))}0 0\n0 0 0 0\n`, 'input/ply-row'],
    ['a word for a number', `${header('ascii', ...vertices(1))}0 0 zero\n`, 'input/not-a-number'],
  ])('refuses %s', (_, text, code) => {
    expect(refusalOf(() => read(text)).code).toBe(code)
  })

  it('tells the line of a header it does not understand', () => {
    expect(refusalOf(() => read(header('ascii', 'elements vertex 1'))).detail.line).toBe(3)
  })

  it.each(['ascii', 'binary_little_endian', 'binary_big_endian'])(
    'checks overflowing counts before it allocates, %s',
    (encoding) => {
      for (const count of [2 ** 31, 2 ** 32 - 1, 1e9]) {
        expect(refusalOf(() => read(`${header(encoding, ...vertices(count))}0 0 0\n`)).code).toBe('input/truncated')
        const text = header(encoding, ...vertices(0), ...faces(count))
        expect(refusalOf(() => read(`${text}3 0 0 0\n`)).code).toBe('input/truncated')
      }
      expect(refusalOf(() => read(header(encoding, ...vertices(2 ** 33)))).code).toBe('input/ply-header')
    },
  )

  it('refuses list lengths that are negative or beyond the file, with the byte', () => {
    const start = header('binary_little_endian', ...vertices(1), ...faces(1, 'int int'))
    for (const length of [-1, 2 ** 31 - 1]) {
      const rows = packed(12 + 4 + 12, (view) => view.setInt32(12, length, true))
      const error = refusalOf(() => read(joined(bytesOf(start), rows)))
      expect(['input/ply-list-length', 'input/truncated']).toContain(error.code)
      expect(error.detail.byte).toBe(start.length + 12)
    }
  })

  it('says of a truncated file in which element it ends', () => {
    const bytes = writeMesh(tetrahedron, { format: 'ply' })
    expect(refusalOf(() => read(bytes.slice(0, -1))).message).toMatch(/the file ends in row 4 of the 4 rows of “face”/)
    expect(refusalOf(() => read(bytes.slice(0, -60))).message).toMatch(/4 rows of “vertex” need at least 48 bytes/)
  })
})

describe('PLY repairs', () => {
  it('takes out vertices that are not finite with their faces', () => {
    const positions = Float32Array.of(Number.NaN, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1)
    const { mesh, warnings } = read(writeMesh({ ...tetrahedron, positions }, { format: 'ply' }))
    expectSoundMesh(mesh)
    expect([...mesh.triangles]).toEqual([0, 1, 2])
    expect(warnings.map(({ code }) => code)).toEqual(['not-finite'])
  })

  it('leaves out normals that are not finite', () => {
    const normals = new Float32Array(12).fill(Number.POSITIVE_INFINITY)
    const { mesh, warnings } = read(writeMesh({ ...tetrahedron, normals }, { format: 'ply' }))
    expect(mesh.normals).toBeUndefined()
    expect(warnings.map(({ code }) => code)).toEqual(['normals-not-finite'])
  })

  it('skips points and lines among the faces, long rows and what follows the last row', () => {
    const { mesh, warnings } = read(
      `${header('ascii', ...vertices(4), ...faces(3))}${square}2 0 1\n3 0 1 2 255\n1 0\nmore\n`,
    )
    expect([...mesh.triangles]).toEqual([0, 1, 2])
    expect(warnings.map(({ code }) => code).sort()).toEqual(['face-too-short', 'ply-row-longer', 'trailing-bytes'])
  })
})

describe('PLY writing', () => {
  it('keeps everything a mesh holds', () => {
    const mesh: Mesh = {
      ...tetrahedron,
      positionsF64: Float64Array.from(tetrahedron.positions, (value) => value + 1e-12),
      normals: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
      colors: Uint8Array.from({ length: 12 }, (_, i) => i * 21),
      uvs: Float32Array.of(0, 0, 1, 0, 1, 1, 0.25, 0.75),
      textureFile: 'skin.png',
    }
    const { mesh: back, warnings } = read(writeMesh(mesh, { format: 'ply' }))
    expect(warnings).toEqual([])
    expect(back).toEqual({ ...mesh, positions: Float32Array.from(mesh.positionsF64 ?? []) })
  })

  it('writes the same bytes every time, little endian', () => {
    const bytes = writeMesh(tetrahedron, { format: 'ply' })
    expect(writeMesh(structuredClone(tetrahedron), { format: 'ply' })).toEqual(bytes)
    expect(new TextDecoder().decode(bytes).split('\n').slice(0, 3)).toEqual([
      'ply',
      'format binary_little_endian 1.0',
      'comment Written by Cameo',
    ])
  })

  it('writes a point cloud without faces', () => {
    const { mesh } = read(writeMesh({ ...tetrahedron, triangles: new Uint32Array(0) }, { format: 'ply' }))
    expect(mesh.positions).toEqual(tetrahedron.positions)
    expect(mesh.triangles.length).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { readMesh, writeMesh } from '#core/formats/index.ts'
import { bytesOf, expectSoundMesh, joined, refusalOf, tetrahedron } from './soundMesh.ts'

const readStl = (file: string | Uint8Array) => readMesh(typeof file === 'string' ? bytesOf(file) : file, 'head.stl')
const readOff = (text: string) => readMesh(bytesOf(text), 'head.off')

const facet = (a: string, b: string, c: string) =>
  `facet normal 0 0 1\n outer loop\n  vertex ${a}\n  vertex ${b}\n  vertex ${c}\n endloop\nendfacet\n`

describe('STL', () => {
  it('welds equal corners, 0 and −0 alike', () => {
    const { mesh } = readStl(
      `solid head\n${facet('0 0 0', '1 0 0', '0 1 0')}${facet('-0 0 0', '0 1 0', '-1 0 0')}endsolid\n`,
    )
    expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3])
    expect(mesh.positions.length).toBe(12)
  })

  it('takes a binary file whose header starts with “solid” for what it is', () => {
    const bytes = writeMesh(tetrahedron, { format: 'stl' })
    bytes.set(bytesOf('solid head made by a tool that does not care'))
    const { mesh, warnings } = readStl(bytes)
    expect(mesh.triangles.length).toBe(12)
    expect(warnings).toEqual([])
    const trailing = readStl(joined(bytes, bytesOf('\0')))
    expect(trailing.mesh).toEqual(mesh)
    expect(trailing.warnings.map(({ code }) => code)).toEqual(['trailing-bytes'])
  })

  it('round-trips through binary', () => {
    const { mesh } = readStl(writeMesh(tetrahedron, { format: 'stl' }))
    expectSoundMesh(mesh)
    const corners = (m: typeof mesh) => [...m.triangles].map((v) => [...m.positions.slice(v * 3, v * 3 + 3)])
    expect(corners(mesh)).toEqual(corners(tetrahedron))
  })

  it('welds many thousand vertices into one surface', () => {
    const side = 80
    const positions = Float32Array.from({ length: side * side * 3 }, (_, i) =>
      i % 3 === 0 ? Math.floor(i / 3) % side : i % 3 === 1 ? Math.floor(i / 3 / side) : Math.sin(i),
    )
    const cells = Array.from(
      { length: (side - 1) * (side - 1) },
      (_, c) => Math.floor(c / (side - 1)) * side + (c % (side - 1)),
    )
    const triangles = Uint32Array.from(cells.flatMap((a) => [a, a + 1, a + side, a + 1, a + side + 1, a + side]))
    const { mesh } = readStl(writeMesh({ positions, triangles }, { format: 'stl' }))
    expect(mesh.positions.length / 3).toBe(side * side)
    expect(mesh.triangles.length).toBe(triangles.length)
  })

  it.each([
    ['an empty file', '', 'input/not-stl'],
    ['a text that is no STL', 'hello', 'input/not-stl'],
    [
      'a facet with four corners',
      `solid\nfacet normal 0 0 1\nouter loop\n${'vertex 0 0 0\n'.repeat(4)}endloop\nendfacet\nendsolid\n`,
      'input/stl-ascii',
    ],
    ['an unknown keyword', 'solid\nfacet normal 0 0 1\nouter loop\nvertices 0 0 0\n', 'input/stl-ascii'],
    [
      'a facet cut off',
      `solid\n${facet('0 0 0', '1 0 0', '0 1 0')}facet normal 0 0 1\nouter loop\nvertex 0 0 0\n`,
      'input/truncated',
    ],
    ['a vertex cut off', 'solid\nfacet normal 0 0 1\nouter loop\nvertex 0 0', 'input/truncated'],
    ['a solid without facets', 'solid head\nendsolid head\n', 'input/no-vertices'],
  ])('refuses %s', (_, text, code) => {
    expect(refusalOf(() => readStl(text)).code).toBe(code)
  })

  it('refuses a count beyond the file before it allocates', () => {
    const bytes = new Uint8Array(84 + 50)
    new DataView(bytes.buffer).setUint32(80, 0xffffffff, true)
    const error = refusalOf(() => readStl(bytes))
    expect(error.code).toBe('input/truncated')
    expect(error.message).toContain('4294967295 triangles')
  })

  it('warns of attributes and merges solids', () => {
    const bytes = writeMesh(tetrahedron, { format: 'stl' })
    bytes[84 + 48] = 1
    expect(readStl(bytes).warnings.map(({ code }) => code)).toEqual(['stl-attributes-skipped'])
    const solid = `solid\n${facet('0 0 0', '1 0 0', '0 1 0')}endsolid\n`
    expect(readStl(solid + solid).warnings.map(({ code }) => code)).toEqual(['groups-merged'])
  })

  it('writes no file for a mesh without triangles', () => {
    const cloud = { positions: tetrahedron.positions, triangles: new Uint32Array(0) }
    expect(refusalOf(() => writeMesh(cloud, { format: 'stl' })).code).toBe('input/no-triangles')
  })
})

describe('OFF', () => {
  const square = '0 0 0\n1 0 0\n1 1 0\n0 1 0\n'

  it('reads comments, counts on the header’s line, missing edge counts and polygons', () => {
    const { mesh, warnings } = readOff(`# a head\nOFF 4 1 # vertices, faces\n\n${square}# faces\n4  0 1 2 3\n`)
    expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3])
    expect(warnings).toEqual([])
  })

  it('reads a file without its keyword', () => {
    expect(readOff(`4 1 0\n${square}3 0 1 2\n`).mesh.triangles.length).toBe(3)
  })

  it.each([
    ['255 128 0', [255, 128, 0]],
    ['255 128 0 255', [255, 128, 0]],
    ['1 0.5 0', [255, 128, 0]],
  ])('reads the colour %s', (color, expected) => {
    const rows = square
      .trim()
      .split('\n')
      .map((row) => `${row} ${color}`)
      .join('\n')
    const { mesh, warnings } = readOff(`COFF\n4 1 0\n${rows}\n3 0 1 2 9 9 9\n`)
    expect([...(mesh.colors ?? [])].slice(0, 3)).toEqual(expected)
    expect(warnings.map(({ code }) => code)).toEqual(['face-colors-skipped'])
  })

  it('reads normals and texture coordinates', () => {
    const rows = square
      .trim()
      .split('\n')
      .map((row) => `${row} 0 0 1 0.25 0.75`)
      .join('\n')
    const { mesh } = readOff(`STNOFF\n4 0 0\n${rows}\n`)
    expect([...(mesh.normals ?? [])].slice(0, 3)).toEqual([0, 0, 1])
    expect([...(mesh.uvs ?? [])].slice(0, 2)).toEqual([0.25, 0.75])
  })

  it.each([
    ['another format', 'ply\n', 'input/not-off'],
    ['an empty file', '', 'input/not-off'],
    ['four dimensions', '4OFF\n1 0 0\n0 0 0 0\n', 'input/off-variant'],
    ['the binary form', 'OFF BINARY\n', 'input/off-variant'],
    ['missing counts', 'OFF\n', 'input/truncated'],
    ['a broken count', 'OFF\n1.5 0 0\n', 'input/off-counts'],
    ['counts beyond the file', 'OFF\n1000000000 1 0\n0 0 0\n', 'input/truncated'],
    ['an index too large', `OFF\n4 1 0\n${square}3 0 1 4\n`, 'input/index-out-of-range'],
    ['a face longer than the file', `OFF\n4 1 0\n${square}1000000 0 1 2\n`, 'input/truncated'],
    ['a face that ends early', `OFF\n4 1 0\n${square}4 0 1 2\n`, 'input/truncated'],
  ])('refuses %s', (_, text, code) => {
    expect(refusalOf(() => readOff(text)).code).toBe(code)
  })

  it('round-trips colours and doubles', () => {
    const mesh = {
      ...tetrahedron,
      positionsF64: Float64Array.from(tetrahedron.positions, (value) => value / 3),
      positions: tetrahedron.positions.map((value) => value / 3),
      colors: Uint8Array.from({ length: 12 }, (_, i) => i * 23),
    }
    const back = readMesh(writeMesh(mesh, { format: 'off' }), 'head.off')
    expect(back.mesh).toEqual(mesh)
    expect(back.warnings).toEqual([])
  })
})

describe('the mesh registry', () => {
  it('goes by the ending and names what it reads otherwise', () => {
    expect(readMesh(writeMesh(tetrahedron, { format: 'ply' }), 'HEAD.PLY').format).toBe('ply')
    const error = refusalOf(() => readMesh(new Uint8Array(4), 'head.fbx'))
    expect(error.code).toBe('input/mesh-format')
    expect(error.message).toContain('Wavefront OBJ, Stanford PLY, STL, Geomview OFF')
  })
})

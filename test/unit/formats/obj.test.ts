import { describe, expect, it } from 'vitest'
import { readMesh, readMtlTextures, writeMesh } from '#core/formats/index.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { bytesOf, expectSoundMesh, refusalOf, tetrahedron } from './soundMesh.ts'

const read = (text: string) => readMesh(bytesOf(text), 'head.obj')
const codes = (text: string) => read(text).warnings.map(({ code }) => code)

const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n'

describe('OBJ indices', () => {
  it('counts negative ones back from the last vertex so far', () => {
    expect([...read(`${square}f -4 -3 -2\nv 5 5 5\nf -1 -5 -4\n`).mesh.triangles]).toEqual([0, 1, 2, 4, 0, 1])
  })

  it('lets positive ones point ahead', () => {
    expect([...read(`f 1 2 3\n${square}`).mesh.triangles]).toEqual([0, 1, 2])
  })

  it.each([
    ['f 1 2 3', undefined, undefined],
    ['f 1/1 2/2 3/3', [0, 1, 2], undefined],
    ['f 1//1 2//1 3//1', undefined, [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0]],
    ['f 1/1/1 2/2/1 3/3/1', [0, 1, 2], [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0]],
    ['f 1/1/ 2/2/ 3/3/', [0, 1, 2], undefined],
  ])('reads %s', (face, uvTriangles, normals) => {
    const { mesh, warnings } = read(`${square}vt 0 0\nvt 1 0\nvt 1 1\nvn 0 0 1\n${face}\n`)
    expect([...mesh.triangles]).toEqual([0, 1, 2])
    expect(mesh.uvTriangles && [...mesh.uvTriangles]).toEqual(uvTriangles)
    expect(mesh.normals && [...mesh.normals]).toEqual(normals)
    const unused = [uvTriangles ? [] : ['uvs-unused'], normals ? [] : ['normals-unused']].flat()
    expect(warnings.map(({ code }) => code).sort()).toEqual(unused.sort())
  })

  it('names the line of a face that points beyond the last vertex', () => {
    const error = refusalOf(() => read(`${square}f 1 2 3\n# remark\nf 1 2 9\n`))
    expect(error.code).toBe('input/index-out-of-range')
    expect(error.detail.line).toBe(7)
    expect(error.message).toMatch(/^head\.obj: OBJ, line 7: a face names vertex 9, but there are 4 vertices/)
  })

  it.each(['f 0 1 2', 'f -5 1 2'])('refuses %s', (face) => {
    expect(refusalOf(() => read(`${square}${face}\n`)).code).toBe('input/index-out-of-range')
  })

  it.each(['f 1 2 x', 'f 1 2 3.5', 'f 1 2 3/1/1/1', 'f 1 2 3-4'])('refuses %s', (face) => {
    const error = refusalOf(() => read(`${square}vt 0 0\nvn 0 0 1\n${face}\n`))
    expect(error.code).toBe('input/not-an-index')
    expect(error.detail.line).toBe(7)
  })

  it('keeps the surface where a normal or texture coordinate is missing, and says so', () => {
    const { mesh, warnings } = read(`${square}vt 0 0\nf 1/1/7 2/1/7 3/9/7\n`)
    expect([...mesh.triangles]).toEqual([0, 1, 2])
    expect(mesh.normals).toBeUndefined()
    expectSoundMesh(mesh)
    expect(warnings.filter(({ code }) => code === 'index-out-of-range').map(({ line }) => line)).toEqual([6, 6])
  })
})

describe('OBJ lines', () => {
  it('continues a line behind a backslash and takes CR, LF and CRLF ends', () => {
    const { mesh } = read('v 0 0 \\\r\n0\rv 1 0 0\nv 0 1\\\n 0\r\nf 1 \\\n2 3\n')
    expect([...mesh.positions]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0])
    expect([...mesh.triangles]).toEqual([0, 1, 2])
  })

  it('reads the numbers C, Python and locale-free tools write', () => {
    const { mesh } = read('v .5 -1. +2e-1\nv 1E+2 -0 1e05\nv 0.1 0.2 0.3\n')
    expect([...mesh.positions]).toEqual([...Float32Array.of(0.5, -1, 0.2, 100, -0, 1e5, 0.1, 0.2, 0.3)])
  })

  it('refuses a decimal comma and tells the line', () => {
    const error = refusalOf(() => read('v 0 0 0\nv 1,5 0 0\n'))
    expect(error.code).toBe('input/not-a-number')
    expect(error.message).toContain('line 2: “1,5” is not a number')
  })

  it.each(['v 1 2', 'v', 'vn 1 2', 'vt'])('refuses the cut line %s', (line) => {
    expect(refusalOf(() => read(`${square}${line}\n`)).code).toBe('input/truncated')
  })

  it('warns of what it skips', () => {
    expect(codes(`${square}l 1 2\np 1\ncurv2 1 2\nvp 1\nf 1 2\nf 1 2 3\n`).sort()).toEqual(
      ['face-too-short', 'lines-skipped', 'obj-statement-skipped', 'obj-statement-skipped', 'points-skipped'].sort(),
    )
    expect(codes(`${square}g a\nf 1 2 3\ng b\nf 1 3 4\n`)).toEqual([])
    expect(codes(`${square}# remark\ns off\no head\nusemtl skin\nf 1 2 3 # behind\n`)).toEqual([])
  })

  it('refuses a file without vertices', () => {
    expect(refusalOf(() => read('# nothing\n')).code).toBe('input/no-vertices')
    expect(refusalOf(() => readMesh(new Uint8Array(0), 'head.obj')).code).toBe('input/no-vertices')
  })
})

describe('OBJ vertices', () => {
  it('reads colours in 0–1 and in 0–255', () => {
    expect([...(read('v 0 0 0 0 0.5 1\n').mesh.colors ?? [])]).toEqual([0, 128, 255])
    expect([...(read('v 0 0 0 0 128 255\n').mesh.colors ?? [])]).toEqual([0, 128, 255])
  })

  it('whitens vertices without a colour among others with one, and says so', () => {
    const { mesh, warnings } = read('v 0 0 0\nv 1 0 0 1 0 0\nv 0 1 0\n')
    expect([...(mesh.colors ?? [])]).toEqual([255, 255, 255, 255, 0, 0, 255, 255, 255])
    expect(warnings.map(({ code }) => code)).toEqual(['colors-incomplete'])
  })

  it('reads a weight of 1 silently and skips another with a warning', () => {
    expect(codes('v 1 2 3 1.0\n')).toEqual([])
    expect(codes('v 1 2 3 0.5\n')).toEqual(['weight-skipped'])
    expect(codes('v 1 2 3 .1 .2 .3 .4\n')).toEqual(['alpha-skipped'])
  })

  it('keeps doubles only where single precision cannot repeat the digits', () => {
    expect(read('v 372.416 -0.1 1e-3\n').mesh.positionsF64).toBeUndefined()
    expect([...(read('v 372.41698374 0 0\n').mesh.positionsF64 ?? [])]).toEqual([372.41698374, 0, 0])
    expect([...(read('v 0.30000000000000004 0 0\n').mesh.positionsF64 ?? [])]).toEqual([0.30000000000000004, 0, 0])
  })

  it('takes out vertices that are not finite, with their faces, and tells the line', () => {
    const { mesh, warnings } = read(`v nan 0 0\n${square}v inf 0 0\nf 1 2 3\nf 2 3 4\nf 3 4 5\n`)
    expectSoundMesh(mesh)
    expect(mesh.positions.length).toBe(12)
    expect([...mesh.triangles]).toEqual([0, 1, 2, 1, 2, 3])
    expect(warnings).toMatchObject([{ code: 'not-finite', line: 1 }])
    expect(warnings[0].message).toContain('2 vertices')
  })

  it('counts a number too large for single precision as not finite', () => {
    expect(read('v 0 0 0\nv 1e39 0 0\n').warnings).toMatchObject([{ code: 'not-finite', line: 2 }])
    expect(refusalOf(() => read('v nan nan nan\n')).code).toBe('input/not-finite')
  })

  it('averages normals that differ at an edge', () => {
    const { mesh, warnings } = read(`${square}vn 1 0 0\nvn 0 1 0\nf 1//1 2//1 3//1\nf 1//2 3//2 4//2\n`)
    expect(warnings.map(({ code }) => code)).toEqual(['normals-averaged'])
    expect(mesh.normals?.[0]).toBeCloseTo(Math.SQRT1_2, 6)
    expect(mesh.normals?.[1]).toBeCloseTo(Math.SQRT1_2, 6)
  })

  it('drops seams that are none and keeps those that are', () => {
    const uvs = 'vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n'
    expect(read(`${square}${uvs}f 1/1 2/2 3/3\n`).mesh.uvTriangles).toBeUndefined()
    expect([...(read(`${square}${uvs}f 1/4 2/3 3/2\n`).mesh.uvTriangles ?? [])]).toEqual([3, 2, 1])
  })
})

describe('OBJ textures', () => {
  it('names the material libraries, blanks and all', () => {
    const { materialFiles, mesh } = read(`mtllib my head.mtl\n${square}map_Kd skin.png\nf 1 2 3\n`)
    expect(materialFiles).toEqual(['my head.mtl'])
    expect(mesh.textureFile).toBe('skin.png')
  })

  it('finds colour textures behind their options', () => {
    const textures = readMtlTextures(
      bytesOf(
        'newmtl skin\n Kd 1 1 1\n map_Kd -clamp on -s 1 1 1 -bm 0.5 my skin.jpg\n\tnewmtl eye\nmap_Kd -mm 0.1 2 eye.png\r\nnewmtl none\nmap_bump b.png\n',
      ),
    )
    expect([...textures]).toEqual([
      ['skin', 'my skin.jpg'],
      ['eye', 'eye.png'],
    ])
  })
})

describe('OBJ writing', () => {
  const colored: Mesh = {
    ...tetrahedron,
    colors: Uint8Array.from({ length: 12 }, (_, i) => i * 20),
    normals: tetrahedron.positions.map(() => 0.5),
    uvs: Float32Array.of(0, 0, 1, 0, 1, 1),
    uvTriangles: Uint32Array.of(0, 1, 2, 2, 1, 0, 0, 0, 1, 1, 2, 2),
  }
  const text = (mesh: Mesh, strictFor?: 'h3ds' | 'now') =>
    new TextDecoder().decode(writeMesh(mesh, { format: 'obj', strictFor }))

  it('writes the shortest digits that read back', () => {
    const positions = Float32Array.of(0.1, -372.417, 1e-20, 1 / 3, 16777216, -0, 123456.789, 3e38, 7)
    const written = text({ positions, triangles: new Uint32Array(0) })
    expect(written).toContain('v 0.1 -372.417 ')
    expect(written).not.toContain('0.10000000')
    expect(read(written).mesh.positions).toEqual(positions.map((value) => value + 0))
  })

  it('prefers double positions', () => {
    const positionsF64 = Float64Array.of(Math.PI, -Math.E, 1e-17, 0, 0, 0, 1, 1, 1, 2, 2, 2)
    const { mesh } = read(text({ ...tetrahedron, positions: Float32Array.from(positionsF64), positionsF64 }))
    expect(mesh.positionsF64).toEqual(positionsF64)
  })

  it('is read right by a reader that counts “v ”, “f ” and “vt ” anywhere (H3DS)', () => {
    const written = text(colored, 'h3ds')
    const countOf = (needle: string) => written.split(needle).length - 1
    expect([countOf('v '), countOf('f '), countOf('vt ')]).toEqual([4, 4, 3])
    expect(written).not.toMatch(/#|mtllib|usemtl|\/\/|-/)
    expect(written.split('\n').filter((line) => line.startsWith('f '))).toEqual([
      'f 1/1 3/2 2/3',
      'f 1/3 2/2 4/1',
      'f 1/1 4/1 3/2',
      'f 2/2 3/3 4/3',
    ])
  })

  it('leaves out colours and triangles without area for NoW', () => {
    const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 0, 0)
    const triangles = Uint32Array.of(0, 1, 2, 0, 1, 3, 0, 0, 1)
    const written = text({ positions, triangles, colors: new Uint8Array(12) }, 'now')
    expect(written).toBe('v 0 0 0\nv 1 0 0\nv 0 1 0\nv 2 0 0\nf 1 2 3\n')
  })
})

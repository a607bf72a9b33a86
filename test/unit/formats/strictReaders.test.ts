import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMesh, writeMesh } from '#core/formats/index.ts'
import { checkReadBack, type StrictReader } from '#core/formats/strict/strictReaders.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { planeMesh } from '../geometry/shapes.ts'
import { startHost, testRoot } from '../services/testHost.ts'
import { bytesOf, refusalOf, tetrahedron } from './soundMesh.ts'

const rich: Mesh = {
  ...tetrahedron,
  colors: Uint8Array.from({ length: 12 }, (_, i) => i * 20),
  normals: tetrahedron.positions.map(() => 0.5),
  uvs: Float32Array.of(0, 0, 1, 0, 1, 1),
  uvTriangles: Uint32Array.of(0, 1, 2, 2, 1, 0, 0, 0, 1, 1, 2, 2),
  textureFile: 'f v.png',
}
const kinds = (['h3ds', 'now'] as const).flatMap((reader) =>
  (['obj', 'ply'] as const).map((format) => [reader, format] as const),
)
const headerOf = (bytes: Uint8Array): string[] =>
  new TextDecoder('latin1').decode(bytes).split('end_header')[0].trim().split('\n')

describe('files for one reader', () => {
  test.each(kinds)(
    'for %s as .%s any mesh comes back as far as the reader has use for it (seed 12)',
    (strictFor, format) => {
      const number = fc.float({ noNaN: true, noDefaultInfinity: true })
      fc.assert(
        fc.property(
          fc.array(fc.tuple(number, number, number), { minLength: 3, maxLength: 12 }),
          fc.boolean(),
          (rows, isDouble) => {
            const positions = Float32Array.from(rows.flat())
            const count = rows.length
            const triangles = Uint32Array.from({ length: 12 }, (_, i) => (i * 7 + Math.floor(i / 3)) % count)
            const mesh: Mesh = {
              ...{ positions, triangles, colors: Uint8Array.from({ length: count * 3 }, (_, i) => (i * 31) % 256) },
              ...(isDouble && { positionsF64: Float64Array.from(positions, (value) => value + value * 1e-12) }),
              uvs: Float32Array.from({ length: count * 2 }, (_, i) => i / 7),
            }
            let bytes: Uint8Array
            try {
              bytes = writeMesh(mesh, { format, strictFor })
            } catch (error) {
              // Points on one line hold no surface.
              expect([strictFor, error]).toMatchObject(['now', { code: 'input/no-triangles' }])
              return
            }
            const back = readMesh(bytes, `a.${format}`)
            expect(back.warnings).toEqual([])
            expect(back.mesh.positions).toEqual(positions.map((value) => value + 0))
            expect(back.mesh.normals).toBeUndefined()
            if (strictFor === 'h3ds') expect([back.mesh.triangles, back.mesh.colors]).toEqual([triangles, mesh.colors])
            else expect([back.mesh.colors, back.mesh.uvs]).toEqual([undefined, undefined])
          },
        ),
        { seed: 12, numRuns: 60 },
      )
    },
  )

  test('a PLY holds no line that a reader might trip over', () => {
    const vertex = ['element vertex 4', 'property float x', 'property float y', 'property float z']
    const faces = ['element face 4', 'property list uchar int vertex_indices']
    const start = ['ply', 'format binary_little_endian 1.0', ...vertex]
    expect(headerOf(writeMesh(rich, { format: 'ply', strictFor: 'now' }))).toEqual([...start, ...faces])
    const colors = ['red', 'green', 'blue'].map((name) => `property uchar ${name}`)
    expect(headerOf(writeMesh(rich, { format: 'ply', strictFor: 'h3ds' }))).toEqual([...start, ...colors, ...faces])
  })

  test('formats that a reader does not read are refused, and a cloud for NoW', () => {
    for (const format of ['stl', 'off'] as const) {
      expect(refusalOf(() => writeMesh(rich, { format, strictFor: 'h3ds' })).code).toBe('input/strict-format')
    }
    const cloud = { ...rich, triangles: new Uint32Array(0), uvTriangles: new Uint32Array(0) }
    expect(refusalOf(() => writeMesh(cloud, { format: 'ply', strictFor: 'now' })).code).toBe('input/no-triangles')
    const broken = { ...rich, positions: rich.positions.with(4, Number.NaN) }
    expect(refusalOf(() => writeMesh(broken, { format: 'obj', strictFor: 'h3ds' })).code).toBe('input/read-back')
  })
})

describe('reading back', () => {
  const plain: Mesh = { positions: tetrahedron.positions, triangles: tetrahedron.triangles }
  const obj = new TextDecoder().decode(writeMesh(plain, { format: 'obj', strictFor: 'now' }))
  const problem = (text: string, reader: StrictReader, mesh = plain): string => {
    const error = refusalOf(() => checkReadBack(bytesOf(text), mesh, 'obj', reader))
    expect(error.code).toBe('input/read-back')
    return error.message
  }

  test('takes what both readers take', () => {
    for (const reader of ['h3ds', 'now'] as const) checkReadBack(bytesOf(obj), plain, 'obj', reader)
  })

  test('finds the known traps of H3DS', () => {
    expect(problem(`# made of 3 things\n${obj}`, 'h3ds')).toMatch(/it counts 5 of “f ” where there are 4/)
    expect(problem(`mtllib conv foo.mtl\n${obj}`, 'h3ds')).toMatch(/it counts 5 of “v ” where there are 4/)
    expect(problem(obj.replace('f 1 3 2', 'f 1 3 2 4'), 'now')).toMatch(/15 corners where there are 12/)
    expect(problem(obj.replace('f 1 3 2', 'f 1 2 3'), 'h3ds')).toMatch(/takes 1 for corner 1, which is 2/)
    expect(problem(obj.replace('v 1 0 0', 'v 1.0000002 0 0'), 'h3ds')).toMatch(/coordinate 3/)
  })

  test('finds those of NoW', () => {
    const colored = obj.replace(/^(v .*)$/gm, '$1 0.5 0.5 0.5')
    expect(problem(colored, 'now')).toMatch(/24 coordinates where there are 12/)
    checkReadBack(bytesOf(colored), { ...plain, colors: new Uint8Array(12).fill(128) }, 'obj', 'h3ds')
    expect(problem(`g head\n${obj}`, 'now')).toMatch(/group/)
    const flat = { ...plain, triangles: Uint32Array.of(...plain.triangles, 0, 1, 1) }
    expect(problem(`${obj}f 1 2 2\n`, 'now', flat)).toMatch(/triangle 4 has no area/)
  })

  test('finds a changed byte of a PLY wherever it is (seed 3)', () => {
    const bytes = writeMesh(rich, { format: 'ply', strictFor: 'h3ds' })
    const { positions, triangles, colors } = rich
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.with(at, bytes[at] ^ change)
        // −0 is 0 to every reader.
        fc.pre(!(change === 128 && positions.includes(0) && bytes[at] === 0))
        const error = refusalOf(() => checkReadBack(changed, { positions, triangles, colors }, 'ply', 'h3ds'))
        expect(error.code).toBe('input/read-back')
      }),
      { seed: 3, numRuns: 300 },
    )
    expect(
      refusalOf(() => checkReadBack(bytes.slice(0, -1), { positions, triangles, colors }, 'ply', 'h3ds')).message,
    ).toMatch(/bytes and its header says/)
  })
})

describe('cameo mesh convert --for', () => {
  const root = testRoot('strict')
  const convert = (output: string, strictFor: StrictReader, unitTo: 'mm' | 'm' | null = null) =>
    startHost().client.run('meshes.convert', {
      input: join(root, 'in.ply'),
      output: join(root, output),
      unitFrom: unitTo && 'm',
      unitTo,
      strictFor,
    })

  test('says what was left out, and puts nothing in place that is refused', async () => {
    mkdirSync(root, { recursive: true })
    const sheet = planeMesh({ size: 1, cells: 4 })
    const triangles = Uint32Array.of(...sheet.triangles, 0, 1, 2)
    const colors = new Uint8Array(sheet.positions.length).fill(9)
    writeFileSync(join(root, 'in.ply'), writeMesh({ ...sheet, triangles, colors }, { format: 'ply' }))
    const now = await convert('now.ply', 'now')
    expect(now.faces).toBe(32)
    expect(now.warnings.map(({ code }) => code)).toEqual(['colors-left-out', 'degenerate-left-out'])
    expect(readMesh(readFileSync(join(root, 'now.ply')), 'now.ply').mesh.triangles).toEqual(sheet.triangles)
    const h3ds = await convert('head.ply', 'h3ds', 'm')
    expect(h3ds.warnings.map(({ code }) => code)).toEqual(['h3ds-ply', 'reader-unit'])
    expect((await convert('head.obj', 'h3ds', 'mm')).warnings).toEqual([])
  })

  test.each(['h3ds', 'now'] as const)(
    'for %s every ending is written as it is read, or refused with the one to take',
    async (reader) => {
      const codesOf = async (name: string) => (await convert(name, reader, 'mm')).warnings.map(({ code }) => code)
      const left = reader === 'now' ? ['colors-left-out', 'degenerate-left-out'] : []
      expect(await codesOf(`${reader}.obj`)).toEqual(left)
      expect(await codesOf(`${reader}.ply`)).toEqual(reader === 'h3ds' ? ['h3ds-ply'] : left)
      for (const ending of ['obj', 'ply'] as const) {
        const name = `${reader}.${ending}`
        const { mesh } = readMesh(readFileSync(join(root, name)), name)
        checkReadBack(readFileSync(join(root, name)), mesh, ending, reader)
        expect([mesh.triangles.length / 3, mesh.colors !== undefined]).toEqual(
          reader === 'now' ? [32, false] : [33, true],
        )
      }
      for (const [ending, reason] of [
        ['stl', 'no vertices that triangles share'],
        ['glb', 'counts in metres'],
        ['off', 'reads .obj and .ply'],
        ['OBJ', 'in small letters'],
        ['PLY', 'in small letters'],
      ]) {
        const name = `refused-${reader}.${ending}`
        const refusal = convert(name, reader)
        await expect(refusal).rejects.toMatchObject({ code: 'input/strict-format' })
        await expect(refusal).rejects.toThrow(reason)
        await expect(refusal).rejects.toThrow('Name the file .obj')
        expect(existsSync(join(root, name))).toBe(false)
      }
    },
  )
})

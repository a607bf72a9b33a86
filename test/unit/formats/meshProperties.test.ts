import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMesh, writeMesh } from '#core/formats/index.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { type MeshFormatName, meshFormatNames } from '#core/model/meshFormats.ts'
import { bytesOf, expectSoundMesh, readOrRefuse, tetrahedron } from './soundMesh.ts'

/** Without −0 and without numbers that single precision rounds to it. */
const signed = (value: number): number => (Math.abs(value) < 1e-30 ? 0 : value)
const single = fc
  .float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e6), max: Math.fround(1e6) })
  .map(signed)
const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map(signed)

/** Meshes of any shape: also with triangles that name a vertex twice, and vertices no triangle uses. */
const meshes: fc.Arbitrary<Mesh> = fc
  .record({
    positions: fc.array(fc.tuple(single, single, single), { minLength: 1, maxLength: 12 }),
    doubles: fc.option(fc.array(double, { minLength: 36, maxLength: 36 })),
    corners: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 8 }),
    colors: fc.option(fc.array(fc.nat(255), { minLength: 36, maxLength: 36 })),
    uvs: fc.option(fc.array(single, { minLength: 24, maxLength: 24 })),
  })
  .map(({ positions, doubles, corners, colors, uvs }) => {
    const count = positions.length
    const positionsF64 = doubles && Float64Array.from(doubles.slice(0, count * 3))
    const needsDouble = positionsF64?.some((value) => Math.fround(value) !== value)
    return {
      positions: Float32Array.from(positionsF64 ?? positions.flat()),
      triangles: Uint32Array.from(corners.flat(), (corner) => corner % count),
      ...(positionsF64 && needsDouble ? { positionsF64 } : {}),
      ...(colors ? { colors: Uint8Array.from(colors.slice(0, count * 3)) } : {}),
      ...(uvs ? { uvs: Float32Array.from(uvs.slice(0, count * 2)) } : {}),
    }
  })

const roundTrip = (mesh: Mesh, format: MeshFormatName): Mesh =>
  readMesh(writeMesh(mesh, { format }), `mesh.${format}`).mesh

/** Text readers keep doubles only where single precision cannot repeat the digits; the value is the same either way. */
const exactPositions = ({ positions, positionsF64 }: Mesh): number[] => [...(positionsF64 ?? positions)]

describe('a mesh written and read again', () => {
  it('is the same in PLY', () => {
    fc.assert(
      fc.property(meshes, (mesh) => {
        expect(roundTrip(mesh, 'ply')).toEqual(mesh)
      }),
      { seed: 1 },
    )
  })

  it('is the same in OBJ', () => {
    fc.assert(
      fc.property(meshes, (mesh) => {
        const back = roundTrip(mesh, 'obj')
        expectSoundMesh(back)
        expect(back.triangles).toEqual(mesh.triangles)
        expect(back.positions).toEqual(mesh.positions)
        if (back.positionsF64) expect(exactPositions(back)).toEqual(exactPositions(mesh))
        expect(back.uvs).toEqual(mesh.uvs)
        const isDark = mesh.colors?.every((value) => value <= 1) ?? true
        if (!isDark) expect(back.colors).toEqual(mesh.colors)
      }),
      { seed: 2 },
    )
  })

  it('is the same in OFF but for texture coordinates', () => {
    fc.assert(
      fc.property(meshes, (mesh) => {
        const back = roundTrip(mesh, 'off')
        expect(back.triangles).toEqual(mesh.triangles)
        expect(back.positions).toEqual(mesh.positions)
        if (back.positionsF64) expect(exactPositions(back)).toEqual(exactPositions(mesh))
      }),
      { seed: 3 },
    )
  })

  it('has the same corners in STL', () => {
    fc.assert(
      fc.property(meshes, (mesh) => {
        fc.pre(mesh.triangles.length > 0)
        const back = roundTrip(mesh, 'stl')
        const corners = (m: Mesh) => [...m.triangles].flatMap((v) => [...m.positions.subarray(v * 3, v * 3 + 3)])
        expect(corners(back)).toEqual(corners(mesh))
      }),
      { seed: 4 },
    )
  })
})

describe('a number in a text file', () => {
  it('reads as JavaScript reads it, to the last bit', () => {
    const texts = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(17)),
      fc.tuple(fc.bigInt(), fc.nat(30)).map(([digits, decimals]) => {
        const text = String(digits < 0n ? -digits : digits).padStart(decimals + 1, '0')
        const whole = text.slice(0, text.length - decimals)
        return `${digits < 0n ? '-' : ''}${whole}${decimals > 0 ? `.${text.slice(text.length - decimals)}` : ''}`
      }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(Math.abs(Number(text)) < 3e38)
        const { mesh } = readMesh(bytesOf(`v ${text} 0.1234567890123 0\n`), 'a.obj')
        expect(mesh.positionsF64?.[0]).toBe(Number(text))
      }),
      { seed: 5, numRuns: 500 },
    )
  })
})

const samples = meshFormatNames.map((format): [MeshFormatName, Uint8Array] => [
  format,
  writeMesh({ ...tetrahedron, colors: new Uint8Array(12).fill(7), uvs: new Float32Array(8).fill(0.5) }, { format }),
])
const asciiSamples: [MeshFormatName, Uint8Array][] = [
  [
    'ply',
    bytesOf(
      'ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n',
    ),
  ],
  [
    'stl',
    bytesOf(
      'solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid a\n',
    ),
  ],
]

describe.each([...samples, ...asciiSamples])('a damaged %s file', (format, bytes) => {
  it('is read soundly or refused, cut off at every byte', () => {
    for (let length = 0; length < bytes.length; length++) {
      const reading = readOrRefuse(() => readMesh(bytes.slice(0, length), `cut.${format}`))
      if ('value' in reading) expectSoundMesh(reading.value.mesh)
    }
  })

  it('is read soundly or refused, with any bytes changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(changes, (list) => {
        const damaged = bytes.slice()
        for (const [at, byte] of list) damaged[at] = byte
        const reading = readOrRefuse(() => readMesh(damaged, `damaged.${format}`))
        if ('value' in reading) expectSoundMesh(reading.value.mesh)
      }),
      { seed: 6, numRuns: 1000 },
    )
  })
})

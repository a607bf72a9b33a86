import { Document, type Primitive, WebIO } from '@gltf-transform/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeGlb } from '#core/formats/gltfWriter.ts'
import { loadMesh } from '#core/formats/index.ts'
import { CameoError } from '#core/model/errors.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { expectSoundMesh } from './soundMesh.ts'

/** A bent sheet of `side`² vertices, 0.2 m wide, with everything a vertex can have. */
const sheet = (side: number): Mesh => {
  const count = side * side
  const positions = new Float32Array(count * 3)
  const normals = new Float32Array(count * 3)
  const uvs = new Float32Array(count * 2)
  const colors = Uint8Array.from({ length: count * 3 }, (_, i) => (i * 37) % 256)
  const triangles: number[] = []
  for (let v = 0; v < count; v++) {
    const x = (v % side) / (side - 1)
    const y = Math.floor(v / side) / (side - 1)
    positions.set([x * 0.2, y * 0.2, Math.sin(x * 3) * 0.05], v * 3)
    normals.set([0, 0, 1], v * 3)
    uvs.set([x, y * y], v * 2)
    if (v % side < side - 1 && v < count - side) triangles.push(v, v + 1, v + side, v + 1, v + side + 1, v + side)
  }
  return { positions, normals, uvs, colors, triangles: Uint32Array.from(triangles) }
}

const largestGap = (a: Float32Array, b: Float32Array): number => {
  expect(a.length).toBe(b.length)
  return a.reduce((gap, value, i) => Math.max(gap, Math.abs(value - b[i])), 0)
}

/** Every triangle from its smallest vertex on, which keeps its side. */
const turnedTriangles = (triangles: Uint32Array): string[] =>
  Array.from({ length: triangles.length / 3 }, (_, t) => {
    const corners = [...triangles.subarray(t * 3, t * 3 + 3)]
    const first = corners.indexOf(Math.min(...corners))
    return [0, 1, 2].map((k) => corners[(first + k) % 3]).join(' ')
  })

const quad = [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]

/** A file with the quad's four points as one primitive, made by the library alone. */
const quadFile = async (shape: (document: Document, primitive: Primitive) => void): Promise<Uint8Array> => {
  const document = new Document()
  const place = document.createAccessor().setType('VEC3').setArray(new Float32Array(quad))
  place.setBuffer(document.createBuffer())
  const primitive = document.createPrimitive().setAttribute('POSITION', place)
  const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive))
  document.createScene().addChild(node)
  shape(document, primitive)
  return new WebIO().writeBinary(document)
}

describe('glTF', () => {
  it('gives back what was written, to the last bit', async () => {
    const mesh = sheet(9)
    const { bytes, warnings } = await writeGlb(mesh)
    const read = await loadMesh(bytes, 'sheet.glb')
    expect(warnings).toEqual([])
    expect(read.warnings).toEqual([])
    expect(read.mesh.positions).toEqual(mesh.positions)
    expect(read.mesh.triangles).toEqual(mesh.triangles)
    expect(read.mesh.normals).toEqual(mesh.normals)
    expect(read.mesh.colors).toEqual(mesh.colors)
    // 1 − v rounds once each way.
    expect(largestGap(read.mesh.uvs as Float32Array, mesh.uvs as Float32Array)).toBeLessThan(1e-7)
    expect((await writeGlb(mesh)).bytes).toEqual(bytes)
  })

  it('packs with meshopt without a loss', async () => {
    const mesh = sheet(33)
    const { bytes } = await writeGlb(mesh, 'meshopt')
    expect(bytes).toEqual((await writeGlb(mesh, 'meshopt')).bytes)
    expect(bytes.length).toBeLessThan((await writeGlb(mesh)).bytes.length)
    const { mesh: read } = await loadMesh(bytes, 'sheet.glb')
    expect(read.positions).toEqual(mesh.positions)
    expect(read.colors).toEqual(mesh.colors)
    expect(turnedTriangles(read.triangles)).toEqual(turnedTriangles(mesh.triangles))
  })

  it('packs with Draco to within the stated rounding', async () => {
    const mesh = sheet(33)
    const { bytes } = await writeGlb(mesh, 'draco')
    expect(bytes).toEqual((await writeGlb(mesh, 'draco')).bytes)
    expect(bytes.length).toBeLessThan((await writeGlb(mesh)).bytes.length / 2)
    const { mesh: read } = await loadMesh(bytes, 'sheet.glb')
    expect(largestGap(read.positions, mesh.positions)).toBeLessThan(0.2 / 2 ** 16)
    expect(read.triangles).toEqual(mesh.triangles)
  })

  it('splits the vertices on a seam and says so', async () => {
    const mesh: Mesh = {
      positions: new Float32Array(quad),
      triangles: Uint32Array.of(0, 1, 2, 1, 3, 2),
      uvs: Float32Array.of(0, 0, 1, 0, 0, 1, 0.5, 0.5),
      uvTriangles: Uint32Array.of(0, 1, 2, 3, 1, 2),
    }
    const { bytes, warnings } = await writeGlb(mesh)
    expect(warnings.map(({ code }) => code)).toEqual(['seams-split'])
    const { mesh: read } = await loadMesh(bytes, 'quad.glb')
    expect([...read.triangles]).toEqual([0, 1, 2, 4, 3, 2])
    expect([...read.positions.subarray(12)]).toEqual(quad.slice(3, 6))
    expect([...(read.uvs as Float32Array)].slice(8)).toEqual([0.5, 0.5])
  })

  it('reads strips, fans and corners without indices', async () => {
    const trianglesOf = async (mode: 0 | 4 | 5 | 6): Promise<number[]> => {
      const bytes = await quadFile((_, primitive) => void primitive.setMode(mode))
      return [...(await loadMesh(bytes, 'quad.glb')).mesh.triangles]
    }
    expect(await trianglesOf(5)).toEqual([0, 1, 2, 2, 1, 3])
    expect(await trianglesOf(6)).toEqual([0, 1, 2, 0, 2, 3])
    expect(await trianglesOf(4)).toEqual([0, 1, 2])
    expect(await trianglesOf(0)).toEqual([])
  })

  it('places every node where its parents put it and keeps a mirrored one’s outside', async () => {
    const bytes = await quadFile((document, primitive) => {
      const mesh = document.getRoot().listMeshes()[0]
      const parent = document.createNode().setTranslation([10, 0, 0])
      parent.addChild(document.createNode().setScale([-2, 1, 1]).setMesh(mesh))
      document.getRoot().listScenes()[0].addChild(parent)
      primitive.setMode(4)
    })
    const { mesh, warnings } = await loadMesh(bytes, 'two.glb')
    expect(warnings.map(({ code }) => code)).toEqual(['parts-merged'])
    expect([...mesh.positions.subarray(12)]).toEqual([10, 0, 0, 8, 0, 0, 10, 1, 0, 8, 1, 0])
    expect([...mesh.triangles]).toEqual([0, 1, 2, 4, 6, 5])
  })

  it('reads sparse, quantised and linear bytes', async () => {
    const bytes = await quadFile((document, primitive) => {
      primitive.getAttribute('POSITION')?.setSparse(true)
      const buffer = document.getRoot().listBuffers()[0]
      const linear = Uint8Array.of(0, 55, 255, 255, 55, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255)
      const color = document.createAccessor().setType('VEC4').setArray(linear).setNormalized(true).setBuffer(buffer)
      const half = Uint16Array.of(0, 0, 65535, 0, 0, 65535, 65535, 65535)
      const uv = document.createAccessor().setType('VEC2').setArray(half).setNormalized(true).setBuffer(buffer)
      primitive.setAttribute('COLOR_0', color).setAttribute('TEXCOORD_0', uv)
    })
    const { mesh } = await loadMesh(bytes, 'quad.glb')
    expect([...mesh.positions]).toEqual(quad)
    expect([...(mesh.colors as Uint8Array)].slice(0, 6)).toEqual([0, 128, 255, 128, 0, 0])
    expect([...(mesh.uvs as Float32Array)]).toEqual([0, 1, 1, 1, 0, 0, 1, 0])
  })

  it('refuses what is cut off or damaged with a sentence, wherever it is', async () => {
    const { bytes } = await writeGlb(sheet(4))
    const packed = await Promise.all([bytes, (await writeGlb(sheet(4), 'draco')).bytes])
    const place = fc.record({ file: fc.nat(1), at: fc.nat(bytes.length - 1), value: fc.nat(255), isCut: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(place, async ({ file, at, value, isCut }) => {
        const whole = packed[file]
        const hostile = isCut ? whole.slice(0, at % whole.length) : whole.with(at % whole.length, value)
        try {
          const { mesh } = await loadMesh(hostile, 'hostile.glb')
          expectSoundMesh(mesh)
        } catch (error) {
          if (!(error instanceof CameoError)) throw error
          expect(error.code).toMatch(/^input\//)
        }
      }),
      { numRuns: 300, seed: 5 },
    )
  })
})

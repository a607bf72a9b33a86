import { describe, expect, it } from 'vitest'
import { readMesh } from '#core/formats/index.ts'
import { largestObjCapacity, sampledObjCapacity } from '#core/formats/objCapacity.ts'
import { readObj, streamObj } from '#core/formats/objReader.ts'
import { sourceOfBytes } from '#core/model/byteSource.ts'
import { seededRandom } from '#core/model/random.ts'

const vertexCount = 40_000

/** Blocks as most programs write them, or object by object; numbers of changing length. */
const objText = (o: { objects: number; withUvs: boolean }): Uint8Array => {
  const random = seededRandom(61)
  const number = (): string => (random.next() * 10 ** random.below(4)).toFixed(random.below(6) + 1)
  const each = vertexCount / o.objects
  const lines: string[] = []
  for (let object = 0; object < o.objects; object++) {
    const first = object * each + 1
    const rows = (keyword: string, width: number): void => {
      for (let i = 0; i < each; i++) lines.push([keyword, ...Array.from({ length: width }, number)].join(' '))
    }
    rows('v', 3)
    if (o.withUvs) rows('vt', 2)
    for (let i = 0; i < 2 * (each - 2); i++) {
      const corner = (step: number): string => {
        const vertex = first + ((i + step) % each)
        return o.withUvs ? `${vertex}/${vertex}` : String(vertex)
      }
      lines.push(`f ${corner(0)} ${corner(1)} ${corner(2)}`)
    }
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

describe('The capacity of an OBJ, by samples', () => {
  it.each([
    { objects: 1, withUvs: false },
    { objects: 1, withUvs: true },
    { objects: 100, withUvs: true },
  ])('holds the whole file with little room left: %o (seed 61)', (form) => {
    const bytes = objText(form)
    const { positions, colors, uvs, normals, corners } = sampledObjCapacity(sourceOfBytes(bytes))
    const { mesh } = readMesh(bytes, 'head.obj')
    const isNear = (capacity: number, length: number): void => {
      expect(capacity).toBeGreaterThanOrEqual(length)
      expect(capacity).toBeLessThanOrEqual(length * 1.25)
    }
    isNear(positions, mesh.positions.length)
    isNear(corners, mesh.triangles.length)
    isNear(uvs, form.withUvs ? vertexCount * 2 : 0)
    expect([colors, normals]).toEqual([0, 0])
  })

  it('takes the largest for small files and for lines without end', () => {
    const small = new TextEncoder().encode('v 0 0 0\n')
    expect(sampledObjCapacity(sourceOfBytes(small))).toEqual(largestObjCapacity(small.length))
    const endless = new Uint8Array(2 << 20).fill(32)
    expect(sampledObjCapacity(sourceOfBytes(endless))).toEqual(largestObjCapacity(endless.length))
  })

  it('does not bound what is read: long comments where the samples are taken', () => {
    const line = (_: unknown, i: number): string => `v ${i} 0 1`
    const lines = Array.from({ length: 60_000 }, line)
    lines.splice(30_000, 0, `${`# ${'-'.repeat(97)}\n`.repeat(20_000)}v 7 7 7`)
    const bytes = new TextEncoder().encode(`${lines.join('\n')}\nf 1 2 3\n`)
    const { mesh } = streamObj(sourceOfBytes(bytes), {})
    expect(mesh.positions).toEqual(readObj(bytes).mesh.positions)
    expect(mesh.positions.length).toBe(180_003)
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { vertexNormals } from '#core/geometry/normals.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { renderSurfaceOf, sliceSurface } from '../../../src/renderer/compute/renderSurface.ts'

/** Two triangles over a unit square whose shared edge is a texture seam. */
const seam: Mesh = {
  positions: new Float32Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]),
  triangles: new Uint32Array([0, 1, 2, 0, 2, 3]),
  colors: new Uint8Array([10, 0, 0, 20, 0, 0, 30, 0, 0, 40, 0, 0]),
  uvs: new Float32Array([0, 0, 1, 0, 1, 1, 0.5, 0.5, 0.6, 0.6, 0, 1]),
  uvTriangles: new Uint32Array([0, 1, 2, 3, 4, 5]),
}

describe('render surface', () => {
  test('a mesh without a seam is drawn from its own arrays', () => {
    const mesh = { positions: seam.positions, triangles: seam.triangles }
    const surface = renderSurfaceOf(mesh, vertexNormals(mesh))
    expect(surface.positions).toBe(mesh.positions)
    expect(surface.triangles).toBe(mesh.triangles)
    expect(surface.meshVertices).toBeNull()
  })

  test('seam vertices are doubled, all others stay single', () => {
    const surface = renderSurfaceOf(seam, vertexNormals(seam))
    expect(surface.positions.length / 3).toBe(6)
    expect([...surface.meshVertices!].sort()).toEqual([0, 0, 1, 2, 2, 3])
  })

  test('seed-free: every corner keeps its position, colour and texture coordinate, in the order of the mesh', () => {
    const corner = fc.nat(4)
    fc.assert(
      fc.property(fc.array(fc.tuple(corner, corner), { minLength: 3, maxLength: 60 }), (corners) => {
        const used = corners.slice(0, corners.length - (corners.length % 3))
        const mesh: Mesh = {
          positions: Float32Array.from({ length: 15 }, (_, i) => i * 1.5),
          triangles: Uint32Array.from(used, ([vertex]) => vertex),
          colors: Uint8Array.from({ length: 15 }, (_, i) => i * 7),
          uvs: Float32Array.from({ length: 10 }, (_, i) => i / 16),
          uvTriangles: Uint32Array.from(used, ([, uv]) => uv),
        }
        const normals = Float32Array.from({ length: 15 }, (_, i) => i / 15)
        const surface = renderSurfaceOf(mesh, normals)
        used.forEach(([vertex, uv], i) => {
          const render = surface.triangles[i]
          expect(surface.meshVertices![render]).toBe(vertex)
          for (let k = 0; k < 3; k++) {
            expect(surface.positions[render * 3 + k]).toBe(mesh.positions[vertex * 3 + k])
            expect(surface.colors![render * 3 + k]).toBe(mesh.colors![vertex * 3 + k])
            expect(surface.normals[render * 3 + k]).toBe(normals[vertex * 3 + k])
          }
          for (let k = 0; k < 2; k++) expect(surface.uvs![render * 2 + k]).toBe(mesh.uvs![uv * 2 + k])
        })
        const pairs = new Set(used.map(([vertex, uv]) => `${vertex}/${uv}`))
        expect(surface.positions.length / 3).toBe(pairs.size)
      }),
    )
  })

  test('slices cover all triangles once and their boxes hold them', () => {
    const count = 450_001
    const positions = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i) * 100)
    const triangles = Uint32Array.from({ length: count * 3 }, (_, i) => (i * 7) % 100)
    const slices = sliceSurface(positions, triangles)
    expect(slices.map(({ count: entries }) => entries / 3)).toEqual([200_000, 200_000, 50_001])
    expect(slices.map(({ start }) => start / 3)).toEqual([0, 200_000, 400_000])
    const { start, count: entries, low, high } = slices[2]
    for (let i = start; i < start + entries; i += 997) {
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[triangles[i] * 3 + axis]
        expect(value).toBeGreaterThanOrEqual(low[axis])
        expect(value).toBeLessThanOrEqual(high[axis])
      }
    }
  })
})

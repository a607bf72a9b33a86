import { describe, expect, test } from 'vitest'
import { distancesToSurface } from '#core/geometry/distances.ts'
import { simplifiedMesh } from '#core/geometry/simplifiedMesh.ts'
import { boundaryVertices } from '#core/geometry/topology.ts'
import { planeMesh, sphereMesh } from './shapes.ts'

describe('fewer triangles', () => {
  test('a sphere of 12,000 triangles with 2,000: no farther than half a millimetre from the original', async () => {
    const mesh = sphereMesh({ radius: 80, rings: 56 })
    const { mesh: simple } = await simplifiedMesh(mesh, { triangles: 2000, largestError: null, keepBorder: false })
    expect(simple.triangles.length / 3).toBeLessThanOrEqual(2000)
    expect(simple.triangles.length / 3).toBeGreaterThan(1800)
    expect(distancesToSurface(mesh.positions, simple).reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(0.5)
  })

  test('by an error alone: as few as it allows; colours stay with their vertices', async () => {
    const plain = sphereMesh({ radius: 80, rings: 40 })
    const colors = Uint8Array.from(plain.positions, (value) => Math.round(127 + value))
    const options = { triangles: 1, largestError: 0.3, keepBorder: false }
    const { mesh: simple } = await simplifiedMesh({ ...plain, colors }, options)
    expect(simple.triangles.length).toBeLessThan(plain.triangles.length / 2)
    expect(distancesToSurface(plain.positions, simple).reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(0.6)
    for (const [i, value] of simple.positions.entries()) expect(simple.colors?.[i]).toBe(Math.round(127 + value))
  })

  test('texture coordinates across a seam, and materials, stay with their triangles', async () => {
    const { positions, triangles } = sphereMesh({ radius: 80, rings: 40 })
    const rows = Array.from({ length: triangles.length / 3 }, (_, t) => triangles.subarray(t * 3, t * 3 + 3))
    const isRight = (row: Uint32Array): boolean => row.reduce((sum, v) => sum + positions[v * 3], 0) > 0
    const [left, right] = [rows.filter((row) => !isRight(row)), rows.filter(isRight)]
    // Each side has texture coordinates of its own, told apart by whole tens.
    const uvs = [0, 10].flatMap((shift) =>
      Array.from({ length: positions.length / 3 }, (_, v) => [
        positions[v * 3 + 1] / 100 + shift,
        positions[v * 3 + 2] / 100,
      ]),
    )
    const corners = (side: Uint32Array[], shift: number): number[] =>
      side.flatMap((row) => [...row].map((v) => v + shift))
    const textured = {
      positions,
      triangles: Uint32Array.from(corners([...left, ...right], 0)),
      uvs: Float32Array.from(uvs.flat()),
      uvTriangles: Uint32Array.from([...corners(left, 0), ...corners(right, positions.length / 3)]),
      textureFile: 'skin.png',
    }
    const parts = {
      starts: Uint32Array.of(0, 5, left.length),
      labels: Uint32Array.of(0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0),
      names: ['', 'left', 'right'],
    }
    const options = { triangles: 900, largestError: null, keepBorder: false }
    const { mesh: simple, parts: kept } = await simplifiedMesh(textured, options, parts)
    const count = simple.triangles.length / 3
    expect(count).toBeLessThan(1000)
    expect(simple.textureFile).toBe('skin.png')
    expect([...(kept?.labels ?? [])]).toEqual([0, 0, 1, 0, 0, 0, 2, 0])
    const border = kept?.starts[1] ?? 0
    expect([kept?.starts[0], border > count / 4, border < (count * 3) / 4]).toEqual([0, true, true])
    simple.triangles.forEach((vertex, corner) => {
      const uv = (simple.uvTriangles?.[corner] ?? 0) * 2
      const shift = corner < border * 3 ? 0 : 10
      const [, y, z] = simple.positions.subarray(vertex * 3, vertex * 3 + 3)
      expect([simple.uvs?.[uv], simple.uvs?.[uv + 1]]).toEqual([Math.fround(y / 100 + shift), Math.fround(z / 100)])
    })
    // The seam is no hole.
    expect(boundaryVertices(simple).some((value) => value > 0)).toBe(false)
  })

  test('a border that is kept, and a cloud that is refused', async () => {
    const plane = planeMesh({ size: 10, cells: 12 })
    const border = (mesh: typeof plane) => boundaryVertices(mesh).reduce((sum, value) => sum + value, 0)
    const { mesh: kept } = await simplifiedMesh(plane, { triangles: 1, largestError: 1, keepBorder: true })
    expect(kept.triangles.length).toBeLessThan(plane.triangles.length / 2)
    expect(border(kept)).toBe(border(plane))
    const cloud = { positions: plane.positions, triangles: new Uint32Array() }
    await expect(simplifiedMesh(cloud, { triangles: 1, largestError: 1, keepBorder: true })).rejects.toThrow(
      /point cloud/,
    )
  })
})

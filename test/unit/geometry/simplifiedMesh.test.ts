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

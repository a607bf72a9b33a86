import { describe, expect, it } from 'vitest'
import { reportMesh } from '#core/geometry/meshReport.ts'
import { surfaceClosure } from '#core/geometry/surfaceClosure.ts'
import { enclosedVolume, surfaceArea } from '#core/geometry/surfaceSize.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { planeMesh, sphereMesh } from './shapes.ts'

const meshOf = (positions: readonly number[], triangles: readonly number[]): Mesh => ({
  positions: Float32Array.from(positions),
  triangles: Uint32Array.from(triangles),
})

/** A tetrahedron with three edges of length 2 along the axes, its corner with the right angles at `x`. */
const tetrahedronAt = (x: number): readonly number[] => [x, 0, 0, x + 2, 0, 0, x, 2, 0, x, 0, 2]
const outside = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]

describe('a closed surface', () => {
  it('is watertight, and its area and volume are those of the tetrahedron', () => {
    const mesh = meshOf(tetrahedronAt(0), outside)
    expect(surfaceClosure(mesh)).toEqual({ isWatertight: true, nonManifoldVertices: 0 })
    expect(surfaceArea(mesh)).toBeCloseTo(6 + 2 * Math.sqrt(3), 6)
    expect(enclosedVolume(mesh)).toBeCloseTo(8 / 6, 6)
  })

  it('keeps its volume 4096 units from the origin', () => {
    expect(enclosedVolume(meshOf(tetrahedronAt(4096), outside))).toBeCloseTo(8 / 6, 6)
  })

  it('has a negative volume when turned inside out', () => {
    expect(enclosedVolume(meshOf(tetrahedronAt(0), outside.toReversed()))).toBeCloseTo(-8 / 6, 6)
  })

  it('approaches the area and volume of a sphere of radius 100 within 0.2 %', () => {
    const { isWatertight, area, volume } = reportMesh(sphereMesh({ radius: 100, rings: 64 }))
    expect(isWatertight).toBe(true)
    expect(Math.abs(area / (4 * Math.PI * 100 ** 2) - 1)).toBeLessThan(2e-3)
    expect(Math.abs((volume ?? 0) / ((4 / 3) * Math.PI * 100 ** 3) - 1)).toBeLessThan(2e-3)
  })
})

describe('a surface that encloses nothing', () => {
  it('is open where a triangle is missing, and has no volume', () => {
    const mesh = meshOf(tetrahedronAt(0), outside.slice(3))
    expect(reportMesh(mesh)).toMatchObject({ isWatertight: false, nonManifoldVertices: 0, volume: null })
  })

  it('is not watertight where one triangle is turned against its neighbours', () => {
    const turned = [...outside.slice(0, 9), 1, 3, 2]
    expect(surfaceClosure(meshOf(tetrahedronAt(0), turned)).isWatertight).toBe(false)
  })

  it('is a plane, with the area of its square', () => {
    const plane = planeMesh({ size: 10, cells: 8 })
    expect(surfaceClosure(plane)).toEqual({ isWatertight: false, nonManifoldVertices: 0 })
    expect(surfaceArea(plane)).toBeCloseTo(100, 3)
  })

  it('is a cloud of points', () => {
    expect(surfaceClosure(meshOf([0, 0, 0], []))).toEqual({ isWatertight: false, nonManifoldVertices: 0 })
  })
})

describe('a vertex where two fans touch', () => {
  it('is counted once between two closed tetrahedra that share it', () => {
    const other = tetrahedronAt(0)
      .slice(3)
      .map((value) => -value)
    // Mirrored in the origin the same order runs inside out, so the triangles are turned.
    const mirrored = outside.toReversed().map((vertex) => (vertex === 0 ? 0 : vertex + 3))
    const mesh = meshOf([...tetrahedronAt(0), ...other], [...outside, ...mirrored])
    expect(surfaceClosure(mesh)).toEqual({ isWatertight: true, nonManifoldVertices: 1 })
    expect(enclosedVolume(mesh)).toBeCloseTo(16 / 6, 6)
  })

  it('is not made by triangles that name a vertex twice', () => {
    const mesh = meshOf(tetrahedronAt(0), [...outside, 1, 1, 2])
    expect(surfaceClosure(mesh)).toEqual({ isWatertight: true, nonManifoldVertices: 0 })
  })
})

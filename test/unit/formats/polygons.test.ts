import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMesh } from '#core/formats/index.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { bytesOf, expectSoundMesh } from './soundMesh.ts'

type Point = readonly [number, number, number]

const objOf = (outline: readonly Point[]): string =>
  `${outline.map((point) => `v ${point.join(' ')}`).join('\n')}\nf ${outline.map((_, i) => i + 1).join(' ')}\n`

/** Area vector of a triangle. */
const areaOf = ({ positions: p }: Mesh, [a, b, c]: readonly number[]): Point => {
  const [ux, uy, uz] = [0, 1, 2].map((k) => p[b * 3 + k] - p[a * 3 + k])
  const [vx, vy, vz] = [0, 1, 2].map((k) => p[c * 3 + k] - p[a * 3 + k])
  return [(uy * vz - uz * vy) / 2, (uz * vx - ux * vz) / 2, (ux * vy - uy * vx) / 2]
}

const trianglesOf = ({ triangles }: Mesh): number[][] =>
  Array.from({ length: triangles.length / 3 }, (_, t) => [...triangles.slice(t * 3, t * 3 + 3)])

/** The polygon is covered without overlap exactly where no triangle faces the other way and the areas add up. */
const expectCovered = (mesh: Mesh, outline: readonly Point[]): void => {
  expectSoundMesh(mesh)
  expect(mesh.triangles.length / 3).toBe(outline.length - 2)
  const areas = trianglesOf(mesh).map((triangle) => areaOf(mesh, triangle))
  const total = areas.reduce(([x, y, z], [dx, dy, dz]): Point => [x + dx, y + dy, z + dz], [0, 0, 0] as Point)
  const size = Math.hypot(...total)
  for (const area of areas) {
    expect(area[0] * total[0] + area[1] * total[1] + area[2] * total[2]).toBeGreaterThanOrEqual(-1e-5 * size * size)
  }
  const sum = areas.reduce((all, area) => all + Math.hypot(...area), 0)
  expect(sum).toBeCloseTo(size, 3)
}

describe('polygons', () => {
  it('cuts a concave quad along the diagonal that lies inside', () => {
    const arrow: Point[] = [
      [0, 0, 0],
      [2, 1, 0],
      [0, 2, 0],
      [0.5, 1, 0],
    ]
    expectCovered(readMesh(bytesOf(objOf(arrow)), 'a.obj').mesh, arrow)
  })

  it('fans a convex polygon from its first corner', () => {
    const pentagon: Point[] = [0, 1, 2, 3, 4].map((i) => [
      Math.cos((i * 2 * Math.PI) / 5),
      Math.sin((i * 2 * Math.PI) / 5),
      0,
    ])
    const { mesh } = readMesh(bytesOf(objOf(pentagon)), 'a.obj')
    expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3, 0, 3, 4])
  })

  it('cuts texture coordinates along with the vertices', () => {
    const text = 'v 0 0 0\nv 2 1 0\nv 0 2 0\nv 0.5 1 0\nvt 0 0\nvt 0 1\nvt 1 0\nvt 1 1\nf 1/4 2/3 3/2 4/1\n'
    const { mesh } = readMesh(bytesOf(text), 'a.obj')
    const uvOfVertex = [3, 2, 1, 0]
    expect([...(mesh.uvTriangles ?? [])]).toEqual([...mesh.triangles].map((vertex) => uvOfVertex[vertex]))
  })

  it('covers any star-shaped polygon in any plane, once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.2, max: 2, noNaN: true }), { minLength: 4, maxLength: 24 }),
        fc.double({ min: 0, max: 6, noNaN: true }),
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        fc.boolean(),
        (radii, turn, tilt, reverse) => {
          const outline = radii.map((radius, i): Point => {
            const angle = (i * 2 * Math.PI) / radii.length
            const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)]
            const [tiltedY, tiltedZ] = [y * Math.cos(tilt), y * Math.sin(tilt)]
            return [
              x * Math.cos(turn) - tiltedY * Math.sin(turn),
              x * Math.sin(turn) + tiltedY * Math.cos(turn),
              tiltedZ,
            ]
          })
          if (reverse) outline.reverse()
          expectCovered(readMesh(bytesOf(objOf(outline)), 'a.obj').mesh, outline)
        },
      ),
      { seed: 20250101 },
    )
  })

  it('keeps every triangle of a polygon that crosses itself or has no area', () => {
    const bowTie = readMesh(
      bytesOf(
        objOf([
          [0, 0, 0],
          [1, 1, 0],
          [1, 0, 0],
          [0, 1, 0],
        ]),
      ),
      'a.obj',
    )
    expectSoundMesh(bowTie.mesh)
    expect(bowTie.mesh.triangles.length).toBe(6)
    const flat = readMesh(
      bytesOf(
        objOf([
          [0, 0, 0],
          [1, 0, 0],
          [2, 0, 0],
          [3, 0, 0],
        ]),
      ),
      'a.obj',
    )
    expect(flat.mesh.triangles.length).toBe(6)
  })

  it('stays fast for a concave polygon with many corners: a fan and a warning', () => {
    const comb = Array.from({ length: 4000 }, (_, i): Point => [i, i % 2 ? 10 : 0, 0])
    const { mesh, warnings } = readMesh(bytesOf(objOf([...comb, [4000, -5, 0], [-1, -5, 0]])), 'a.obj')
    expect(mesh.triangles.length / 3).toBe(4000)
    expect(warnings.map(({ code }) => code)).toEqual(['polygon-fan'])
  })

  it.each(['ply', 'off'])('are cut the same way in %s', (ending) => {
    const rows = '0 0 0\n2 1 0\n0 2 0\n0.5 1 0\n4 0 1 2 3\n'
    const header =
      'ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n'
    const text = ending === 'ply' ? header + rows : `OFF\n4 1 0\n${rows}`
    expectCovered(readMesh(bytesOf(text), `a.${ending}`).mesh, [
      [0, 0, 0],
      [2, 1, 0],
      [0, 2, 0],
      [0.5, 1, 0],
    ])
  })
})

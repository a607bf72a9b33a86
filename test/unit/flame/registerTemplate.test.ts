import { expect, test } from 'vitest'
import { registerTemplate } from '#core/flame/registerTemplate.ts'
import { ScanSurface } from '#core/flame/scanSurface.ts'
import { CameoError } from '#core/model/errors.ts'

/** A bumpy sphere of about 90 mm, rings × 2·rings vertices without poles; `bend`: smoothly deformed by some mm. */
const ball = (rings: number, bend: boolean) => {
  const columns = 2 * rings
  const positions = new Float64Array(rings * columns * 3)
  const triangles: number[] = []
  for (let ring = 0; ring < rings; ring++) {
    for (let column = 0; column < columns; column++) {
      const polar = 0.4 + ((Math.PI - 0.8) * ring) / (rings - 1)
      const around = (2 * Math.PI * column) / columns
      const radius = 0.09 + 0.012 * Math.exp(-((polar - 1.6) ** 2 + (around - Math.PI) ** 2) / 0.1)
      const x = radius * Math.sin(polar) * Math.sin(around)
      const y = 1.2 * radius * Math.cos(polar)
      const z = -radius * Math.sin(polar) * Math.cos(around)
      const moved = bend ? [x * 1.03 + 0.003 * Math.sin(y / 0.04), y, z * 1.02 + 0.003 * Math.cos(x / 0.05)] : [x, y, z]
      positions.set(moved, (ring * columns + column) * 3)
      if (ring + 1 === rings) continue
      const next = ring * columns + ((column + 1) % columns)
      const a = ring * columns + column
      triangles.push(a, a + columns, next, next, a + columns, next + columns)
    }
  }
  return { positions, triangles: Uint32Array.from(triangles) }
}

const rmsMm = (a: Float64Array, b: Float64Array): number =>
  1000 * Math.sqrt((3 * a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0)) / a.length)

const scanOf = (rings: number): ScanSurface => {
  const { positions, triangles } = ball(rings, true)
  return new ScanSurface(
    { positions: Float32Array.from(positions), triangles },
    { metresPerUnit: 1, originInScan: [0, 0, 0] },
  )
}

test('a template finds a smooth deformation of itself, vertex by vertex, the same every time', () => {
  const template = ball(30, false)
  const truth = ball(30, true).positions
  const input = { template: template.positions, triangles: template.triangles, scan: scanOf(90) }
  const { vertices, matchedCount } = registerTemplate(input, {})
  expect(rmsMm(template.positions, truth)).toBeGreaterThan(3)
  // A ball says little about where within its surface a point belongs: most of what is left lies there.
  expect(rmsMm(vertices, truth)).toBeLessThan(1.8)
  expect(matchedCount).toBeGreaterThan(1500)
  expect(registerTemplate(input, {}).vertices).toEqual(vertices)
})

test('landmarks keep the surface from sliding', () => {
  const template = ball(30, false)
  const truth = ball(30, true).positions
  // Every 60th vertex of the rows away from the open edges.
  const vertices = Array.from({ length: 28 }, (_, i) => 90 + 60 * i + ((i * 17) % 60))
  const landmarks = vertices.map((vertex) => ({
    name: `v${vertex}`,
    vertices: [vertex, vertex, vertex] as const,
    barycentrics: [1, 0, 0] as const,
    position: [truth[vertex * 3], truth[vertex * 3 + 1], truth[vertex * 3 + 2]] as const,
  }))
  const input = { template: template.positions, triangles: template.triangles, scan: scanOf(90) }
  const held = registerTemplate({ ...input, landmarks }, {}).vertices
  const free = registerTemplate(input, {}).vertices
  expect(rmsMm(held, truth)).toBeLessThan(1.2)
  expect(rmsMm(held, truth)).toBeLessThan(0.8 * rmsMm(free, truth))
})

test('a cancel is heard', () => {
  const { positions, triangles } = ball(12, false)
  const stopped = AbortSignal.abort()
  const register = () => registerTemplate({ template: positions, triangles, scan: scanOf(20) }, { signal: stopped })
  expect(register).toThrow(CameoError)
})

import { describe, expect, it } from 'vitest'
import { labelScan } from '../../../src/core/flame/carry/labelScan.ts'
import { propagateLandmarks } from '../../../src/core/flame/carry/propagateLandmarks.ts'
import type { LandmarkEmbedding } from '../../../src/core/flame/embedding.ts'
import { alignScans } from '../../../src/core/geometry/alignScans.ts'
import { meshDistances } from '../../../src/core/geometry/distance/meshDistances.ts'
import { distancesToSurface } from '../../../src/core/geometry/distances.ts'
import { KernelInstance } from '../../../src/core/kernels/kernelInstance.ts'
import { releasing } from '../../../src/core/kernels/releasing.ts'
import { TriangleTree } from '../../../src/core/kernels/triangleTree.ts'
import type { Mesh } from '../../../src/core/model/mesh.ts'
import { identity4 } from '../../../src/core/model/transform.ts'

const side = 60

/** A bulging sheet of 60 × 60 vertices, mm; every `shape` is another. */
const sheet = (shape: number): Mesh => {
  const positions = new Float32Array(side * side * 3)
  const triangles: number[] = []
  for (let v = 0; v < side * side; v++) {
    const [x, y] = [(v % side) * 3 - 90, Math.floor(v / side) * 3 - 90]
    const z = 50 * Math.exp(-(x * x + 1.6 * y * y) / 4000) + 8 * Math.sin((x + shape) / 25) + 5 * Math.cos(y / 17)
    positions.set([x, y, z], v * 3)
    if (v % side === side - 1 || v >= side * (side - 1)) continue
    triangles.push(v, v + 1, v + side, v + 1, v + side + 1, v + side)
  }
  return { positions, triangles: Uint32Array.from(triangles) }
}

/** A point in the middle of the sheet. */
const middle: LandmarkEmbedding = {
  name: 'middle',
  pointCount: 1,
  pointNames: ['middle'],
  listIndices: null,
  faces: Uint32Array.of(side * (side - 1)),
  barycentrics: Float64Array.of(1, 0, 0),
  warnings: [],
}

const heldBytes = (): number => KernelInstance.ofThread().memory.buffer.byteLength

/** Bytes that 50 calls take beyond what the first two took, without the garbage collector's help. */
const growthOver50 = (call: (shape: number) => void): number => {
  call(0)
  call(1)
  const before = heldBytes()
  for (let shape = 2; shape < 50; shape++) call(shape)
  return heldBytes() - before
}

describe('kernel memory over 50 scans', () => {
  const cloud = (mesh: Mesh): Mesh => ({ ...mesh, triangles: new Uint32Array() })

  it('does not grow with the distances of one scan after another', () => {
    const from = sheet(5)
    const growth = growthOver50((shape) => {
      const to = sheet(shape)
      distancesToSurface(from.positions, to)
      distancesToSurface(from.positions, cloud(to))
      meshDistances({ from, to, measure: 'surface', signed: false })
      meshDistances({ from, to, measure: 'vertices', signed: false })
    })
    expect(growth).toBe(0)
  })

  it('does not grow with one alignment after another', () => {
    const growth = growthOver50((shape) => {
      const scan = { mesh: sheet(shape), landmarks: null, unit: 'mm' as const }
      const options = { scale: 'fixed', metric: 'point-to-plane', overlap: 'auto', restarts: 0 } as const
      alignScans({ source: scan, target: scan, options: { ...options, start: identity4 } })
    })
    expect(growth).toBe(0)
  })

  it('does not grow with what is carried from one registration after another to its scan', () => {
    const { positions, triangles } = sheet(5)
    const vertices = Float64Array.from(positions, (mm) => mm / 1000)
    const growth = growthOver50((shape) => {
      const registered = { scan: sheet(shape), metresPerUnit: 0.001, vertices, triangles }
      expect(propagateLandmarks(registered, middle)).toHaveLength(1)
      expect(labelScan(registered, new Map())).toHaveLength(side * side)
    })
    expect(growth).toBe(0)
  })

  it('is given back where the work throws', () => {
    const growth = growthOver50((shape) => {
      const fails = () =>
        releasing(TriangleTree.build(sheet(shape)), () => {
          throw new RangeError('in between')
        })
      expect(fails).toThrow('in between')
    })
    expect(growth).toBe(0)
  })

  it('grows where trees are kept', () => {
    const kept: TriangleTree[] = []
    expect(growthOver50((shape) => kept.push(TriangleTree.build(sheet(shape))))).toBeGreaterThan(5e6)
    for (const tree of kept) tree.release()
  })
})

import { expect, test } from 'vitest'
import { countLabels, labelScan } from '#core/flame/carry/labelScan.ts'
import { propagateLandmarks } from '#core/flame/carry/propagateLandmarks.ts'
import { deriveRegions } from '#core/flame/deriveRegions.ts'
import { readPlyHeader } from '#core/formats/plyHeader.ts'
import { readPly } from '#core/formats/plyReader.ts'
import { writePly } from '#core/formats/plyWriter.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { scanLabels } from '#core/model/scanLabels.ts'
import { smallEmbedding, smallModel } from './smallModel.ts'
import { smallScan } from './smallScan.ts'

const model = smallModel(5)
const { scan, truth, landmarks } = smallScan(model, 6, { noiseMm: 0 })
const registered = (mesh: Mesh) => ({
  scan: mesh,
  metresPerUnit: 0.001,
  vertices: truth,
  triangles: model.triangles,
})
const nose = landmarks.landmarks.find(({ name }) => name === 'nose_tip')!.position!

const distanceToNose = (p: Float32Array, v: number): number =>
  Math.hypot(p[v * 3] - nose[0], p[v * 3 + 1] - nose[1], p[v * 3 + 2] - nose[2])

/** The scan without the triangles that touch the nose within this many mm. */
const withHole = (radiusMm: number): Mesh => {
  const kept: number[] = []
  for (let i = 0; i < scan.triangles.length; i += 3) {
    const corners = scan.triangles.subarray(i, i + 3)
    if (corners.every((v) => distanceToNose(scan.positions, v) > radiusMm)) kept.push(...corners)
  }
  return { ...scan, triangles: Uint32Array.from(kept) }
}

test('landmarks come back to the scan where they are, on its own triangles (seed 5)', () => {
  const found = propagateLandmarks(registered(scan), smallEmbedding)
  expect(found.map(({ name, status }) => [name, status])).toEqual(
    landmarks.landmarks.map(({ name }) => [name, 'placed']),
  )
  found.forEach(({ position, surface, distanceMm }, i) => {
    const known = landmarks.landmarks[i].position!
    const corners = scan.triangles.subarray(surface!.triangle * 3, surface!.triangle * 3 + 3)
    expect(distanceMm).toBeLessThan(0.01)
    for (let axis = 0; axis < 3; axis++) {
      expect(position![axis]).toBeCloseTo(known[axis], 2)
      const there = surface!.barycentrics.reduce((sum, w, k) => sum + w * scan.positions[corners[k] * 3 + axis], 0)
      expect(position![axis]).toBeCloseTo(there, 9)
    }
  })
})

test.each([9, 22])('a landmark in a hole of %d mm is missing, and the others stay', (radiusMm) => {
  const found = propagateLandmarks(registered(withHole(radiusMm)), smallEmbedding)
  expect(found.filter(({ status }) => status !== 'placed').map(({ name }) => name)).toContain('nose_tip')
  const tip = found.find(({ name }) => name === 'nose_tip')
  expect(tip).toMatchObject({ status: 'missing', position: null, surface: null })
  expect(found.filter(({ status }) => status === 'placed').length).toBeGreaterThanOrEqual(5)
})

test('a landmark under a cover is occluded', () => {
  const hole = withHole(12)
  // A plate above the nose: the scan's own nose, twice as far from its head's middle line by 15 mm along its normal.
  const tip = model.triangles.subarray(smallEmbedding.faces[7] * 3, smallEmbedding.faces[7] * 3 + 3)
  const corner = (k: number): number[] => Array.from(truth.subarray(tip[k] * 3, tip[k] * 3 + 3))
  const [a, b, c] = [corner(0), corner(1), corner(2)]
  const [u, v] = [b.map((x, i) => x - a[i]), c.map((x, i) => x - a[i])]
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
  const unit = n.map((x) => x / Math.hypot(...n))
  const plate = [u, v, u.map((x, i) => -x - v[i])].flatMap((edge) =>
    edge.map((x, i) => nose[i] + 10 * unit[i] + (8 * x) / Math.hypot(...edge)),
  )
  const first = scan.positions.length / 3
  const covered = {
    positions: Float32Array.of(...scan.positions, ...plate),
    triangles: Uint32Array.of(...hole.triangles, first, first + 1, first + 2),
  }
  const found = propagateLandmarks(registered(covered), smallEmbedding)
  expect(found.find(({ name }) => name === 'nose_tip')?.status).toBe('occluded')
})

test('every part of the scan is called what it is on the model; what stands off is hair or clothes', () => {
  const regions = deriveRegions(model, smallEmbedding)
  const labels = labelScan(registered(scan), regions)
  const isLabel = (name: (typeof scanLabels)[number]) => (v: number) => labels[v] === scanLabels.indexOf(name)
  const shareOf = (region: string, name: (typeof scanLabels)[number]): number => {
    const vertices = [...(regions.get(region) ?? [])]
    return vertices.filter(isLabel(name)).length / vertices.length
  }
  expect(shareOf('left_eyeball', 'left_eyeball')).toBeGreaterThan(0.99)
  expect(shareOf('scalp', 'scalp')).toBeGreaterThan(0.8)
  expect(shareOf('face', 'face')).toBeGreaterThan(0.7)
  expect(countLabels(labels).hair).toBe(0)
  // The scalp raised by 20 mm from the middle of the head.
  const middle = [0, 1, 2].map((axis) => {
    let sum = 0
    for (let i = axis; i < truth.length; i += 3) sum += truth[i]
    return (sum / truth.length) * 3000
  })
  const raised = scan.positions.slice()
  const scalp = regions.get('scalp')!
  for (const v of scalp) {
    const d = middle.map((m, axis) => raised[v * 3 + axis] - m)
    for (let axis = 0; axis < 3; axis++) raised[v * 3 + axis] += (20 * d[axis]) / Math.hypot(...d)
  }
  const haired = labelScan(registered({ ...scan, positions: raised }), regions)
  const hair = [...scalp].filter((v) => haired[v] === scanLabels.indexOf('hair')).length
  expect(hair / scalp.length).toBeGreaterThan(0.8)
})

test('labels ride in a PLY as a property of their own, named in its header', () => {
  const labels = Uint8Array.from({ length: scan.positions.length / 3 }, (_, i) => i % scanLabels.length)
  const bytes = writePly(scan, { labelling: { labels, labelNames: scanLabels } })
  const header = readPlyHeader(bytes)
  expect(header.elements[0].properties.at(-1)).toEqual({ name: 'label', type: 'uchar' })
  const rowBytes = 13
  for (const v of [0, 1, 17, labels.length - 1]) expect(bytes[header.bodyStart + v * rowBytes + 12]).toBe(labels[v])
  expect(new TextDecoder().decode(bytes.subarray(0, header.bodyStart))).toContain('comment label 9 hair')
  expect(readPly(bytes).mesh.triangles).toEqual(scan.triangles)
})

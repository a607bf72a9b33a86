import { expect, test } from 'vitest'
import { schemeOnModel } from '#core/flame/embeddingOfScheme.ts'
import { proposeFromModel } from '#core/flame/proposeFromModel.ts'
import { onSurface } from '#core/jobs/proposeLandmarks.ts'
import { head8, landmarkSchemes } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { refusalOf } from '../formats/soundMesh.ts'
import { smallEmbedding, smallModel } from './smallModel.ts'
import { smallScan } from './smallScan.ts'

const model = smallModel(5)
const { scan, landmarks } = smallScan(model, 6)
const hidden = ['nose_base', 'left_eye_outer']
const six = { ...landmarks, landmarks: landmarks.landmarks.filter(({ name }) => !hidden.includes(name)) }
const input = { scan, unit: 'mm', scheme: head8, model, embedding: smallEmbedding } as const

test('the points that were left out are proposed on the scan, as near as they claim (seed 6)', () => {
  const { proposals, anchors, withheld, mmPerUnit } = proposeFromModel({ ...input, landmarks: six }, {})
  expect(anchors).toHaveLength(6)
  expect(withheld).toEqual([])
  expect(mmPerUnit).toBe(1)
  expect(proposals.map(({ name }) => name).sort()).toEqual([...hidden].sort())
  for (const { name, position, surface, sigmaMm, basis } of proposals) {
    const truth = landmarks.landmarks.find((point) => point.name === name)!.position as Vec3
    const off = Math.hypot(...position.map((value, axis) => value - truth[axis]))
    expect(off).toBeLessThan(2 * sigmaMm)
    expect(sigmaMm).toBeLessThan(8)
    expect(basis).toBe('model')
    const there = onSurface(scan, (searched) => searched.closestPoint(...position))
    expect(there?.distance).toBeLessThan(1e-3)
    expect(surface.triangle).toBeLessThan(scan.triangles.length / 3)
  }
})

test('three points are enough with a scan, and say that they are few (seed 6)', () => {
  const names = ['right_eye', 'left_eye', 'nose_tip']
  const three = { ...landmarks, landmarks: landmarks.landmarks.filter(({ name }) => names.includes(name)) }
  const { proposals } = proposeFromModel({ ...input, landmarks: three }, {})
  const ofSix = proposeFromModel({ ...input, landmarks: six }, {}).proposals
  expect(proposals).toHaveLength(5)
  expect(proposals[0].sigmaMm).toBeGreaterThan(ofSix[0].sigmaMm)
  for (const { name, position, sigmaMm } of proposals) {
    const truth = landmarks.landmarks.find((point) => point.name === name)!.position as Vec3
    expect(Math.hypot(...position.map((value, axis) => value - truth[axis]))).toBeLessThan(2.5 * sigmaMm)
  }
})

test('two points are too few, and points without a place on the model are named', () => {
  const two = { ...six, landmarks: six.landmarks.slice(0, 2) }
  expect(refusalOf(() => proposeFromModel({ ...input, landmarks: two }, {})).code).toBe('input/too-few-landmarks')
  const scheme = { ...head8, points: [...head8.points, { ...head8.points[0], name: 'scar', mirror: null }] }
  const { withheld } = proposeFromModel({ ...input, scheme, landmarks: six }, {})
  expect(withheld.map(({ name }) => name)).toEqual(['scar'])
})

test('a list of 51 is refused under the name of the other one', () => {
  const list = {
    ...smallEmbedding,
    name: 'static.pkl',
    pointNames: null,
    pointCount: 51,
    faces: Uint32Array.from({ length: 51 }, (_, i) => (i === 13 ? 8611 : i)),
    barycentrics: new Float64Array(153).fill(1 / 3),
  }
  const onModel = (name: string) => schemeOnModel(landmarkSchemes.get(name)!, list, model.triangles)
  expect(refusalOf(() => onModel('flame-51-ringnet')).code).toBe('input/flame-embedding')
  const { embedding, lost } = onModel('flame-51-flame-fitting')
  expect(lost).toEqual([])
  expect(embedding.pointNames?.[13]).toBe('51:13')
  expect(embedding.faces[13]).toBe(8611)
  expect(onModel('ibug-68').lost.length).toBeGreaterThanOrEqual(17)
})

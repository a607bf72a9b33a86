import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFlameModelNpz } from '#core/flame/model.ts'
import { readLandmarks, readMesh, writeLandmarks, writeMesh } from '#core/formats/index.ts'
import { writeEmbeddingFile } from '#core/jobs/embeddingFile.ts'
import { faceCurvesOf } from '../../../src/main/services/faceCurves.ts'
import { smallEmbedding, smallModel } from '../flame/smallModel.ts'
import { smallScan } from '../flame/smallScan.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('register-files')
const file = (name: string): string => join(root, name)

const writeInputs = () => {
  mkdirSync(root, { recursive: true })
  const model = smallModel(5)
  const { scan, landmarks } = smallScan(model, 6)
  writeFileSync(file('model.npz'), writeFlameModelNpz(model))
  writeFileSync(file('points.json'), writeEmbeddingFile(smallEmbedding))
  writeFileSync(file('scan.ply'), writeMesh(scan, { format: 'ply' }))
  writeFileSync(file('clicks.json'), writeLandmarks({ ...landmarks, unit: 'mm' }, { format: 'json' }))
  return { scan, landmarks }
}

const request = {
  scan: file('scan.ply'),
  landmarks: file('clicks.json'),
  model: file('model.npz'),
  embedding: file('points.json'),
  regions: null,
  unit: 'auto' as const,
  out: file('out'),
}

test('registering files carries landmarks and labels back to the scan (seeds 5, 6)', async () => {
  const { scan, landmarks } = writeInputs()
  const { client } = startHost()
  const propagate = ['h3ds-6', file('points.json')]
  const result = await client.run('files.register', { ...request, propagate, labels: 'parts' })
  expect(result.files.every((path) => existsSync(path))).toBe(true)
  expect(result.files).toContain(file('out/parts.json'))
  const [six, eight] = result.carried!.landmarks
  expect([six.scheme, six.points.length, eight.points.length]).toEqual(['h3ds-6', 6, 8])
  const { set } = readLandmarks(readFileSync(eight.file), 'landmarks-points.json')
  expect(set.unit).toBe('mm')
  for (const { name, position, status } of set.landmarks) {
    const known = landmarks.landmarks.find((landmark) => landmark.name === name)!.position!
    expect([name, status]).toEqual([name, 'placed'])
    expect(Math.hypot(...known.map((value, axis) => value - position![axis]))).toBeLessThan(1.5)
  }
  const labelled = readMesh(readFileSync(file('out/parts.ply')), 'parts.ply').mesh
  expect(labelled.positions).toEqual(scan.positions)
  const { counts } = JSON.parse(readFileSync(file('out/parts.json'), 'utf8')) as { counts: Record<string, number> }
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(scan.positions.length / 3)
  expect(counts.face).toBeGreaterThan(500)
})

test('lines along lips and lids are read, hashed and told of where the model has none (seeds 5, 6)', async () => {
  const { landmarks } = writeInputs()
  const points = landmarks.landmarks.slice(0, 4).map(({ position }) => position)
  writeFileSync(file('lines.json'), JSON.stringify({ contours: [{ name: 'right-lids', isClosed: true, points }] }))
  const { client } = startHost()
  const result = await client.run('files.register', { ...request, out: file('lined'), contours: file('lines.json') })
  expect(result.warnings.find(({ code }) => code === 'contour-unknown')?.message).toContain('right-lids')
  const report = JSON.parse(readFileSync(file('lined/report.json'), 'utf8'))
  expect(report.measured.contours).toEqual([])
  expect(JSON.stringify(report.inputs)).toContain('lines.json')
  writeFileSync(file('lines.json'), JSON.stringify({ contours: [{ name: 'jaw', points }] }))
  const refused = client.run('files.register', { ...request, out: file('refused'), contours: file('lines.json') })
  await expect(refused).rejects.toMatchObject({ code: 'input/contours' })
})

test('the lines of a project’s own scheme count by their names', () => {
  const folder = file('project')
  mkdirSync(join(folder, 'schemes'), { recursive: true })
  const points = ['a', 'b', 'c', 'd'].map((name) => ({ name, title: name, definition: '' }))
  const curve = (name: string) => ({ name, title: name, points: points.map((point) => point.name), isClosed: true })
  const scheme = { name: 'mine', title: 'Mine', points, curves: [curve('lips'), curve('jaw')] }
  writeFileSync(join(folder, 'schemes', 'mine.json'), JSON.stringify({ format: 'cameo-scheme', version: 1, ...scheme }))
  expect(faceCurvesOf({ folder }, 'mine').map(({ name }) => name)).toEqual(['lips'])
  expect(faceCurvesOf({ folder }, 'ibug-68').map(({ name }) => name)).toContain('inner-lips')
  expect(faceCurvesOf({ folder }, 'head-8')).toEqual([])
  expect(faceCurvesOf({ folder }, 'nobody-s')).toEqual([])
})

test('two sets of landmarks for one file are refused before the work', async () => {
  writeInputs()
  const { client } = startHost()
  const propagate = ['head-8', file('head-8.npy')]
  const out = file('never')
  await expect(client.run('files.register', { ...request, out, propagate })).rejects.toMatchObject({
    code: 'input/same-name',
  })
  expect(existsSync(out)).toBe(false)
})

test('a format that loses the order of the vertices is refused before anything is read', async () => {
  const { client } = startHost()
  const stl = { ...request, scan: file('is-not-there.ply'), meshFormat: 'stl' as never }
  await expect(client.run('files.register', stl)).rejects.toMatchObject({ code: 'usage/invalid-input' })
})

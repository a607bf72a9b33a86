import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { writeFlameModelNpz } from '#core/flame/model.ts'
import { readMesh, writeLandmarks, writeMesh } from '#core/formats/index.ts'
import { writeNpz } from '#core/formats/npz.ts'
import { writeEmbeddingFile } from '#core/jobs/embeddingFile.ts'
import { verdictRank } from '#core/model/alignment.ts'
import { scanLabels } from '#core/model/scanLabels.ts'
import { gridUv } from '../flame/gridUv.ts'
import { smallEmbedding, smallModel } from '../flame/smallModel.ts'
import { smallScan } from '../flame/smallScan.ts'
import { startProject, testRoot } from './testHost.ts'

const root = testRoot('project-report')
const model = smallModel(5)

/** A folder of a subject with one scan; `spoilt`: its nose is marked at an eye. */
const writeSubject = (name: string, seed: number, spoilt: boolean): void => {
  const folder = join(root, 'captures', name)
  mkdirSync(folder, { recursive: true })
  const { scan, landmarks } = smallScan(model, seed)
  const eye = landmarks.landmarks.find((landmark) => landmark.name === 'left_eye_outer')
  const clicked = landmarks.landmarks.map((landmark) =>
    spoilt && landmark.name === 'nose_tip' ? { ...landmark, position: eye?.position ?? null } : landmark,
  )
  const colors = Uint8Array.from({ length: scan.positions.length }, (_, i) => [200, 120, 40][i % 3])
  writeFileSync(join(folder, 'highres.ply'), writeMesh({ ...scan, colors }, { format: 'ply' }))
  const set = { ...landmarks, unit: 'mm' as const, landmarks: clicked }
  writeFileSync(join(folder, 'highres_landmarks.json'), writeLandmarks(set, { format: 'json' }))
}

test('a project of three: pages and textures for those that are registered, worst first, and who is missing (seeds 5 to 8)', async () => {
  writeSubject('anna & co', 6, false)
  writeSubject('bert', 7, true)
  writeSubject('carl', 8, false)
  writeFileSync(join(root, 'model.npz'), writeFlameModelNpz(model))
  writeFileSync(join(root, 'points.json'), writeEmbeddingFile(smallEmbedding))
  const uv = gridUv(model.faceCount)
  const uvFile = writeNpz([
    ['vt', { shape: [uv.uvs.length / 2, 2], data: Float64Array.from(uv.uvs) }],
    ['ft', { shape: [model.faceCount, 3], data: uv.uvTriangles }],
  ])
  writeFileSync(join(root, 'uv.npz'), uvFile)
  const { client, resolveBytes } = await startProject(root, 'project')
  const { subjectIds } = await client.run('captures.import', { path: join(root, 'captures') })
  await client.call('models.add', {
    path: join(root, 'model.npz'),
    embedding: join(root, 'points.json'),
    regions: null,
  })
  const registered = subjectIds.slice(0, 2)
  await client.run('batch.run', { steps: ['register'], subjectIds: registered, workers: 1 })
  const out = join(root, 'pages')
  const report = await client.run('registrations.report', { out, subjectIds: null })

  expect(report.subjects.map(({ subjectName }) => subjectName)).toEqual(['bert', 'anna & co'])
  const [worst, best] = report.subjects
  expect(verdictRank[worst.verdict]).toBeGreaterThan(verdictRank[best.verdict])
  expect(report.skipped).toEqual([{ subjectName: 'carl', reason: 'Not registered.' }])
  expect(readdirSync(out).sort()).toEqual(['001_anna_co.html', '002_bert.html', 'index.html'])

  const index = readFileSync(report.index, 'utf8')
  for (const { page } of report.subjects) {
    expect(existsSync(page)).toBe(true)
    expect(index).toContain(`href="${basename(page)}"`)
  }
  expect(index.indexOf('>bert<')).toBeLessThan(index.indexOf('>anna &amp; co<'))
  expect(index).toContain('carl: Not registered.')

  const page = readFileSync(worst.page, 'utf8')
  expect(page.match(/<img src="data:image/g)).toHaveLength(15)
  expect(page).not.toMatch(/(src|href)="(?!data:)/)
  expect(page).toContain('nose_tip')
  const { registrations } = await client.call('subjects.get', { subjectId: registered[1] })
  expect(registrations).toHaveLength(1)
  expect(worst.medianMm).toBe(registrations[0].scanToMeshMm.median)

  const textures = { out: join(root, 'textures'), subjectIds: null, sizePx: 256, uv: join(root, 'uv.npz') }
  const { subjects, skipped } = await client.run('registrations.texture', textures)
  expect(subjects.map(({ subjectName, mesh }) => [subjectName, basename(mesh)])).toEqual([
    ['anna & co', 'anna_co.obj'],
    ['bert', 'bert.obj'],
  ])
  expect(skipped).toEqual([{ subjectName: 'carl', reason: 'Not registered.', isFailure: false }])
  for (const { mesh, texture } of subjects) {
    expect(texture).toMatchObject({ source: 'colors', sizePx: 256 })
    expect(texture.measuredShare).toBeGreaterThan(0.5)
    const { mesh: written } = await readMesh(readFileSync(mesh), basename(mesh))
    expect(written.uvs).toBeDefined()
    expect(readFileSync(mesh.replace('.obj', '.mtl'), 'utf8')).toContain(`map_Kd ${basename(texture.file)}`)
    const [r, g, b] = (await sharp(texture.file).stats()).channels.map(({ max }) => max)
    expect([r, g, b]).toEqual([200, 120, 40])
  }
  const photos = await client.run('registrations.texture', { ...textures, subjectIds: registered, from: 'photos' })
  expect(photos.subjects).toEqual([])
  expect(photos.skipped.map(({ isFailure, reason }) => [isFailure, reason])).toEqual(
    registered.map(() => [true, 'There are no photos to take colours from.']),
  )

  const anna = await client.call('subjects.get', { subjectId: registered[0] })
  const [{ id: scanId }] = anna.scans
  const carried = await client.call('landmarks.carryRegistration', { scanId, scheme: 'head-8' })
  const clicked = new Map(smallScan(model, 6).landmarks.landmarks.map(({ name, position }) => [name, position]))
  expect(carried?.withheld).toEqual([])
  expect(carried?.proposals.map(({ name }) => name).sort()).toEqual([...clicked.keys()].sort())
  for (const { name, position, basis } of carried?.proposals ?? []) {
    expect(basis).toBe('registration')
    expect(Math.hypot(...position.map((value, axis) => value - clicked.get(name)![axis])), name).toBeLessThan(3)
  }
  const { registrations: none } = await client.call('subjects.get', { subjectId: subjectIds[2] })
  expect(none).toEqual([])
  const parts = await resolveBytes(anna.registrations[0].partsUrl.replace('bytes/', ''))
  const counts = new Map<string, number>()
  for (const label of parts?.bytes ?? []) {
    counts.set(scanLabels[label], (counts.get(scanLabels[label]) ?? 0) + 1)
  }
  expect(parts?.bytes).toHaveLength(smallScan(model, 6).scan.positions.length / 3)
  for (const part of ['face', 'neck', 'left_ear', 'right_ear']) expect(counts.get(part), part).toBeGreaterThan(0)

  const one = await client.run('registrations.report', { out: join(root, 'one'), subjectIds: [subjectIds[2]] })
  expect([one.subjects, one.skipped.length]).toEqual([[], 1])
  await expect(client.run('registrations.report', { out, subjectIds: ['nobody'] })).rejects.toMatchObject({
    code: expect.stringContaining('input/'),
  })
})

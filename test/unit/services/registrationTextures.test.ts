import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { RunOptions } from '#core/contract/client.ts'
import type { JobState } from '#core/contract/contract.ts'
import { writeFlameModelNpz } from '#core/flame/model.ts'
import { atTexels, texelsOf } from '#core/flame/texture/texels.ts'
import { readMesh, writeLandmarks, writeMesh } from '#core/formats/index.ts'
import { writeNpz } from '#core/formats/npz.ts'
import { writeEmbeddingFile } from '#core/jobs/embeddingFile.ts'
import { textureMask } from '#core/model/texture.ts'
import type { Host } from '#main/services/index.ts'
import { gridUv, overlappingUv } from '../flame/gridUv.ts'
import { smallEmbedding, smallModel } from '../flame/smallModel.ts'
import { smallScan } from '../flame/smallScan.ts'
import { startProject, testRoot } from './testHost.ts'

const root = testRoot('registration-textures')
const file = (name: string): string => join(root, name)
const model = smallModel(5)
const uv = gridUv(model.faceCount)

/** The paint of the world: waves over space (mm), 0–255. */
const paintAt = ([x, y, z]: ArrayLike<number> & Iterable<number>): readonly number[] => [
  128 + 100 * Math.sin(0.04 * x),
  128 + 100 * Math.sin(0.035 * y + 1),
  128 + 100 * Math.sin(0.03 * z + 2),
]

const writeUv = (name: string, faces: number, { uvs, uvTriangles } = uv): void => {
  writeFileSync(
    file(name),
    writeNpz([
      ['vt', { shape: [uvs.length / 2, 2], data: Float64Array.from(uvs) }],
      ['ft', { shape: [faces, 3], data: uvTriangles.subarray(0, faces * 3) }],
    ]),
  )
}

for (const [name, seed, isPainted] of [
  ['anna', 6, true],
  ['bert', 7, false],
] as const) {
  const folder = join(root, 'captures', name)
  mkdirSync(folder, { recursive: true })
  const { scan, landmarks } = smallScan(model, seed)
  const { positions } = scan
  const colors = Uint8Array.from({ length: positions.length }, (_, i) => {
    const at = i - (i % 3)
    return paintAt(positions.subarray(at, at + 3))[i % 3]
  })
  writeFileSync(join(folder, 'highres.ply'), writeMesh(isPainted ? { ...scan, colors } : scan, { format: 'ply' }))
  writeFileSync(
    join(folder, 'highres_landmarks.json'),
    writeLandmarks({ ...landmarks, unit: 'mm' }, { format: 'json' }),
  )
}
writeFileSync(file('model.npz'), writeFlameModelNpz(model))
writeFileSync(file('points.json'), writeEmbeddingFile(smallEmbedding))
writeUv('uv.npz', model.faceCount)
writeUv('other.npz', model.faceCount - 1)
writeUv('doubled.npz', model.faceCount, overlappingUv(model.faceCount))

const openSubjects = async (name: string) => {
  const host = await startProject(root, name)
  const { subjectIds } = await host.client.run('captures.import', { path: join(root, 'captures') })
  const added = await host.client.call('models.add', {
    ...{ path: file('model.npz'), embedding: file('points.json'), regions: null },
  })
  const scans = await Promise.all(
    subjectIds.map(async (subjectId) => {
      const { scans: found } = await host.client.call('subjects.get', { subjectId })
      return { subjectId, scanId: found[0].id, modelId: added.id }
    }),
  )
  return { ...host, modelId: added.id, anna: scans[0], bert: scans[1] }
}

const bytesOf = async (host: Pick<Host, 'resolveBytes'>, url: string): Promise<Uint8Array> => {
  const answer = await host.resolveBytes(url.replace('bytes/', ''))
  return answer?.bytes ?? readFileSync(answer?.path ?? '')
}

test('a registration is textured with it or later, once for the same inputs, and the texels have the paint (seeds 5, 6)', async () => {
  const host = await openSubjects('painted')
  const { client, anna, modelId } = host
  const { subjectId } = anna
  expect(await client.call('registrations.textureObstacles', anna)).toEqual({
    scan: null,
    photos: 'There are no photos to take colours from.',
    uv: expect.stringContaining('FLAME_texture.npz'),
  })
  const texture = { from: 'scan' as const, sizePx: 512 }
  await expect(client.run('registrations.run', { ...anna, texture })).rejects.toMatchObject({ code: 'input/no-uv' })
  await expect(client.call('models.setUv', { modelId, path: file('other.npz') })).rejects.toMatchObject({
    code: 'input/other-topology',
  })
  const { uv: set } = await client.call('models.setUv', { modelId, path: file('uv.npz') })
  expect(set).toMatchObject({ path: file('uv.npz'), present: true })
  expect(await client.call('registrations.textureObstacles', anna)).toMatchObject({ scan: null, uv: null })
  const photos = { from: 'photos' as const, sizePx: 512 }
  await expect(client.run('registrations.run', { ...anna, texture: photos })).rejects.toMatchObject({
    code: 'input/no-photos',
  })
  expect((await client.call('subjects.get', { subjectId })).registrations).toEqual([])

  const { texture: made, ...registration } = await client.run('registrations.run', { ...anna, texture })
  if (!made) throw new Error('no texture')
  expect(made).toMatchObject({ ...texture, source: 'colors', isStale: false, uvSha256: set?.sha256 })
  expect(made.warnings).toEqual([])
  expect(made.modelSha256).toBe(registration.modelSha256)
  expect(made.measuredShare + made.filledShare).toBeCloseTo(1, 12)
  expect(made.measuredShare).toBeGreaterThan(0.6)

  const rgb = await sharp(await bytesOf(host, made.pictureUrl))
    .raw()
    .toBuffer()
  const mask = await sharp(await bytesOf(host, made.maskUrl))
    .extractChannel(0)
    .raw()
    .toBuffer()
  const { mesh } = readMesh(await bytesOf(host, made.meshUrl), 'registration.obj')
  const texels = texelsOf(uv, texture.sizePx)
  const metres = Float64Array.from(mesh.positions)
  const place = new Float64Array(texels.pixels.length * 3)
  atTexels(texels, mesh.triangles, metres, { start: 0, end: texels.pixels.length, out: place })
  const errors: number[] = []
  texels.pixels.forEach((pixel, i) => {
    if (mask[pixel] !== textureMask.measured) return
    const paint = paintAt(place.subarray(i * 3, i * 3 + 3).map((value) => value * 1000))
    errors.push(Math.max(...paint.map((value, channel) => Math.abs(value - rgb[pixel * 3 + channel]))))
  })
  errors.sort((a, b) => a - b)
  expect(errors.length / texels.pixels.length).toBeCloseTo(made.measuredShare, 12)
  expect(errors[errors.length >> 1]).toBeLessThan(3)
  expect(errors[Math.floor(errors.length * 0.99)]).toBeLessThan(16)

  const asked = { subjectId, registrationId: registration.id }
  const again = await client.run('registrations.makeTexture', { ...asked, texture })
  expect(again.texture).toEqual(made)
  const small = await client.run('registrations.makeTexture', { ...asked, texture: { ...texture, sizePx: 256 } })
  expect(small.texture).toMatchObject({ sizePx: 256 })
  const back = await client.run('registrations.makeTexture', { ...asked, texture })
  expect(back.texture).toMatchObject({ pictureUrl: made.pictureUrl, seconds: made.seconds })

  await client.call('models.setUv', { modelId, path: null })
  const out = file('saved')
  const named = await client.run('registrations.texture', {
    out,
    subjectIds: [subjectId],
    ...texture,
    uv: file('uv.npz'),
  })
  const remembered = 'uv.npz is now the UV layout of model.npz in this project.'
  expect(named.notes).toEqual([remembered])
  expect((await client.call('models.list', {})).models).toMatchObject([{ uv: { path: file('uv.npz') } }])
  const { events, names } = await client.call('events.list', { subjectId: null, limit: 1 })
  expect(names).toEqual({ [modelId]: 'model.npz' })
  expect(events).toMatchObject([
    { kind: 'model.uv', data: { modelId, old: null, new: { path: file('uv.npz'), sha256: set?.sha256 } } },
  ])
  const next = await client.run('registrations.texture', { out, subjectIds: [subjectId], ...texture })
  expect(next).toMatchObject({ notes: [], subjects: named.subjects })
  expect(named.subjects).toMatchObject([{ subjectName: 'anna', texture: { measuredShare: made.measuredShare } }])
  expect(readdirSync(out).sort()).toEqual(['anna.mtl', 'anna.obj', 'anna.png', 'anna_mask.png'])
  expect(readFileSync(join(out, 'anna.png'))).toEqual(Buffer.from(await bytesOf(host, made.pictureUrl)))
  const saved = readFileSync(join(out, 'anna.obj'), 'utf8')
  const stored = new TextDecoder().decode(await bytesOf(host, made.meshUrl))
  expect(saved).toBe(stored.replace('mtllib registration.mtl', 'mtllib anna.mtl'))
  expect(readFileSync(join(out, 'anna.mtl'), 'utf8')).toContain('map_Kd anna.png')

  const { registrations } = await client.call('subjects.get', { subjectId })
  expect(registrations).toHaveLength(1)
  const { texture: newest } = await client.run('registrations.run', anna)
  expect(newest).toBeNull()
  const { registrations: both } = await client.call('subjects.get', { subjectId })
  expect(both.map(({ current, texture: each }) => [current, each === null])).toEqual(
    both.map(({ current }) => [current, current]),
  )
  expect((await client.call('projects.check', {})).findings).toEqual([])
})

test('a batch textures what it has registered, tells what it cannot, and does nothing twice (seeds 5 to 7)', async () => {
  const { client, anna, modelId, folder } = await openSubjects('batch')
  const batch = { steps: ['texture', 'register'] as ('texture' | 'register')[], subjectIds: null, workers: 1 }
  const texture = { from: 'scan' as const, sizePx: 256 }
  const without = await client.run('batch.run', { ...batch, steps: ['texture'], texture })
  expect(without.items.map(({ outcome }) => outcome)).toEqual(['not-ready', 'not-ready'])
  const { items, failed } = await client.run('batch.run', { ...batch, texture: { ...texture, uv: file('uv.npz') } })
  expect(items[1].message).toContain('uv.npz is now the UV layout of model.npz in this project.')
  expect(items.map(({ subjectName, step, outcome }) => [subjectName, step, outcome])).toEqual([
    ['anna', 'register', 'done'],
    ['anna', 'texture', 'done'],
    ['bert', 'register', 'done'],
    ['bert', 'texture', 'not-ready'],
  ])
  expect(failed).toBe(0)
  expect(items[1].message).toMatch(/^\d+\.\d % from the scan's colours, \d+\.\d % filled/)
  expect(items[3].message).toContain('neither a texture nor vertex colours')
  const again = await client.run('batch.run', { ...batch, texture })
  expect(again.items.map(({ outcome }) => outcome)).toEqual([
    'already-done',
    'already-done',
    'already-done',
    'not-ready',
  ])
  expect(again.items[1].numbers).toEqual(items[1].numbers)

  const { landmarks, scheme, revision } = await client.call('landmarks.get', { scanId: anna.scanId })
  const moved = landmarks.map((point, i) =>
    i === 0 && point.position
      ? { ...point, surface: null, position: point.position.map((x) => x + 1) as never }
      : point,
  )
  const commit = { scanId: anna.scanId, baseRevision: revision, scheme, annotator: null, landmarks: moved }
  await client.call('landmarks.commit', commit)
  const redone = await client.run('batch.run', { ...batch, subjectIds: [anna.subjectId], texture })
  expect(redone.items.map(({ step, outcome }) => [step, outcome])).toEqual([
    ['register', 'done'],
    ['texture', 'done'],
  ])

  await client.call('models.setUv', { modelId, path: file('doubled.npz') })
  const doubled = await client.run('batch.run', { ...batch, subjectIds: [anna.subjectId], texture })
  const uvFile = file('uv.npz')
  const other = await client.run('batch.run', { ...batch, steps: ['texture'], texture: { ...texture, uv: uvFile } })
  expect(other.items.map(({ message }) => message).join()).not.toContain('is now')
  expect((await client.call('models.list', {})).models).toMatchObject([{ uv: { path: file('doubled.npz') } }])
  expect(doubled.items[1].message).toMatch(/% filled\. Charts of the UV layout lie on each other: /)

  const asked = { subjectId: anna.subjectId, registrationId: '' }
  const artefactFolder = join(folder, 'artefacts')
  const state = async () => {
    const { registrations } = await client.call('subjects.get', { subjectId: anna.subjectId })
    asked.registrationId = registrations[0].id
    return {
      textures: registrations.map(({ texture: each }) => each?.id),
      artefacts: readdirSync(artefactFolder, { recursive: true }).map(String).sort(),
      events: (await client.call('events.list', { subjectId: null, limit: 1000 })).events.length,
    }
  }
  const before = await state()
  const wanted = { from: 'scan' as const, sizePx: 1024 }
  await expect(
    atFirstReport((options) => client.run('registrations.makeTexture', { ...asked, texture: wanted }, options)),
  ).rejects.toMatchObject({ code: 'job/cancelled' })
  const out = file('cancelled')
  const writing = { out, subjectIds: [anna.subjectId], ...wanted }
  await expect(atFirstReport((options) => client.run('registrations.texture', writing, options))).rejects.toMatchObject(
    { code: 'job/cancelled' },
  )
  expect(await state()).toEqual(before)
  expect(existsSync(out) ? readdirSync(out) : []).toEqual([])
  const { subjects } = await client.run('registrations.texture', writing)
  expect(subjects).toMatchObject([{ texture: { sizePx: 1024 } }])
  expect(readdirSync(out)).toHaveLength(4)
  expect((await state()).events).toBe(before.events + 1)
})

/** Cancels work at its first report of progress; after the cancel it may report no more. */
const atFirstReport = async (work: (options: RunOptions) => Promise<unknown>): Promise<unknown> => {
  const controller = new AbortController()
  const heard: string[] = []
  const onProgress = ({ status, message }: JobState): void => {
    if (status === 'running' && message !== '') heard.push(message)
    if (heard.length > 0) controller.abort()
  }
  try {
    return await work({ signal: controller.signal, onProgress })
  } finally {
    expect(heard).toHaveLength(1)
  }
}

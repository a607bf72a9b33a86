import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { writeFlameModelNpz } from '#core/flame/model.ts'
import { readMesh, readMtlTextures, writeLandmarks, writeMesh } from '#core/formats/index.ts'
import { writeNpz } from '#core/formats/npz.ts'
import { writeEmbeddingFile } from '#core/jobs/embeddingFile.ts'
import type { Progress } from '#core/model/run.ts'
import { WorkerPool } from '#main/compute/workerPool.ts'
import { gridUv, overlappingUv } from '../flame/gridUv.ts'
import { smallEmbedding, smallModel } from '../flame/smallModel.ts'
import { smallScan } from '../flame/smallScan.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('texture-files')
mkdirSync(root, { recursive: true })
const file = (name: string): string => join(root, name)
const model = smallModel(5)
const { scan, landmarks } = smallScan(model, 6)
const uv = gridUv(model.faceCount)
writeFileSync(file('model.npz'), writeFlameModelNpz(model))
writeFileSync(file('points.json'), writeEmbeddingFile(smallEmbedding))
writeFileSync(file('clicks.json'), writeLandmarks({ ...landmarks, unit: 'mm' }, { format: 'json' }))
writeFileSync(
  file('uv.npz'),
  writeNpz([
    ['vt', { shape: [uv.uvs.length / 2, 2], data: Float64Array.from(uv.uvs) }],
    ['ft', { shape: [model.faceCount, 3], data: uv.uvTriangles }],
  ]),
)
const skin = [210, 160, 140]
const colors = Uint8Array.from({ length: scan.positions.length }, (_, i) => skin[i % 3])
writeFileSync(file('scan.ply'), writeMesh({ ...scan, colors }, { format: 'ply' }))
writeFileSync(file('grey.ply'), writeMesh(scan, { format: 'ply' }))

const request = {
  ...{ scan: file('scan.ply'), landmarks: file('clicks.json'), model: file('model.npz') },
  ...{ embedding: file('points.json'), regions: null, unit: 'auto' as const, out: file('out') },
}
const texture = { fileName: 'skin.png', sizePx: 512, uv: file('uv.npz'), images: null, cameras: null }

test('a registration gets a texture, its mask and a library that names it (seeds 5, 6)', async () => {
  const { client } = startHost()
  const result = await client.run('files.register', { ...request, texture, report: file('out/page.html') })
  expect(result.texture).toMatchObject({ source: 'colors', sizePx: 512, photos: [] })
  expect(result.texture?.measuredShare).toBeGreaterThan(0.6)
  expect(result.files.every((path) => existsSync(path))).toBe(true)
  const text = readFileSync(file('out/registration.obj'), 'utf8')
  expect(text).toContain('mtllib registration.mtl')
  expect(text).toContain('usemtl skin')
  const { mesh } = readMesh(new TextEncoder().encode(text), 'registration.obj')
  expect(mesh.triangles).toEqual(model.triangles)
  expect(mesh.uvTriangles).toEqual(uv.uvTriangles)
  expect([...readMtlTextures(readFileSync(file('out/registration.mtl'))).values()]).toEqual(['skin.png'])
  const report = JSON.parse(readFileSync(file('out/report.json'), 'utf8'))
  expect(report.texture).toEqual(result.texture)
  expect(report.warnings).toEqual(result.warnings)
  expect(result.warnings.map(({ code }) => code)).not.toContain('uv-overlap')
  const page = readFileSync(file('out/page.html'), 'utf8')
  expect(page).toContain('alt="Texture, its layout"')
  expect(page).toContain('the colours of the scan')
  expect(page.match(/<img/g)).toHaveLength(15 + 4)
  const { data, info } = await sharp(file('out/skin.png')).raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height, info.channels]).toEqual([512, 512, 3])
  const mask = await sharp(file('out/skin_mask.png')).extractChannel(0).raw().toBuffer()
  expect(new Set(mask)).toEqual(new Set([0, 128, 255]))
  const errors = data.map((value, i) => (mask[Math.floor(i / 3)] === 0 ? 0 : Math.abs(value - skin[i % 3])))
  expect(errors.reduce((most, error) => Math.max(most, error), 0)).toBeLessThanOrEqual(1)
})

test('a registered template gets one in its own layout, in the unit of the scan, and is told where that overlaps and leaves the picture (seeds 5, 6)', async () => {
  const doubled = overlappingUv(model.faceCount)
  // The second triangle lies in the next tile.
  for (const at of [6, 8, 10]) doubled.uvs[at] += 1
  const template = { positions: Float32Array.from(model.template, (value) => value * 1000), triangles: model.triangles }
  writeFileSync(file('template.obj'), writeMesh({ ...template, ...doubled }, { format: 'obj' }))
  writeFileSync(file('bare.obj'), writeMesh(template, { format: 'obj' }))
  const { client } = startHost()
  const own = { ...texture, sizePx: 256, uv: null }
  const wanted = {
    ...{ scan: file('scan.ply'), landmarks: file('clicks.json'), template: file('template.obj'), texture: own },
    ...{ templateLandmarks: file('points.json'), out: file('template') },
  }
  const result = await client.run('files.registerTemplate', wanted)
  expect(result.texture).toMatchObject({ source: 'colors', sizePx: 256 })
  expect(result.texture?.measuredShare).toBeGreaterThan(0.6)
  expect(result.files.every((path) => existsSync(path))).toBe(true)
  const report = JSON.parse(readFileSync(file('template/report.json'), 'utf8'))
  expect(report.texture).toEqual(result.texture)
  expect(report.warnings).toContainEqual({
    code: 'uv-overlap',
    message: expect.stringContaining(`triangle ${model.faceCount - 1} lies on triangle 0`),
  })
  expect(report.warnings).toContainEqual({
    code: 'uv-outside',
    message: expect.stringContaining('1 triangle, wholly, gets no colours there'),
  })
  expect(result.warnings).toEqual(report.warnings)
  const { mesh } = readMesh(readFileSync(file('template/registration.obj')), 'registration.obj')
  expect(mesh.uvTriangles).toEqual(doubled.uvTriangles)
  const extent = (positions: ArrayLike<number>): number =>
    Math.max(...Array.from(positions)) - Math.min(...Array.from(positions))
  expect(extent(mesh.positions) / extent(scan.positions)).toBeCloseTo(1, 1)
  const mask = await sharp(file('template/skin_mask.png')).extractChannel(0).raw().toBuffer()
  const { data } = await sharp(file('template/skin.png')).raw().toBuffer({ resolveWithObject: true })
  const errors = data.map((value, i) => (mask[Math.floor(i / 3)] === 0 ? 0 : Math.abs(value - skin[i % 3])))
  expect(errors.reduce((most, error) => Math.max(most, error), 0)).toBeLessThanOrEqual(1)
  const refused = client.run('files.registerTemplate', { ...wanted, template: file('bare.obj'), out: file('bare') })
  await expect(refused).rejects.toMatchObject({ code: 'input/no-uv' })
  expect(existsSync(file('bare'))).toBe(false)
  const beside = { ...doubled, uvs: doubled.uvs.map((value) => value + 2) }
  writeFileSync(file('beside.obj'), writeMesh({ ...template, ...beside }, { format: 'obj' }))
  const without = client.run('files.registerTemplate', { ...wanted, template: file('beside.obj'), out: file('beside') })
  await expect(without).rejects.toMatchObject({ code: 'input/uv-outside' })
  expect(existsSync(file('beside'))).toBe(false)
})

test.each([
  ['no UV layout', { texture: { ...texture, uv: null } }, 'input/no-uv'],
  ['no colours', { scan: file('grey.ply'), texture }, 'input/no-colors'],
  ['photos without cameras', { texture: { ...texture, images: root } }, 'input/no-cameras'],
  ['a format without a library', { meshFormat: 'ply' as const, texture }, 'input/texture-format'],
  ['a path as a name', { texture: { ...texture, fileName: '../skin.png' } }, 'usage/invalid-input'],
])('%s: refused before the work', async (_, change, code) => {
  const { client } = startHost()
  const out = file('never')
  await expect(client.run('files.register', { ...request, out, ...change })).rejects.toMatchObject({ code })
  expect(existsSync(out)).toBe(false)
})

test('a job that is cancelled at its first report, or while it takes colours, goes no further, and the next one makes the texture (seeds 5, 6)', async () => {
  const pool = new WorkerPool({ size: 1 })
  const reference = (name: string) => ({ ref: file(name), fileName: basename(name) })
  const job = {
    ...{ scan: reference('scan.ply'), metresPerUnit: 0.001, model: reference('model.npz'), uv: reference('uv.npz') },
    ...{ registration: reference('out/registration.obj'), registrationUnit: 'm' as const, photos: [], sizePx: 1024 },
    ...{ meshName: 'a.obj', libraryName: 'a.mtl', textureName: 'a.png' },
  }
  for (const moment of ['Texture: reading', 'Colours from the scan']) {
    const controller = new AbortController()
    const heard: string[] = []
    const report = ({ message }: Progress): void => {
      heard.push(message)
      if (message === moment) controller.abort()
    }
    const cancelled = pool.run('textureRegistration', job, { signal: controller.signal, report })
    await expect(cancelled, moment).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(heard.at(-1)).toBe(moment)
  }
  const { rgb, measuredShare } = await pool.run('textureRegistration', job)
  await pool.close()
  expect(rgb).toHaveLength(1024 * 1024 * 3)
  expect(measuredShare).toBeGreaterThan(0.6)
})

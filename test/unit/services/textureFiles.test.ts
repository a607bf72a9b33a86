import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { writeFlameModelNpz } from '#core/flame/model.ts'
import { readMesh, readMtlTextures, writeLandmarks, writeMesh } from '#core/formats/index.ts'
import { writeNpz } from '#core/formats/npz.ts'
import { writeEmbeddingFile } from '#core/jobs/embeddingFile.ts'
import { gridUv } from '../flame/gridUv.ts'
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
  const result = await client.run('files.register', { ...request, texture })
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
  const { data, info } = await sharp(file('out/skin.png')).raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height, info.channels]).toEqual([512, 512, 3])
  const mask = await sharp(file('out/skin_mask.png')).extractChannel(0).raw().toBuffer()
  expect(new Set(mask)).toEqual(new Set([0, 128, 255]))
  const errors = data.map((value, i) => (mask[Math.floor(i / 3)] === 0 ? 0 : Math.abs(value - skin[i % 3])))
  expect(errors.reduce((most, error) => Math.max(most, error), 0)).toBeLessThanOrEqual(1)
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

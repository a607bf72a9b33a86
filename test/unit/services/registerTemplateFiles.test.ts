import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFlameModelNpz } from '#core/flame/model.ts'
import { readMesh, writeLandmarks, writeMesh } from '#core/formats/index.ts'
import { writeEmbeddingFile } from '#core/jobs/embeddingFile.ts'
import { smallEmbedding, smallModel } from '../flame/smallModel.ts'
import { smallScan, sortedErrorsMm } from '../flame/smallScan.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('register-template')
mkdirSync(root, { recursive: true })
const file = (name: string): string => join(root, name)

test('a mesh of another topology is carried into a model: its template file, an embedding, a report (seeds 71, 72)', async () => {
  const model = smallModel(71)
  const { scan, landmarks, truth } = smallScan(model, 72)
  writeFileSync(file('model.npz'), writeFlameModelNpz(model))
  writeFileSync(file('points.json'), writeEmbeddingFile(smallEmbedding))
  writeFileSync(file('other.ply'), writeMesh(scan, { format: 'ply' }))
  writeFileSync(file('clicks.json'), writeLandmarks({ ...landmarks, unit: 'mm' }, { format: 'json' }))
  const { client } = startHost()
  const result = await client.run('files.registerTemplate', {
    scan: file('other.ply'),
    landmarks: file('clicks.json'),
    template: file('model.npz'),
    templateLandmarks: file('points.json'),
    out: file('out'),
  })
  expect(result).toMatchObject({ start: 'landmarks', unit: 'mm' })
  const { mesh } = readMesh(readFileSync(file('out/registration.obj')), 'registration.obj')
  expect(mesh.triangles).toEqual(model.triangles)
  const metres = Float64Array.from(mesh.positionsF64 ?? mesh.positions, (value) => value / 1000)
  const errors = sortedErrorsMm(metres, truth)
  // The head is as round as a ball: from its surface alone a template does not learn where within it a point belongs.
  expect(errors[errors.length >> 1]).toBeLessThan(8)
  expect(result.measured.meshToScanMm.median).toBeLessThan(0.15)
  const report = JSON.parse(readFileSync(file('out/report.json'), 'utf8')) as { tool: string; inputs: unknown[] }
  expect(report).toMatchObject({ tool: 'cameo', start: 'landmarks' })
  expect(report.inputs).toHaveLength(4)
})

test('a template that is no mesh is refused before anything is written', async () => {
  writeFileSync(
    file('cloud.ply'),
    writeMesh({ positions: new Float32Array(9), triangles: new Uint32Array(0) }, { format: 'ply' }),
  )
  const { client } = startHost()
  const request = { scan: file('other.ply'), template: file('cloud.ply'), out: file('never') }
  await expect(client.run('files.registerTemplate', request)).rejects.toMatchObject({
    code: 'input/template-without-surface',
  })
  expect(existsSync(file('never'))).toBe(false)
})

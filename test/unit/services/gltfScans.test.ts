import { createHash } from 'node:crypto'
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebIO } from '@gltf-transform/core'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { writeGlb } from '#core/formats/gltfWriter.ts'
import { loadMesh, readMesh } from '#core/formats/index.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('gltf-scans')

/** A capture whose coarse scan is `lowres.gltf` with its buffer and its picture beside it, in metres as the PLY was. */
const writeGltfCapture = async (folder: string): Promise<Mesh> => {
  await writeTinyCapture(folder)
  const ply = join(folder, 'lowres.ply')
  const { positions, triangles } = readMesh(readFileSync(ply), ply).mesh
  const uvs = Float32Array.from({ length: (positions.length / 3) * 2 }, (_, i) => (i % 7) / 8)
  const io = new WebIO()
  const document = await io.readBinary((await writeGlb({ positions, triangles, uvs })).bytes)
  const { json, resources } = await io.writeJSON(document)
  const [data] = Object.values(resources)
  const parts = {
    buffers: [{ byteLength: data.byteLength, uri: 'parts/head%20data.bin' }],
    images: [{ uri: 'parts/skin.png' }],
    textures: [{ source: 0 }],
    materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }],
  }
  mkdirSync(join(folder, 'parts'))
  writeFileSync(join(folder, 'lowres.gltf'), JSON.stringify({ ...json, ...parts }))
  writeFileSync(join(folder, 'parts', 'head data.bin'), data)
  const picture = sharp({ create: { width: 4, height: 4, channels: 3, background: '#c08060' } })
  writeFileSync(join(folder, 'parts', 'skin.png'), await picture.png().toBuffer())
  rmSync(ply)
  return { positions, triangles, uvs }
}

const importScan = async (name: string) => {
  const source = join(root, name, 'anna')
  const mesh = await writeGltfCapture(source)
  const host = await startProject(root, `${name}-project`)
  const { subjectIds, skipped, warnings } = await host.client.run('captures.import', { path: source })
  const scanOf = async () => {
    const { scans, missingFiles } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
    return { ...scans.find(({ role }) => role === 'coarse')!, missingFiles }
  }
  const align = async () => {
    const { scans } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
    const [sourceScanId, targetScanId] = ['coarse', 'fine'].map((role) => scans.find((scan) => scan.role === role)!.id)
    return host.client.run('alignments.run', { subjectId: subjectIds[0], sourceScanId, targetScanId, options: {} })
  }
  const bin = join(source, 'parts', 'head data.bin')
  return { source, mesh, host, skipped, warnings, scanOf, align, bin }
}

describe('a .gltf with its buffer and picture beside it', () => {
  test('is a scan like any other, and its hash is that of both files', async () => {
    const { source, mesh, skipped, warnings, scanOf, bin } = await importScan('whole')
    expect([skipped, warnings]).toEqual([[], []])
    const hash = createHash('sha256')
      .update(readFileSync(join(source, 'lowres.gltf')))
      .update(readFileSync(bin))
    expect(await scanOf()).toMatchObject({
      ...{ name: 'lowres.gltf', unit: 'm', vertices: mesh.positions.length / 3, missingFiles: 0 },
      file: { present: true, sha256: hash.digest('hex') },
      textureUrl: expect.any(String),
    })
  })

  test('comes to the window in one piece, byte for byte', async () => {
    const { mesh, host, scanOf } = await importScan('window')
    const answer = await host.resolveBytes(`scan/${(await scanOf()).id}`)
    const served = await loadMesh(answer?.bytes ?? new Uint8Array(0), 'lowres.gltf')
    expect(answer?.contentType).toBe('model/gltf-binary')
    expect([served.mesh.positions, served.mesh.triangles]).toEqual([mesh.positions, mesh.triangles])
    expect(served.mesh.textureFile).toBe('parts/skin.png')
  })

  test('is worked on: aligned by its landmarks', async () => {
    const { align } = await importScan('work')
    const { steps } = await align()
    expect(steps.map(({ kind }) => kind)).toContain('landmarks')
  })

  test('is refused where its buffer was changed, and found again where it was moved', async () => {
    const { source, host, scanOf, align, bin } = await importScan('moved')
    copyFileSync(bin, `${bin}.copy`)
    appendFileSync(bin, 'more')
    await expect(align()).rejects.toMatchObject({
      code: 'input/source-changed',
    })
    const { findings } = await host.client.call('projects.check', {})
    expect(findings.map(({ path }) => path)).toEqual([join(source, 'lowres.gltf')])
    rmSync(bin)
    await expect(align()).rejects.toThrow(/lowres\.gltf or head data\.bin is gone/)
    renameSync(`${bin}.copy`, bin)
    renameSync(source, join(root, 'elsewhere'))
    const relocated = await host.client.call('sources.relocate', { folder: join(root, 'elsewhere') })
    expect(relocated.stillMissing).toBe(0)
    expect((await scanOf()).missingFiles).toBe(0)
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadMesh, readMesh } from '#core/formats/index.ts'
import { startHost, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('glb')
const source = join(root, 'anna')
const file = (name: string): string => join(source, name)
const out = (name: string): string => join(root, 'out', name)
const load = (path: string) => loadMesh(readFileSync(path), path)
const isGlb = (path: string): boolean => readFileSync(path).toString('latin1', 0, 4) === 'glTF'

describe('a path that ends in .glb', () => {
  test('gets a true GLB from every command that writes a mesh', async () => {
    await writeTinyCapture(source)
    const { client } = startHost()
    const input = file('lowres.ply')
    await client.run('meshes.sample', { input, output: out('points.glb'), count: 300, seed: 1 })
    await client.run('meshes.decimate', {
      input,
      output: out('few.glb'),
      triangles: 500,
      largestError: null,
      keepBorder: false,
    })
    await client.run('meshes.measure', { input, output: out('curved.glb'), measure: { kind: 'curvature' } })
    await client.run('files.distance', { a: input, b: input, out: out('heat.glb') })
    await client.run('files.align', {
      source: input,
      target: file('highres.ply'),
      sourceLandmarks: file('lowres_landmarks.json'),
      targetLandmarks: file('highres_landmarks.json'),
      cameras: null,
      out: out('align'),
      meshFormat: 'glb',
      options: {},
    })
    const names = ['points.glb', 'few.glb', 'curved.glb', 'heat.glb', join('align', 'aligned.glb')]
    for (const name of names) expect([name, isGlb(out(name))]).toEqual([name, true])
    expect((await load(out('points.glb'))).mesh.positions.length).toBe(900)
    const before = readMesh(readFileSync(input), input).mesh
    expect((await load(out(join('align', 'aligned.glb')))).mesh.triangles).toEqual(before.triangles)
    expect((await load(out('heat.glb'))).mesh.colors?.length).toBe(before.positions.length)
    expect(await client.call('meshes.info', { path: out('few.glb') })).toMatchObject({
      format: 'glb',
      unit: { guess: 'm', confidence: 1 },
    })
  })

  test('an ending that cannot be written is refused before anything is read', async () => {
    const { client } = startHost()
    const input = file('is-not-there.ply')
    const refused = { code: 'input/mesh-format' }
    const curvature = { kind: 'curvature' } as const
    await expect(
      client.run('meshes.measure', { input, output: out('x.gltf'), measure: curvature }),
    ).rejects.toMatchObject(refused)
    await expect(client.run('files.distance', { a: input, b: input, out: out('x.stl') })).rejects.toMatchObject(refused)
    await expect(
      client.run('meshes.decimate', {
        input,
        output: out('x.fbx'),
        triangles: 5,
        largestError: null,
        keepBorder: false,
      }),
    ).rejects.toMatchObject(refused)
    expect(existsSync(out('x.gltf'))).toBe(false)
  })
})

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readCamerasNpz } from '#core/formats/cameras.ts'
import { readLandmarks, readMesh } from '#core/formats/index.ts'
import { readAffineTransformJson, readMatrixText } from '#core/formats/transforms.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import { toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { startHost, testRoot } from './testHost.ts'
import { fineFromCoarse, writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('files')
const source = join(root, 'anna')
const file = (name: string): string => join(source, name)

describe('work on plain files', () => {
  test('points drawn from a surface are a PLY, and nothing else', async () => {
    await writeTinyCapture(source)
    const { client } = startHost()
    const request = { input: file('lowres.ply'), count: 500, seed: 4 }
    const output = join(root, 'points.ply')
    expect(await client.run('meshes.sample', { ...request, output })).toMatchObject({ output, points: 500 })
    const { mesh } = readMesh(readFileSync(output), 'points.ply')
    expect([mesh.positions.length, mesh.normals?.length, mesh.triangles.length]).toEqual([1500, 1500, 0])
    await expect(client.run('meshes.sample', { ...request, output: join(root, 'points.stl') })).rejects.toMatchObject({
      code: 'input/mesh-format',
    })
  })

  test('mesh info and conversion with a change of unit', async () => {
    await writeTinyCapture(source)
    const { client } = startHost()
    expect(await client.call('meshes.info', { path: file('lowres.ply') })).toMatchObject({
      format: 'ply',
      vertices: 41 * 60,
      unit: { guess: 'm' },
      hasColors: false,
    })
    const output = join(root, 'converted', 'low.obj')
    await client.run('meshes.convert', {
      input: file('lowres.ply'),
      output,
      unitFrom: 'm',
      unitTo: 'mm',
      strictFor: 'h3ds',
    })
    const before = readMesh(readFileSync(file('lowres.ply')), 'lowres.ply').mesh
    const after = readMesh(readFileSync(output), 'low.obj').mesh
    expect(after.triangles).toEqual(before.triangles)
    for (let i = 0; i < before.positions.length; i++)
      expect(after.positions[i]).toBeCloseTo(before.positions[i] * 1000, 3)
    await expect(
      client.run('meshes.convert', {
        input: file('lowres.ply'),
        output: join(root, 'x.fbx'),
        unitFrom: null,
        unitTo: null,
        strictFor: null,
      }),
    ).rejects.toMatchObject({ code: 'input/mesh-format' })
    expect(existsSync(join(root, 'x.fbx'))).toBe(false)
  })

  test('aligning writes the transform in two forms, the moved scan, the carried cameras and a report', async () => {
    await writeTinyCapture(source)
    const { client } = startHost()
    const out = join(root, 'aligned')
    const result = await client.run('files.align', {
      source: file('lowres.ply'),
      target: file('highres.ply'),
      sourceLandmarks: file('lowres_landmarks.json'),
      targetLandmarks: file('highres_landmarks.json'),
      cameras: file('cameras_lowres.npz'),
      out,
      options: {},
    })
    expect(readdirSync(out).sort()).toEqual([
      'aligned.ply',
      'cameras.npz',
      'report.json',
      'transform.json',
      'transform.txt',
    ])
    const matrix = readMatrixText(readFileSync(join(out, 'transform.txt')))
    expect([...matrix]).toEqual(result.targetFromSource)
    expect(readAffineTransformJson(readFileSync(join(out, 'transform.json')))).toEqual(matrix)
    const point: Vec3 = [0.02, 0.05, -0.03]
    const [found, truth] = [transformPoint(matrix, point), transformPoint(fineFromCoarse, point)]
    expect(Math.hypot(found[0] - truth[0], found[1] - truth[1], found[2] - truth[2])).toBeLessThan(1)
    expect(result.residual).toMatchObject({ unit: 'mm' })
    expect(result.landmarkInfluences.map(({ name }) => name).sort()).toEqual(
      h3ds6.points.map(({ name }) => name).sort(),
    )
    const coarse = readCamerasNpz(readFileSync(file('cameras_lowres.npz'))).cameras
    const carried = readCamerasNpz(readFileSync(join(out, 'cameras.npz'))).cameras
    for (const [view, camera] of coarse) {
      const [a, b] = [projectPoint(camera, point), projectPoint(carried.get(view)!, found)]
      expect([b.xPx, b.yPx]).toEqual([expect.closeTo(a.xPx, 6), expect.closeTo(a.yPx, 6)])
    }
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({
      scale: result.scale,
      inputs: expect.arrayContaining([{ file: 'lowres.ply', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]),
    })
  })

  test('photo landmarks tell the reprojection error in px; a start from a file needs no landmarks', async () => {
    await writeTinyCapture(source)
    const { client } = startHost()
    const photos = join(root, 'photo-landmarks')
    mkdirSync(photos, { recursive: true })
    const text = readFileSync(file('lowres_landmarks.json'))
    const points = placedPoints(readLandmarks(text, 'lowres_landmarks.json').set)
    const { cameras } = readCamerasNpz(readFileSync(file('cameras_lowres.npz')))
    for (const [view, camera] of cameras) {
      const landmarks = Object.fromEntries(
        [...points].map(([name, point]) => {
          const { xPx, yPx } = projectPoint(camera, point)
          return [name, [xPx + 3, yPx - 4]]
        }),
      )
      const content = { format: 'cameo-photo-landmarks', version: 1, landmarks }
      writeFileSync(join(photos, `img_${view}.json`), JSON.stringify(content))
    }
    const files = { source: file('lowres.ply'), target: file('highres.ply'), cameras: file('cameras_lowres.npz') }
    const first = await client.run('files.align', {
      ...files,
      sourceLandmarks: file('lowres_landmarks.json'),
      targetLandmarks: file('highres_landmarks.json'),
      photoLandmarks: photos,
      out: join(root, 'with-photos'),
      options: {},
    })
    expect(first.reprojection?.source.rmsPx).toBeCloseTo(5, 6)
    expect(first.reprojection?.source.count).toBe(points.size * cameras.size)
    expect(first.reprojection?.target.count).toBe(points.size * cameras.size)
    expect(first.certificate?.verdict).toMatch(/green|amber|red/)
    const again = await client.run('files.align', {
      ...files,
      sourceLandmarks: null,
      targetLandmarks: null,
      startFile: join(root, 'with-photos', 'transform.txt'),
      out: join(root, 'from-file'),
      options: { locked: ['scale'] },
    })
    expect(again.landmarkRms).toBeNull()
    expect(again.scale / first.scale).toBeCloseTo(1, 9)
  })

  test('masks are proposed for photos with a camera, named by their number', async () => {
    await writeTinyCapture(source)
    mkdirSync(join(root, 'masks'))
    const { client } = startHost()
    const out = join(root, 'masks')
    const result = await client.run('files.proposeMasks', {
      mesh: file('lowres.ply'),
      cameras: file('cameras_lowres.npz'),
      images: file('images'),
      out,
    })
    expect(result).toMatchObject({ masks: 3, warnings: [] })
    expect(readdirSync(out).sort()).toEqual(['mask_0000.png', 'mask_0001.png', 'mask_0002.png'])
    const picture = sharp(join(out, 'mask_0001.png'))
    expect(await picture.metadata()).toMatchObject({ channels: 1, depth: 'uchar', width: 96, height: 72 })
    const mask = await picture.toColourspace('b-w').raw().toBuffer()
    expect(new Set(mask)).toEqual(new Set([0, 255]))
    const view = readCamerasNpz(readFileSync(file('cameras_lowres.npz'))).cameras.get(1)!
    const center = projectPoint(
      view,
      transformPoint(toMat4([0.001, 0, 0, 0, 0, 0.001, 0, 0, 0, 0, 0.001, 0, 0, 0, 0, 1]), [40, 12, -25]),
    )
    expect(mask[Math.round(center.yPx) * 96 + Math.round(center.xPx)]).toBe(255)
  })
})

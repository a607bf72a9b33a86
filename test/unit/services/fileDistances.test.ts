import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readMesh, writeMesh } from '#core/formats/index.ts'
import { asFloat64, readNpy } from '#core/formats/npy.ts'
import { sphereMesh } from '../geometry/shapes.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('distances')
const file = (name: string): string => join(root, name)

const writeSphere = (name: string, radius: number): string => {
  writeFileSync(file(name), writeMesh(sphereMesh({ radius, rings: 40 }), { format: 'ply' }))
  return file(name)
}

describe('distances between files', () => {
  const a = writeSphere('a.ply', 100)
  const b = writeSphere('b.ply', 102)

  test('both ways, signed, per region, with the numbers as .npy', async () => {
    const { client } = startHost()
    writeFileSync(file('top.txt'), '0\n1\n2\n')
    writeFileSync(file('points.json'), JSON.stringify({ points: { nose_tip: [0, 0, 100] } }))
    const result = await client.run('files.distance', {
      a,
      b,
      signed: true,
      both: true,
      unit: 'mm',
      regions: [
        { kind: 'file', name: 'top', path: file('top.txt') },
        { kind: 'sphere', name: 'face_sphere', landmark: 'nose_tip', radiusMm: 95 },
      ],
      landmarks: file('points.json'),
      bins: 5,
      out: file('d.npy'),
    })
    expect(result.aToB.map(({ name }) => name)).toEqual(['all', 'top', 'face_sphere'])
    const [all, top, sphere] = result.aToB
    // 2 mm between the spheres, less the faceting: 0.3 % of the radius.
    expect(all.signed?.mean).toBeCloseTo(-2, 0)
    expect(result.bToA?.[0].signed?.mean).toBeCloseTo(2, 0)
    expect(result.chamfer).toEqual({ aToB: all.summary.mean, bToA: result.bToA?.[0].summary.mean })
    expect(top.summary.count).toBe(3)
    expect(sphere.summary.count).toBeGreaterThan(100)
    expect(sphere.summary.count).toBeLessThan(all.summary.count / 2)
    const numbers = asFloat64(readNpy(readFileSync(file('d.npy'))))
    expect(numbers.length).toBe(all.summary.count)
    expect(Math.max(...numbers)).toBeLessThan(0)
  })

  test('a heat map is the first mesh in colours', async () => {
    const { client } = startHost()
    const result = await client.run('files.distance', { a, b, out: file('heat.ply') })
    const { mesh } = readMesh(readFileSync(file('heat.ply')), 'heat.ply')
    expect(mesh.colors?.length).toBe(mesh.positions.length)
    expect(result).toMatchObject({ output: file('heat.ply'), unit: 'mm', chamfer: null })
  })

  test('different units are told; a wrong index and a missing landmark are named', async () => {
    const { client } = startHost()
    const small = writeSphere('small.ply', 0.1)
    const { warnings } = await client.run('files.distance', { a, b: small })
    expect(warnings.map(({ code }) => code)).toContain('distance/sizes-differ')
    writeFileSync(file('wild.txt'), '0\n999999\n')
    const regions = [{ kind: 'file' as const, name: 'wild', path: file('wild.txt') }]
    await expect(client.run('files.distance', { a, b, regions })).rejects.toMatchObject({
      code: 'input/region-index',
      message: expect.stringMatching(/wild\.txt: line 2/),
    })
    const spheres = [{ kind: 'sphere' as const, name: 'x', landmark: 'chin', radiusMm: 5 }]
    await expect(client.run('files.distance', { a, b, regions: spheres })).rejects.toMatchObject({
      code: 'input/region-landmark',
    })
    await expect(client.run('files.distance', { a, b: small, out: file('x.txt') })).rejects.toMatchObject({
      code: 'input/mesh-format',
    })
  })
})

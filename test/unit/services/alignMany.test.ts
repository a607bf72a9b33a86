import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readMesh, writeMesh } from '#core/formats/index.ts'
import { readMatrixText } from '#core/formats/transforms.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import { identity4, invertAffine4, type Mat4, multiply4, scaleOf } from '#core/model/transform.ts'
import { bumpyHead, croppedMesh, headMesh, movedMesh, noisyMesh, transformError } from '../geometry/bumpyHead.ts'
import { similarityOf } from '../geometry/similarityOf.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('align-many')
const file = (name: string): string => join(root, name)

interface View {
  readonly path: string
  readonly mesh: Mesh
  readonly scanFromHead: Mat4
}

/** Three noisy views of one head (seed 83), from its right to its left, each in a frame of its own some degrees away. */
const writeViews = (): View[] => {
  const random = seededRandom(83)
  const head = headMesh(bumpyHead(83), { rings: 44, turn: identity4 })
  return [-0.6, 0, 0.6].map((yaw, view) => {
    const seen = croppedMesh(head, (x, y, z) => x * Math.sin(yaw) + z * Math.cos(yaw) > -0.2 * Math.hypot(x, y, z))
    const scanFromHead = similarityOf({
      axisAngle: [0.15 * random.normal(), 0.15 * random.normal(), 0.15 * random.normal()],
      scale: 1 + 0.01 * view,
      translation: [8 * random.normal(), 8 * random.normal(), 8 * random.normal()],
    })
    const mesh = movedMesh(noisyMesh(seen, 0.3, random), scanFromHead)
    const path = file(`view_${view}.ply`)
    writeFileSync(path, writeMesh(mesh, { format: 'ply' }))
    return { path, mesh, scanFromHead }
  })
}

let views: View[] = []
beforeAll(() => {
  views = writeViews()
})

describe('several scans of one subject, from their files', () => {
  test('come to their true places in the frame of the reference, and what is written says the same', async () => {
    const { client } = startHost()
    const out = file('together')
    const result = await client.run('files.alignMany', {
      scans: views.map(({ path }) => ({ mesh: path, landmarks: null })),
      reference: 1,
      options: { restarts: 2 },
      out,
    })
    const names = [0, 1, 2].flatMap((view) => [`view_${view}_aligned.ply`, `view_${view}_transform.txt`])
    expect(readdirSync(out).sort()).toEqual(['report.json', ...names].sort())
    expect(result.pairs).toHaveLength(3)
    expect(result.adjustedRmsMm).toBeLessThanOrEqual(result.chainedRmsMm)
    for (const [i, { mesh, scanFromHead }] of views.entries()) {
      const truth = multiply4(views[1].scanFromHead, invertAffine4(scanFromHead))
      const place = readMatrixText(readFileSync(join(out, `view_${i}_transform.txt`)))
      expect([...place]).toEqual(result.scans[i].referenceFromScan)
      expect(transformError(place, truth, mesh.positions).mean).toBeLessThan(0.25)
      expect(Math.abs(scaleOf(place) / scaleOf(truth) - 1)).toBeLessThan(0.003)
      const written = readMesh(readFileSync(join(out, `view_${i}_aligned.ply`)), 'aligned.ply').mesh
      const expected = movedMesh(mesh, place).positions
      const largest = written.positions.reduce((most, value, k) => Math.max(most, Math.abs(value - expected[k])), 0)
      expect(largest).toBeLessThan(0.001)
    }
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))
    expect(report.inputs).toHaveLength(3)
    expect(report.pairs).toEqual(result.pairs)
  })
})

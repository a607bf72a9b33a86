import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readMesh } from '#core/formats/index.ts'
import { readMatrixText } from '#core/formats/transforms.ts'
import { invertAffine4, multiply4, scaleOf } from '#core/model/transform.ts'
import { movedMesh, transformError } from '../geometry/bumpyHead.ts'
import { type HeadView, writeHeadViews } from './headViews.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('align-many')
const file = (name: string): string => join(root, name)

let views: HeadView[] = []
beforeAll(() => {
  views = writeHeadViews(root)
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

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readMesh } from '#core/formats/index.ts'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { scaleOf, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { startProject, testRoot } from '../unit/services/testHost.ts'

const shared = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
const isThere = existsSync(join(shared, 'capture-sample'))
if (!isThere) console.warn(`SKIPPED: services on the shared captures: there is no ${shared}`)

const root = testRoot('shared')

describe.skipIf(!isThere)('the services on the shared captures', () => {
  test('import, align within 0.3 mm and 0.3 % of scale, masks like the true ones, export and verify', async () => {
    const { client, resolveBytes } = await startProject(root, 'captures')
    const { subjectIds, skipped } = await client.run('captures.import', { path: join(shared, 'capture-sample') })
    expect(skipped).toEqual([])
    const { failed } = await client.run('batch.run', { steps: ['align', 'masks'], subjectIds: null, workers: 2 })
    expect(failed).toBe(0)
    for (const subjectId of subjectIds) {
      const subject = await client.call('subjects.get', { subjectId })
      const folder = join(shared, 'capture-sample', subject.name)
      const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as { high_from_low: number[][] }
      const fineFromCoarse = toMat4(truth.high_from_low.flat())
      const found = toMat4(subject.alignments[0].targetFromSource)
      expect(Math.abs(scaleOf(found) / scaleOf(fineFromCoarse) - 1)).toBeLessThan(0.003)
      const { positions } = readMesh(readFileSync(join(folder, 'lowres.ply')), 'lowres.ply').mesh
      let sum = 0
      for (let i = 0; i < positions.length; i += 3) {
        const point: Vec3 = [positions[i], positions[i + 1], positions[i + 2]]
        const [a, b] = [transformPoint(found, point), transformPoint(fineFromCoarse, point)]
        sum += Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
      }
      expect(sum / (positions.length / 3)).toBeLessThan(0.3)
      for (const image of subject.images) {
        const proposal = await resolveBytes(image.proposalUrl!.replace('bytes/', ''))
        const pixels = (path: string) => sharp(path).toColourspace('b-w').raw().toBuffer()
        const trueMask = join(folder, 'masks_true', image.name.replace('img_', 'mask_').replace('.jpg', '.png'))
        expect(intersectionOverUnion(await pixels(proposal!.path!), await pixels(trueMask))).toBeGreaterThan(0.99)
      }
    }
    const out = join(root, 'h3ds')
    await client.run('exports.run', { layout: 'h3ds', out, subjectIds: null })
    expect(await client.run('exports.verify', { path: out })).toMatchObject({ ok: true, layout: 'h3ds' })
  }, 300_000)

  test.each(['flame2023open_partial_model.npz', 'flame2023open_layout_60of300shape_0expr.pkl.gz'])(
    'a FLAME model as users have it is added: %s',
    async (name) => {
      const { client } = await startProject(root, name)
      const embedding = join(shared, 'flame', 'embeddings', 'flame_static_embedding_68__TF_FLAME.pkl')
      const regions = join(shared, 'flame', 'embeddings', 'FLAME_masks__smirk.pkl')
      const model = await client.call('models.add', {
        path: join(shared, 'flame', 'fixtures', name),
        embedding,
        regions,
      })
      expect(model).toMatchObject({
        vertices: 5023,
        faces: 9976,
        embedding: { present: true },
        regions: { present: true },
      })
      expect((await client.call('models.list', {})).models).toEqual([model])
      await expect(client.call('models.add', { path: embedding, embedding: null, regions: null })).rejects.toThrow()
    },
  )

  test('a folder of single scans becomes subjects with their named landmarks; other sets are named as left out', async () => {
    const { client } = await startProject(root, 'scans')
    const { subjectIds, skipped } = await client.run('captures.import', { path: join(shared, 'flame-scan-sample') })
    expect(subjectIds).toHaveLength(3)
    expect(skipped.map(({ path }) => path).filter((path) => path.endsWith('landmarks51.json'))).toHaveLength(3)
    const { subjects } = await client.call('subjects.list', {})
    expect(subjects.map(({ status }) => status.landmarks)).toEqual(['done', 'done', 'done'])
  })
})

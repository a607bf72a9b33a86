import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { invertAffine4, multiply4, toMat4 } from '#core/model/transform.ts'
import type { Host } from '#main/services/index.ts'
import { transformError } from '../geometry/bumpyHead.ts'
import { type HeadView, writeHeadViews } from './headViews.ts'
import { startHost, startProject, testRoot } from './testHost.ts'

const root = testRoot('joint-alignment')
let views: HeadView[] = []
let host: Host & { readonly folder: string }
let subjectId = ''

const detail = () => host.client.call('subjects.get', { subjectId })
const scans = async () => {
  const found = (await detail()).scans
  return ['low', 'high', 'side'].map((name) => found.find((scan) => scan.name.startsWith(name))!)
}
const lines = async () => {
  const [low, high, side] = await scans()
  const historyOf = (sourceScanId: string) =>
    host.client.call('alignments.history', { subjectId, pair: { sourceScanId, targetScanId: high.id } })
  return Promise.all([historyOf(low.id), historyOf(side.id)])
}

/** Three views of one head: two as a capture brings them, the third added later, from its side. */
beforeAll(async () => {
  const folder = join(root, 'ada')
  views = writeHeadViews(folder)
  renameSync(views[0].path, join(folder, 'low.ply'))
  renameSync(views[1].path, join(folder, 'high.ply'))
  mkdirSync(join(root, 'more'))
  renameSync(views[2].path, join(root, 'more', 'side.ply'))
  host = await startProject(root, 'project')
  subjectId = (await host.client.run('captures.import', { path: folder })).subjectIds[0]
})

describe('several scans of one subject in a project', () => {
  test('a further scan is added, once', async () => {
    const path = join(root, 'more', 'side.ply')
    const { scan } = await host.client.run('scans.add', { subjectId, path, role: 'coarse' })
    expect(scan).toMatchObject({ name: 'side.ply', role: 'coarse', landmarksPlaced: 0 })
    expect((await detail()).scans).toHaveLength(3)
    await expect(host.client.run('scans.add', { subjectId, path, role: 'fine' })).rejects.toMatchObject({
      code: 'input/known-scan',
    })
  })

  test('come to their true places with a certificate for each pair, and are undone as one, also after a restart', async () => {
    const [low, high, side] = await scans()
    const { run, alignments } = await host.client.run('alignments.runTogether', {
      subjectId,
      scanIds: [low.id, high.id, side.id],
      referenceScanId: high.id,
      options: { restarts: 2 },
    })
    expect(run.pairs).toHaveLength(3)
    expect(run.adjustedRmsMm).toBeLessThanOrEqual(run.chainedRmsMm)
    for (const { disagreementMm, reasons } of run.pairs) {
      expect(disagreementMm).toBeLessThan(0.5)
      expect(reasons.length).toBeGreaterThan(0)
    }
    expect(alignments.map(({ sourceScanId }) => sourceScanId)).toEqual([low.id, side.id])
    for (const [i, alignment] of alignments.entries()) {
      const { mesh, scanFromHead } = views[i === 0 ? 0 : 2]
      const truth = multiply4(views[1].scanFromHead, invertAffine4(scanFromHead))
      expect(transformError(toMat4(alignment.targetFromSource), truth, mesh.positions).mean).toBeLessThan(0.25)
      expect(alignment.steps.at(-1)?.kind).toBe('together')
      expect(alignment.certificate?.reasons.map(({ code }) => code)).toContain('certificate/together')
      const told = await host.client.call('alignments.detail', { alignmentId: alignment.id })
      expect(told.together).toEqual(run)
    }
    const first = await host.client.run('alignments.run', {
      ...{ subjectId, sourceScanId: low.id, targetScanId: high.id },
      options: { restarts: 2 },
    })
    const [ofLow] = await lines()
    expect(ofLow.currentId).toBe(first.id)
    const pair = { sourceScanId: low.id, targetScanId: high.id }
    await host.client.call('alignments.undo', { subjectId, pair })
    await host.close()
    const again = startHost()
    await again.client.call('projects.open', { path: host.folder })
    host = { ...again, folder: host.folder }
    const current = async () => (await lines()).map(({ currentId }) => currentId)
    const together = alignments.map(({ id }) => id)
    expect(await current()).toEqual(together)
    await host.client.call('alignments.undo', { subjectId, pair })
    expect(await current()).toEqual([null, null])
    await host.client.call('alignments.redo', { subjectId, pair })
    expect(await current()).toEqual(together)
  })

  test('needs the reference among them, of one subject', async () => {
    const [low, high, side] = await scans()
    const run = host.client.run('alignments.runTogether', {
      ...{ subjectId, scanIds: [low.id, side.id], referenceScanId: high.id },
      options: {},
    })
    await expect(run).rejects.toMatchObject({ code: 'input/scan-set' })
  })
})

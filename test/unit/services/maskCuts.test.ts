import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { projectPoint } from '#core/geometry/lens.ts'
import type { LensDistortion } from '#core/model/camera.ts'
import { invertAffine4, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { startHost, startProject, testRoot } from './testHost.ts'
import { fineFromCoarse, writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('mask-cuts')

const startWithCapture = async (name: string, distortion?: LensDistortion) => {
  const source = join(root, `${name} source`, 'anna')
  await writeTinyCapture(source, distortion && { distortion })
  const host = await startProject(root, name)
  const { subjectIds } = await host.client.run('captures.import', { path: source })
  const subject = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
  const { id: subjectId, images } = subject
  const scanId = images[0].frameScanId as string
  const commit = async (points: Vec3[] | null, keep: Vec3 = [0, 1, 0]) => {
    const { revision } = await host.client.call('maskCuts.get', { subjectId })
    const cut = points && { scanId, points: points.map(inCoarse), keep: inCoarse(keep) }
    return host.client.call('maskCuts.commit', { subjectId, baseRevision: revision, cut })
  }
  return { ...host, subject, subjectId, images, scanId, commit }
}

/** The cameras and the line lie in the frame of the coarse scan; the tests speak of the fine one's: mm, y up. */
const inCoarse = (point: Vec3): Vec3 => transformPoint(invertAffine4(fineFromCoarse), point)
const ring = (y: number): Vec3[] => [
  [60, y, 0],
  [0, y, 60],
  [-60, y, 0],
  [0, y, -60],
]

test('a cut line is kept, undone and redone across a restart, and one that is no plane is refused', async () => {
  const { client, close, folder, subjectId, images, scanId, commit } = await startWithCapture('kept')
  await commit([[60, -40, 0]])
  await commit(ring(-40), [0, 0, 0])
  const other = { scanId: 'another-scan', points: ring(0), keep: inCoarse([0, 9, 0]) }
  await expect(client.call('maskCuts.commit', { subjectId, baseRevision: 0, cut: null })).rejects.toMatchObject({
    code: 'input/stale-revision',
  })
  const { revision } = await client.call('maskCuts.get', { subjectId })
  await expect(client.call('maskCuts.commit', { subjectId, baseRevision: revision, cut: other })).rejects.toMatchObject(
    { code: 'input/scan' },
  )
  await expect(
    commit([
      [0, 0, 0],
      [1, 1, 1],
      [2, 2, 2],
    ]),
  ).rejects.toMatchObject({ code: 'input/cut-line' })
  await close()

  const again = startHost()
  await again.client.call('projects.open', { path: folder })
  const cut = { scanId, points: ring(-40).map(inCoarse), keep: inCoarse([0, 0, 0]) }
  expect(await again.client.call('maskCuts.get', { subjectId })).toMatchObject({ cut, canUndo: true, canRedo: false })
  const undone = await again.client.call('maskCuts.undo', { subjectId })
  expect(undone.cut?.points).toEqual([inCoarse([60, -40, 0])])
  expect((await again.client.call('maskCuts.undo', { subjectId })).cut).toBeNull()
  await expect(again.client.call('maskCuts.undo', { subjectId })).rejects.toMatchObject({
    code: 'input/nothing-to-undo',
  })
  await again.client.call('maskCuts.redo', { subjectId })
  expect(await again.client.call('maskCuts.redo', { subjectId })).toMatchObject({ cut, canRedo: false })
  expect(images.length).toBeGreaterThan(2)
  await again.close()
})

test('all photos of a batch end at the line, and masks that do are not suspected', async () => {
  const { client, subjectId, images, scanId, commit, folder } = await startWithCapture('batch')
  const batch = { steps: ['masks' as const], subjectIds: null, workers: 1 }
  const run = async () => (await client.run('batch.run', batch)).items[0].outcome
  const proposals = async () => {
    const { images: now } = await client.call('subjects.get', { subjectId })
    const stored = (url: string): Buffer =>
      readFileSync(join(folder, 'artefacts', basename(url).slice(0, 2), basename(url)))
    return Promise.all(
      now.map(({ proposalUrl }) =>
        sharp(stored(proposalUrl as string))
          .extractChannel(0)
          .raw()
          .toBuffer(),
      ),
    )
  }
  expect(await run()).toBe('done')
  const whole = await proposals()
  // A line that is no plane yet changes nothing.
  await commit(ring(-40).slice(0, 2))
  expect(await run()).toBe('already-done')
  await commit(ring(-40))
  expect(await run()).toBe('done')
  const cut = await proposals()
  /** A pixel a little above the line and one below it, in every photo. */
  const seen = (masks: readonly Buffer[]) =>
    images.map(({ worldMat, widthPx }, i) =>
      [-30, -60].map((y) => {
        const { xPx, yPx } = projectPoint({ worldMat: toMat4(worldMat as number[]) }, inCoarse([0, y, 0]))
        return masks[i][Math.round(yPx) * widthPx + Math.round(xPx)]
      }),
    )
  expect([seen(whole), seen(cut)]).toEqual([images.map(() => [255, 255]), images.map(() => [255, 0])])
  const { views } = await client.run('maskChecks.run', { subjectId })
  expect(views.map(({ suspect }) => suspect)).toEqual(images.map(() => 'none'))
  // Drawn on the coarse scan, it is carried to the fine one, which is drawn once they are aligned.
  await client.run('batch.run', { ...batch, steps: ['align', 'masks'] })
  const { proposals: listed } = await client.call('maskProposals.list', { subjectId })
  expect(listed.map(({ scanId: of }) => of === scanId)).toEqual(images.map(() => false))
  expect(seen(await proposals())).toEqual(images.map(() => [255, 0]))
  await client.call('alignments.undo', { subjectId })
  await commit(null)
  expect(await run()).toBe('done')
  expect((await proposals()).map((mask, i) => mask.equals(whole[i]))).toEqual(images.map(() => true))
})

test('what lenses do is stored, and outlines, proposals and checks follow it', async () => {
  const lens: LensDistortion = [-0.35, 0.1, 0.004, -0.003, 0]
  const straight = await startWithCapture('straight')
  const bent = await startWithCapture('bent', lens)
  expect(straight.images.map(({ distortion }) => distortion)).toEqual(straight.images.map(() => null))
  expect(bent.images.map(({ distortion }) => distortion)).toEqual(bent.images.map(() => lens))
  const [ofStraight, ofBent] = await Promise.all(
    [straight, bent].map(async ({ client, subjectId, folder }) => {
      await client.run('masks.propose', { subjectId })
      const { views } = await client.run('maskChecks.run', { subjectId })
      const { proposals } = await client.call('maskProposals.list', { subjectId })
      const pictures = proposals.map(({ proposalUrl }) => basename(proposalUrl))
      return {
        views,
        pictures: pictures.map((name) => readFileSync(join(folder, 'artefacts', name.slice(0, 2), name))),
      }
    }),
  )
  for (const { views } of [ofStraight, ofBent]) expect(Math.min(...views.map(({ iou }) => iou))).toBe(1)
  for (const [i, picture] of ofBent.pictures.entries()) expect(picture.equals(ofStraight.pictures[i])).toBe(false)
})

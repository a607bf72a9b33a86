import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { node, onnxModel, value } from '../masks/models/onnxBytes.ts'
import { startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('maskProposals')

const startWithCapture = async (name: string) => {
  const source = join(root, `${name} source`, 'anna')
  await writeTinyCapture(source)
  const host = await startProject(root, name)
  const { subjectIds } = await host.client.run('captures.import', { path: source })
  const { images } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
  return { ...host, subjectId: subjectIds[0], images }
}

describe('proposed masks of a project', () => {
  test('tell their kind, are accepted or rejected together, and leave painted masks alone', async () => {
    const { client, subjectId, images } = await startWithCapture('together')
    await client.run('masks.propose', { subjectId })
    const kinds = async () => {
      const { proposals } = await client.call('maskProposals.list', { subjectId })
      return Object.fromEntries(proposals.map(({ imageId, kind }) => [imageId, kind]))
    }
    expect(Object.values(await kinds())).toEqual(['silhouette', 'silhouette', 'silhouette'])
    await client.run('masks.propose', { subjectId, refine: 'grabcut' })
    expect(Object.values(await kinds())).toEqual(['grabcut', 'grabcut', 'grabcut'])
    const strokes = [
      { mode: 'paint' as const, radiusPx: 3, points: [48, 36] },
      { mode: 'erase' as const, radiusPx: 3, points: [3, 3, 3, 68] },
    ]
    const drawn = await client.run('maskProposals.draw', { imageId: images[1].id, box: [20, 5, 56, 62], strokes })
    expect(drawn.kind).toBe('box')
    expect((await kinds())[images[1].id]).toBe('box')
    await expect(client.run('maskProposals.draw', { imageId: images[1].id })).rejects.toMatchObject({
      code: 'input/no-evidence',
    })

    await client.call('masks.paint', { imageId: images[0].id, baseRevision: 0, strokes: [strokes[0]] })
    expect(await client.call('maskProposals.reject', { subjectId, imageIds: [images[2].id] })).toEqual({
      rejected: [images[2].id],
    })
    const accepted = await client.call('maskProposals.accept', { subjectId })
    expect(accepted).toEqual({ accepted: [images[1].id], kept: [images[0].id] })
    const { images: after } = await client.call('subjects.get', { subjectId })
    expect(after.map(({ maskSource }) => maskSource)).toEqual(['painted', 'proposed', 'none'])
    expect(after.map(({ proposalUrl }) => proposalUrl === null)).toEqual([false, false, true])
    await expect(client.call('maskProposals.reject', { subjectId, imageIds: ['another-image'] })).rejects.toMatchObject(
      { code: 'input/image' },
    )
  })

  test('are made for all photos from boxes, strokes or a model, without the scan', async () => {
    const { client, subjectId, images } = await startWithCapture('hinted')
    const file = (name: string, content: unknown): string => {
      writeFileSync(join(root, name), content instanceof Uint8Array ? content : JSON.stringify(content))
      return join(root, name)
    }
    const [first, second, third] = images.map(({ name }) => name)
    const boxes = file('boxes.json', { [first]: [20, 5, 56, 62], [second]: [18, 5, 58, 62] })
    const byBoxes = await client.run('maskProposals.hinted', { subjectId, boxes })
    expect(byBoxes).toEqual({
      proposed: 2,
      warnings: [{ code: 'photo-without-hint', message: `${third} has no box and no scribbles and got no proposal.` }],
    })
    const strokes = { subject: [[48, 36]], background: [[3, 3, 3, 68]] }
    const scribbles = file('scribbles.json', { [third]: strokes })
    expect(await client.run('maskProposals.hinted', { subjectId, scribbles })).toMatchObject({ proposed: 1 })
    const kinds = async () =>
      (await client.call('maskProposals.list', { subjectId })).proposals.map(({ kind, scanId }) => [kind, scanId])
    expect(await kinds()).toEqual([
      ['box', null],
      ['box', null],
      ['scribbles', null],
    ])
    const model = onnxModel({
      nodes: [node('ReduceMean', ['input'], ['output'], { axes: [1], keepdims: 1 })],
      inputs: [value('input', [1, 3, 'h', 'w'])],
      outputs: [value('output', [1, 1, 'h', 'w'])],
    })
    const matting = file('matting.onnx', model)
    expect(await client.run('maskProposals.hinted', { subjectId, matting })).toEqual({ proposed: 3, warnings: [] })
    expect(await kinds()).toEqual(images.map(() => ['model', null]))
    await expect(client.run('maskProposals.hinted', { subjectId })).rejects.toMatchObject({ code: 'input/no-evidence' })
  })

  test('masks are compared with those of another annotator, photo by photo', async () => {
    const { client, subjectId, images } = await startWithCapture('annotators')
    await client.run('masks.propose', { subjectId })
    await client.call('maskProposals.accept', { subjectId, imageIds: [images[0].id, images[1].id] })
    const out = join(root, 'theirs')
    await client.run('masks.save', { out })
    const folder = join(out, readdirSync(out)[0])
    const { image } = await client.call('masks.get', { imageId: images[1].id })
    const strokes = [{ mode: 'erase' as const, radiusPx: 9, points: [48, 20] }]
    await client.call('masks.paint', { imageId: image.id, baseRevision: image.maskRevision, strokes })
    const { photos, meanIou, warnings } = await client.run('maskChecks.compare', { subjectId, folder })
    expect(photos.map(({ imageId }) => imageId)).toEqual([images[0].id, images[1].id])
    expect(photos[0]).toMatchObject({ iou: 1, boundaryF: 1, boundaryP95Px: 0 })
    expect(photos[1].iou).toBeLessThan(0.95)
    expect(photos[1].boundaryF).toBeLessThan(1)
    expect(meanIou).toBeCloseTo((1 + photos[1].iou) / 2, 12)
    expect(warnings.map(({ code }) => code)).toEqual(['mask-alone'])
    await expect(
      client.run('maskChecks.compare', { subjectId, folder: join(root, 'annotators source', 'anna') }),
    ).rejects.toMatchObject({ code: 'input/no-masks' })
  })

  test('are checked view by view: a mask that was painted over is suspected', async () => {
    const { client, subjectId, images } = await startWithCapture('check')
    await expect(client.run('maskChecks.run', { subjectId })).rejects.toMatchObject({ code: 'input/no-masks' })
    await client.run('masks.propose', { subjectId })
    await client.call('maskProposals.accept', { subjectId, imageIds: [images[1].id] })
    const { image } = await client.call('masks.get', { imageId: images[1].id })
    const erase = { mode: 'erase' as const, radiusPx: 9, points: [48, 20] }
    await client.call('masks.paint', { imageId: image.id, baseRevision: image.maskRevision, strokes: [erase] })
    const { views, unchecked, shiftMm } = await client.run('maskChecks.run', { subjectId })
    expect(views.map(({ imageId, of, suspect }) => [imageId, of, suspect])).toEqual([
      [images[0].id, 'proposal', 'none'],
      [images[1].id, 'mask', 'mask'],
      [images[2].id, 'proposal', 'none'],
    ])
    expect(views[1].iou).toBeLessThan(0.95)
    expect(views[1].reason).toMatch(/no move/)
    expect([unchecked, shiftMm]).toEqual([[], null])
  })

  test('a batch refines what had outlines only, once', async () => {
    const { client, subjectId } = await startWithCapture('batch')
    const batch = { steps: ['masks' as const], subjectIds: null, workers: 1 }
    const outcome = async (refine?: 'grabcut') => (await client.run('batch.run', { ...batch, refine })).items[0].outcome
    expect([await outcome(), await outcome(), await outcome('grabcut'), await outcome('grabcut')]).toEqual([
      'done',
      'already-done',
      'done',
      'already-done',
    ])
    const { proposals } = await client.call('maskProposals.list', { subjectId })
    expect(new Set(proposals.map(({ kind }) => kind))).toEqual(new Set(['grabcut']))
  })
})

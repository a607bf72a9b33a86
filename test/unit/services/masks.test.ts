import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { applyStroke } from '#core/masks/stroke.ts'
import { seededRandom } from '#core/model/random.ts'
import type { Host } from '#main/services/index.ts'
import { ended, readLines, startScript } from '../catalogue/otherProcess.ts'
import { startHost, startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('masks')
const size = { widthPx: 96, heightPx: 72 }

const startWithPhoto = async (name: string) => {
  const source = join(root, `${name} source`, 'anna')
  await writeTinyCapture(source)
  const host = await startProject(root, name)
  const { subjectIds } = await host.client.run('captures.import', { path: source })
  const { images } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
  return { ...host, subjectId: subjectIds[0], image: images[0] }
}

/** The pixels behind a URL of the contract. */
const pixels = async (host: Pick<Host, 'resolveBytes'>, url: string | null): Promise<Uint8Array> => {
  if (url === null) return new Uint8Array(size.widthPx * size.heightPx)
  const answer = await host.resolveBytes(url.replace(/^bytes\//, '').replace(/\?.*/, ''))
  expect(answer).toMatchObject({ contentType: 'image/png', immutable: true })
  const picture = sharp(answer!.path)
  expect(await picture.metadata()).toMatchObject({ channels: 1, depth: 'uchar', width: 96, height: 72 })
  return picture.toColourspace('b-w').raw().toBuffer()
}

const randomStroke = (random: ReturnType<typeof seededRandom>) => ({
  mode: random.below(3) === 0 ? ('erase' as const) : ('paint' as const),
  radiusPx: 1 + random.below(12),
  points: Array.from({ length: 2 * (1 + random.below(4)) }, () => random.below(90)),
})

describe('painting masks', () => {
  test('40 random strokes (seed 11) are what the brush draws, and undo and redo pass through every one of them', async () => {
    const host = await startWithPhoto('strokes')
    const random = seededRandom(11)
    const expected = [new Uint8Array(size.widthPx * size.heightPx)]
    let { image } = host
    for (let i = 0; i < 40; i++) {
      const stroke = randomStroke(random)
      const next = expected[expected.length - 1].slice()
      const isChange = applyStroke(next, size, stroke) !== null
      const answer = await host.client.call('masks.paint', {
        imageId: image.id,
        baseRevision: image.maskRevision,
        strokes: [stroke],
      })
      expect(answer.image.maskRevision).toBe(image.maskRevision + (isChange ? 1 : 0))
      image = answer.image
      if (isChange) expected.push(next)
      expect(await pixels(host, image.maskUrl)).toEqual(Buffer.from(expected[expected.length - 1]))
    }
    await host.close()
    const again = startHost()
    await again.client.call('projects.open', { path: host.folder })
    for (let i = expected.length - 2; i >= 0; i--) {
      image = (await again.client.call('masks.undo', { imageId: image.id })).image
      expect(Buffer.from(await pixels(again, image.maskUrl))).toEqual(Buffer.from(expected[i]))
    }
    expect(image).toMatchObject({ maskUrl: null, maskSource: 'none' })
    await expect(again.client.call('masks.undo', { imageId: image.id })).rejects.toMatchObject({
      code: 'input/nothing-to-undo',
    })
    for (let i = 1; i < expected.length; i++)
      image = (await again.client.call('masks.redo', { imageId: image.id })).image
    expect(await pixels(again, image.maskUrl)).toEqual(Buffer.from(expected[expected.length - 1]))
    await again.close()
  })

  test('a stroke on an old revision is refused; strokes sent at once are taken in order', async () => {
    const host = await startWithPhoto('order')
    const { client, image } = host
    const stroke = { mode: 'paint' as const, radiusPx: 4, points: [20, 20, 60, 40] }
    const sent = await Promise.allSettled([
      client.call('masks.paint', { imageId: image.id, baseRevision: 0, strokes: [stroke] }),
      client.call('masks.paint', { imageId: image.id, baseRevision: 0, strokes: [stroke] }),
    ])
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(sent[1]).toMatchObject({ reason: { code: 'input/stale-revision' } })
  })

  test('an acknowledged stroke survives kill -9 of the process', async () => {
    const host = await startWithPhoto('kill')
    await host.close()
    const child = startScript('../services/paintUntilKilled.ts', host.folder, host.image.id)
    const lines = await readLines(child, (read) => read.length >= 15)
    child.kill('SIGKILL')
    await ended(child)
    const acknowledged = Number(lines[lines.length - 1])
    const again = startHost()
    await again.client.call('projects.open', { path: host.folder })
    const { image } = await again.client.call('masks.get', { imageId: host.image.id })
    expect(image.maskRevision).toBeGreaterThanOrEqual(acknowledged)
    const mask = await pixels(again, image.maskUrl)
    for (let stroke = 0; stroke < acknowledged; stroke++) expect(mask[(stroke % 70) * 96 + stroke]).toBe(255)
    expect(await again.client.call('projects.check', {})).toEqual({ ok: true, findings: [] })
    await again.close()
  })
})

describe('proposed masks', () => {
  test('before the alignment the coarse outline, with a warning; after it the fine one; accepting is one undoable edit', async () => {
    const host = await startWithPhoto('proposals')
    const { client, subjectId, image } = host
    await expect(client.call('masks.acceptProposal', { imageId: image.id })).rejects.toMatchObject({
      code: 'input/no-proposal',
    })
    const early = await client.run('masks.propose', { subjectId })
    expect(early).toMatchObject({ proposed: 3, warnings: [{ code: 'coarse-outline' }] })
    const coarse = await pixels(host, (await client.call('masks.get', { imageId: image.id })).image.proposalUrl)
    await client.run('batch.run', { steps: ['align', 'masks'], subjectIds: null, workers: 1 })
    const { image: proposed } = await client.call('masks.get', { imageId: image.id })
    const fine = await pixels(host, proposed.proposalUrl)
    const overlap = fine.filter((value, i) => value === 255 && coarse[i] === 255).length
    const union = fine.filter((value, i) => value === 255 || coarse[i] === 255).length
    expect(overlap / union).toBeGreaterThan(0.9)
    expect(proposed).toMatchObject({ maskUrl: null, maskSource: 'none' })
    const accepted = await client.call('masks.acceptProposal', { imageId: image.id })
    expect(accepted).toMatchObject({ canUndo: true, image: { maskSource: 'proposed', maskUrl: proposed.proposalUrl } })
    expect((await client.call('masks.undo', { imageId: image.id })).image).toMatchObject({
      maskUrl: null,
      maskSource: 'none',
    })
  })
})

test('what no mask names any more is removed when the project is opened again', async () => {
  const host = await startWithPhoto('orphans')
  let { image } = host
  for (let i = 0; i < 5; i++) {
    const stroke = { mode: 'paint' as const, radiusPx: 3, points: [10 * i, 30] }
    image = (
      await host.client.call('masks.paint', { imageId: image.id, baseRevision: image.maskRevision, strokes: [stroke] })
    ).image
  }
  const stored = () =>
    readdirSync(join(host.folder, 'artefacts'), { recursive: true }).filter((name) => String(name).endsWith('.png'))
  expect(stored()).toHaveLength(5)
  const current = await pixels(host, image.maskUrl)
  await host.close()
  const again = startHost()
  await again.client.call('projects.open', { path: host.folder })
  expect(stored()).toHaveLength(1)
  expect(await pixels(again, image.maskUrl)).toEqual(current)
  expect(readFileSync(join(host.folder, 'artefacts', String(stored()[0]))).length).toBeGreaterThan(0)
  await again.close()
})

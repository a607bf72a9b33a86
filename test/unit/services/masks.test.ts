import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { maskDelta } from '#core/masks/delta.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { unpackLayers } from '#core/masks/tiles/tileCodec.ts'
import { TileEdit } from '#core/masks/tiles/tileEdit.ts'
import type { BrushStroke } from '#core/masks/types.ts'
import { seededRandom } from '#core/model/random.ts'
import type { Host } from '#main/services/index.ts'
import { ended, readLines, startScript } from '../catalogue/otherProcess.ts'
import { paintedMask } from '../masks/painted.ts'
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
  expect(answer).toMatchObject({ contentType: 'image/png' })
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
    const expected: Uint8Array[] = [new Uint8Array(size.widthPx * size.heightPx)]
    let { image } = host
    for (let i = 0; i < 40; i++) {
      const stroke = randomStroke(random)
      const next = paintedMask(size, [stroke], expected[expected.length - 1])
      const isChange = Buffer.compare(next, expected[expected.length - 1]) !== 0
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
    // Several steps at once lead to the same pixels, and count as many; more than there are end at the start.
    let at = expected.length - 1
    for (const steps of [1, 5, 2, 100]) {
      const before = image.maskRevision
      const answer = await again.client.call('masks.undo', { imageId: image.id, steps })
      const taken = Math.min(steps, at)
      at -= taken
      image = answer.image
      expect([image.maskRevision - before, answer.canUndo, answer.canRedo]).toEqual([taken, at > 0, true])
      expect(Buffer.from(await pixels(again, image.maskUrl))).toEqual(Buffer.from(expected[at]))
    }
    image = (await again.client.call('masks.redo', { imageId: image.id, steps: 3 })).image
    expect(Buffer.from(await pixels(again, image.maskUrl))).toEqual(Buffer.from(expected[3]))
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

/** An edit as a window sends it: the pixels it gives to classes, from what they were. */
const windowEdit = (name: string, strokes: readonly BrushStroke[], before = new Uint8Array(96 * 72)) => {
  const edit = new TileEdit(MaskTiles.fromMask(before, size))
  for (const stroke of strokes) paintStroke(edit, stroke)
  return { className: name, delta: Buffer.from(maskDelta(edit.finish(), size)).toString('base64') }
}

describe('edits of a window', () => {
  const dot = (x: number) => ({ mode: 'paint' as const, radiusPx: 6, points: [x, 30] })

  test('bring pixels to several classes as one undo entry, also on top of what another window painted', async () => {
    const host = await startWithPhoto('window')
    const { client, image } = host
    const imageId = image.id
    const both = [windowEdit('foreground', [dot(20)]), windowEdit('hair', [dot(20)])]
    const edit = { imageId, tool: 'brush', layers: both }
    const first = await client.call('masks.edit', { ...edit, baseRevision: 0 })
    expect(first).toMatchObject({ canUndo: true, change: null, image: { maskSource: 'painted', maskRevision: 1 } })
    const painted = await client.call('masks.paint', { imageId, baseRevision: 1, strokes: [dot(60)] })
    const stale = { imageId, tool: 'brush', layers: [windowEdit('foreground', [dot(40)])] }
    await expect(client.call('masks.edit', { ...stale, baseRevision: 1 })).rejects.toMatchObject({
      code: 'input/stale-revision',
    })
    const last = await client.call('masks.edit', { ...stale, baseRevision: painted.image.maskRevision })
    expect(Buffer.from(await pixels(host, last.image.maskUrl))).toEqual(
      Buffer.from(paintedMask(size, [dot(20), dot(60), dot(40)])),
    )
    const layers = async () => {
      const answer = await host.resolveBytes(`mask-layers/${imageId}`)
      return unpackLayers(answer!.bytes!)
    }
    expect([...(await layers()).keys()].sort()).toEqual(['foreground', 'hair'])
    expect(Buffer.from((await layers()).get('hair')!.toMask())).toEqual(Buffer.from(paintedMask(size, [dot(20)])))

    // What the foreground loses, hair loses with it; both come back together.
    const erased = await client.call('masks.paint', {
      imageId,
      baseRevision: last.image.maskRevision,
      strokes: [{ mode: 'erase', radiusPx: 20, points: [20, 30] }],
    })
    expect((await layers()).get('hair')!.isEmpty()).toBe(true)
    expect(erased.change?.layers.map(({ className }) => className).sort()).toEqual(['foreground', 'hair'])
    const undone = await client.call('masks.undo', { imageId })
    expect(undone.change).toMatchObject({ direction: 'undo' })
    expect(Buffer.from((await layers()).get('hair')!.toMask())).toEqual(Buffer.from(paintedMask(size, [dot(20)])))
    await expect(
      client.call('masks.edit', { imageId, baseRevision: 0, tool: 'brush', layers: [windowEdit('hat', [dot(9)])] }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^input\/(stale-revision|mask-class)$/) })
    await host.close()
  })

  test('the user makes classes of their own; Cameo’s keep their names', async () => {
    const host = await startWithPhoto('classes')
    const { client } = host
    const hat = { name: 'hat', title: 'Hat', color: '#00aa88', isExclusive: false }
    await client.call('masks.putClass', { ...hat, title: 'A hat' })
    const { classes } = await client.call('masks.putClass', hat)
    expect(classes.map(({ name }) => name)).toEqual(['foreground', 'hair', 'skin', 'clothing', 'hat'])
    expect(classes[4]).toEqual(hat)
    await expect(client.call('masks.putClass', { ...hat, name: 'hair' })).rejects.toMatchObject({
      code: 'input/mask-class',
    })
    await expect(client.call('masks.putClass', { ...hat, name: '../hat' })).rejects.toMatchObject({
      code: 'usage/invalid-input',
    })
    await host.close()
  })

  test('a stroke that changes nothing leaves no undo entry', async () => {
    const { client, image, close } = await startWithPhoto('nothing')
    const erase = { mode: 'erase' as const, radiusPx: 9, points: [30, 30] }
    const answer = await client.call('masks.paint', { imageId: image.id, baseRevision: 0, strokes: [erase] })
    expect(answer).toMatchObject({ canUndo: false, image: { maskRevision: 0, maskSource: 'none' } })
    await close()
  })

  test('masks of before there were tiles keep their history, and go on', async () => {
    const host = await startWithPhoto('before tiles')
    let { image } = host
    for (let i = 0; i < 4; i++) {
      const strokes = [{ mode: 'paint' as const, radiusPx: 5, points: [20 * i, 30] }]
      image = (await host.client.call('masks.paint', { imageId: image.id, baseRevision: i, strokes })).image
    }
    const picture = await pixels(host, image.maskUrl)
    await host.close()
    const db = new Database(join(host.folder, 'catalogue.sqlite'))
    db.exec('UPDATE mask SET tiles_revision = NULL; DELETE FROM mask_tile')
    db.close()
    const again = startHost()
    await again.client.call('projects.open', { path: host.folder })
    expect(Buffer.from(await pixels(again, image.maskUrl))).toEqual(Buffer.from(picture))
    for (let i = 3; i > 0; i--) {
      image = (await again.client.call('masks.undo', { imageId: image.id })).image
      const left = Array.from(
        { length: i },
        (_, k): BrushStroke => ({ mode: 'paint', radiusPx: 5, points: [20 * k, 30] }),
      )
      expect(Buffer.from(await pixels(again, image.maskUrl))).toEqual(Buffer.from(paintedMask(size, left)))
    }
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
    // A picture is made when somebody asks for it.
    await pixels(host, image.maskUrl)
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

import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('captures')

describe('importing captures', () => {
  test('a capture folder becomes a subject with scans, units, landmarks, photos and cameras', async () => {
    const source = join(root, 'one', 'anna')
    await writeTinyCapture(source)
    const { client } = await startProject(root, 'p1')
    expect(await client.call('captures.inspect', { path: source })).toMatchObject({
      kind: 'capture',
      subjects: [{ name: 'anna', scans: 2, images: 3, landmarkFiles: 2, cameras: 1 }],
    })
    const imported = await client.run('captures.import', { path: source })
    expect(imported.skipped).toEqual([])
    const subject = await client.call('subjects.get', { subjectId: imported.subjectIds[0] })
    expect(subject).toMatchObject({
      name: 'anna',
      missingFiles: 0,
      status: { landmarks: 'done', align: 'ready', masks: 'ready', register: 'missing-input' },
      sequences: [{ frames: [{ index: 0, expression: null }] }],
    })
    const [coarse, fine] = ['coarse', 'fine'].map((role) => subject.scans.find((scan) => scan.role === role)!)
    expect(coarse).toMatchObject({
      name: 'lowres.ply',
      unit: 'm',
      unitSource: 'stated',
      landmarksPlaced: 6,
      vertices: 41 * 60,
    })
    expect(fine).toMatchObject({ name: 'highres.ply', unit: 'mm', landmarksPlaced: 6, file: { present: true } })
    expect(subject.images.map(({ cameraIndex, frameScanId }) => [cameraIndex, frameScanId])).toEqual(
      [0, 1, 2].map((view) => [view, coarse.id]),
    )
    expect(await client.call('landmarks.get', { scanId: fine.id })).toMatchObject({
      annotator: null,
      scheme: 'h3ds-6',
      revision: 1,
      canUndo: false,
    })
    const { events } = await client.call('events.list', { subjectId: subject.id, limit: 10 })
    expect(events[0]).toMatchObject({ kind: 'capture.imported', actor: 'Ada' })
    expect(JSON.stringify(events)).not.toContain('truth')
  })

  test('importing again changes nothing and says so; further photos are added', async () => {
    const source = join(root, 'again', 'anna')
    await writeTinyCapture(source, { views: 3 })
    const { client } = await startProject(root, 'p2')
    await client.run('captures.import', { path: join(root, 'again') })
    const before = await client.call('subjects.list', {})
    const again = await client.run('captures.import', { path: source })
    expect(again).toMatchObject({
      subjectIds: [],
      skipped: [{ path: source, reason: expect.stringContaining('Already imported') }],
    })
    expect(await client.call('subjects.list', {})).toEqual(before)
    await sharp({ create: { width: 96, height: 72, channels: 3, background: '#fff' } })
      .jpeg()
      .toFile(join(source, 'images', 'img_0003.jpg'))
    const more = await client.run('captures.import', { path: source })
    expect(more.subjectIds).toEqual([before.subjects[0].id])
    expect((await client.call('subjects.list', {})).subjects[0].imageCount).toBe(4)
  })

  test('the same scans from another place are recognised', async () => {
    const source = join(root, 'place', 'anna')
    await writeTinyCapture(source)
    cpSync(source, join(root, 'place', 'copy of anna'), { recursive: true })
    const { client } = await startProject(root, 'p3')
    const { subjectIds, skipped } = await client.run('captures.import', { path: join(root, 'place') })
    expect(subjectIds).toHaveLength(1)
    expect(skipped).toHaveLength(1)
    expect(skipped[0].reason).toMatch(/already in the project/)
  })

  test('a photo with an EXIF orientation is refused by name, the rest comes in', async () => {
    const source = join(root, 'exif', 'anna')
    await writeTinyCapture(source, { orientation: 6 })
    const { client } = await startProject(root, 'p4')
    const { subjectIds, skipped } = await client.run('captures.import', { path: source })
    expect(skipped).toEqual([
      { path: join(source, 'images', 'img_0000.jpg'), reason: expect.stringMatching(/img_0000\.jpg.*orientation 6/) },
    ])
    expect((await client.call('subjects.get', { subjectId: subjectIds[0] })).imageCount).toBe(2)
  })

  test('a scan that cannot be read is named and does not keep another subject out', async () => {
    const folder = join(root, 'broken')
    await writeTinyCapture(join(folder, 'anna'))
    mkdirSync(join(folder, 'bert'))
    writeFileSync(join(folder, 'bert', 'scan.ply'), 'ply\nformat ascii 1.0\nelement vertex 99999999\n')
    const { client } = await startProject(root, 'p5')
    const { subjectIds, skipped } = await client.run('captures.import', { path: folder })
    expect(subjectIds).toHaveLength(1)
    expect(skipped.map(({ path }) => path)).toContain(join(folder, 'bert', 'scan.ply'))
  })

  test('a folder without a capture is refused with what a capture is', async () => {
    mkdirSync(join(root, 'empty'))
    const { client } = await startProject(root, 'p6')
    await expect(client.run('captures.import', { path: join(root, 'empty') })).rejects.toMatchObject({
      code: 'input/no-capture',
      message: expect.stringContaining('cameras.npz'),
    })
    await expect(client.run('captures.import', { path: join(root, 'nowhere') })).rejects.toMatchObject({
      code: 'input/not-found',
    })
  })

  test('an import that is cancelled leaves no subject', async () => {
    const source = join(root, 'cancelled', 'anna')
    await writeTinyCapture(source)
    const { client } = await startProject(root, 'p7')
    const { jobId } = await client.start('captures.import', { path: source })
    await client.call('jobs.cancel', { jobId })
    await expect(client.call('jobs.result', { jobId })).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(await client.call('subjects.list', {})).toEqual({ subjects: [] })
  })
})

describe('sources', () => {
  test('missing files are shown, found again by name and content, and never guessed', async () => {
    const source = join(root, 'moving', 'anna')
    await writeTinyCapture(source)
    const { client } = await startProject(root, 'p8')
    const { subjectIds } = await client.run('captures.import', { path: source })
    expect(await client.call('sources.missing', {})).toEqual({ files: [] })
    const moved = join(root, 'moved', 'deep', 'anna')
    mkdirSync(join(root, 'moved', 'deep'), { recursive: true })
    renameSync(source, moved)
    appendFileSync(join(moved, 'images', 'img_0001.jpg'), 'x')
    expect((await client.call('sources.missing', {})).files).toHaveLength(6)
    expect(await client.call('subjects.get', { subjectId: subjectIds[0] })).toMatchObject({ missingFiles: 5 })
    expect(await client.call('sources.relocate', { folder: join(root, 'moved') })).toEqual({
      found: 5,
      stillMissing: 1,
    })
    const subject = await client.call('subjects.get', { subjectId: subjectIds[0] })
    expect(subject.scans.every(({ file }) => file.present && file.path.startsWith(moved))).toBe(true)
    expect(subject.missingFiles).toBe(1)
  })

  test('work on a source that has changed is refused by name', async () => {
    const source = join(root, 'changed', 'anna')
    await writeTinyCapture(source)
    const { client } = await startProject(root, 'p9')
    const { subjectIds } = await client.run('captures.import', { path: source })
    appendFileSync(join(source, 'highres.ply'), 'x')
    const { items, failed } = await client.run('batch.run', { steps: ['align'], subjectIds, workers: 1 })
    expect(failed).toBe(1)
    expect(items[0].message).toMatch(/highres\.ply has been changed/)
    rmSync(join(source, 'highres.ply'))
    expect((await client.run('batch.run', { steps: ['align'], subjectIds, workers: 1 })).items[0].message).toMatch(
      /highres\.ply is gone/,
    )
  })
})

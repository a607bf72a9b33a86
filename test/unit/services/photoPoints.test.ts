import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startHost, startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('photo-points')

const startWithPhotos = async (name: string) => {
  const source = join(root, `${name} source`, 'anna')
  await writeTinyCapture(source)
  const host = await startProject(root, name)
  const { subjectIds } = await host.client.run('captures.import', { path: source })
  const subject = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
  return { ...host, subject }
}

test('clicks of a photo are kept, undone and redone, each photo for itself, across a restart', async () => {
  const { client, close, folder, subject } = await startWithPhotos('kept')
  const [first, second] = subject.images
  const click = async (imageId: string, points: { name: string; xPx: number; yPx: number }[]) => {
    const { revision } = await client.call('photoPoints.get', { imageId })
    return client.call('photoPoints.commit', { imageId, baseRevision: revision, points })
  }
  const nose = { name: 'nose_tip', xPx: 3.25, yPx: 4 }
  const eye = { name: 'left_eye', xPx: 5, yPx: 1.5 }
  await click(first.id, [nose])
  await click(first.id, [nose, eye])
  const other = await click(second.id, [{ ...nose, xPx: 7 }])
  expect(other).toMatchObject({ canUndo: true, canRedo: false })
  expect((await click(second.id, other.points)).revision).toBe(other.revision)
  await close()

  const again = startHost()
  await again.client.call('projects.open', { path: folder })
  const { photos } = await again.client.call('photoPoints.list', { subjectId: subject.id })
  expect(photos.map(({ imageId, points }) => [imageId, points.length])).toEqual([
    [first.id, 2],
    [second.id, 1],
  ])
  const undone = await again.client.call('photoPoints.undo', { imageId: first.id })
  expect(undone).toMatchObject({ points: [nose], canUndo: true, canRedo: true })
  expect((await again.client.call('photoPoints.undo', { imageId: first.id })).points).toEqual([])
  await expect(again.client.call('photoPoints.undo', { imageId: first.id })).rejects.toMatchObject({
    code: 'input/nothing-to-undo',
  })
  await again.client.call('photoPoints.redo', { imageId: first.id })
  expect((await again.client.call('photoPoints.redo', { imageId: first.id })).points).toEqual([nose, eye])
  expect((await again.client.call('photoPoints.get', { imageId: second.id })).points).toEqual(other.points)
  await again.close()
})

test('a click beside the photo, a name twice and a stale revision are refused, and nothing changes', async () => {
  const { client, subject } = await startWithPhotos('refused')
  const [{ id: imageId, widthPx, heightPx }] = subject.images
  const commit = (points: { name: string; xPx: number; yPx: number }[], baseRevision = 0) =>
    client.call('photoPoints.commit', { imageId, baseRevision, points })
  const at = (xPx: number, yPx: number) => [{ name: 'nose_tip', xPx, yPx }]
  await expect(commit(at(widthPx, 0))).rejects.toMatchObject({ code: 'input/photo-point' })
  await expect(commit(at(0, -0.6))).rejects.toMatchObject({ code: 'input/photo-point' })
  await expect(commit([...at(1, 1), ...at(2, 2)])).rejects.toMatchObject({ code: 'input/duplicate-landmark' })
  await expect(commit(at(1, 1), 7)).rejects.toMatchObject({ code: 'input/stale-revision' })
  expect(await client.call('photoPoints.get', { imageId })).toMatchObject({ points: [], canUndo: false })
  expect((await commit(at(widthPx - 0.5, heightPx - 0.5))).points).toHaveLength(1)
})

test('clicks are exported with the points of the scan as JSON, alone as a table, and told where a format loses them', async () => {
  const { client, subject } = await startWithPhotos('exported')
  const scanId = subject.scans.find(({ role }) => role === 'fine')?.id ?? ''
  const [first, second] = subject.images
  const write = (name: string) => client.call('landmarks.export', { scanId, path: join(root, name) })
  await expect(write('none.photos.csv')).rejects.toMatchObject({ code: 'input/no-photo-points' })
  const click = (imageId: string, points: { name: string; xPx: number; yPx: number }[]) =>
    client.call('photoPoints.commit', { imageId, baseRevision: 0, points })
  await click(first.id, [
    { name: 'nose_tip', xPx: 3.25, yPx: 4 },
    { name: 'left_eye', xPx: 5, yPx: 1.5 },
  ])
  await click(second.id, [{ name: 'nose_tip', xPx: 7, yPx: 4 }])
  expect((await write('all.json')).warnings).toEqual([])
  const { photos } = JSON.parse(readFileSync(join(root, 'all.json'), 'utf8'))
  expect(photos).toEqual([
    { photo: first.name, width: 96, height: 72, points: { nose_tip: [3.25, 4], left_eye: [5, 1.5] } },
    { photo: second.name, width: 96, height: 72, points: { nose_tip: [7, 4] } },
  ])
  const [lost] = (await write('some.pp')).warnings.filter(({ code }) => code === 'photo-points-lost')
  expect(lost.message).toContain('3 clicks in 2 photos')
  expect(await write('clicks.photos.csv')).toMatchObject({ format: 'photos', points: 3, warnings: [] })
  expect(readFileSync(join(root, 'clicks.photos.csv'), 'utf8').split('\n').slice(0, 2)).toEqual([
    'photo,name,x_px,y_px',
    `${first.name},nose_tip,3.25,4`,
  ])
  const { warnings } = await client.call('landmarks.import', { scanId, path: join(root, 'all.json') })
  expect(warnings.map(({ code }) => code)).toContain('landmark-photos-skipped')
})

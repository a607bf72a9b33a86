import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('blind-study')

/** Three people of different size, whose fine scans come with landmark files. */
const startWithPeople = async (name: string) => {
  const host = await startProject(root, name)
  const fine: string[] = []
  for (const [i, person] of ['anna', 'berta', 'carla'].entries()) {
    const path = join(root, `${name} source`, person)
    await writeTinyCapture(path, { size: 1 + 0.05 * i })
    const { subjectIds } = await host.client.run('captures.import', { path })
    const { scans } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
    fine.push(scans.find(({ role }) => role === 'fine')!.id)
  }
  const place = async (scanId: string, observer: string, o: { offMm?: number; annotator?: string } = {}) => {
    const from = await host.client.call('landmarks.get', { scanId })
    const { revision } = await host.client.call('landmarks.get', { scanId, observer })
    await host.client.call('landmarks.commit', {
      scanId,
      observer,
      baseRevision: revision,
      scheme: 'h3ds-6',
      annotator: o.annotator ?? observer,
      landmarks: from.landmarks.map(({ name: point, position }) => ({
        name: point,
        status: 'placed' as const,
        position: [position![0] + (o.offMm ?? 0), position![1], position![2]] as [number, number, number],
        surface: null,
        source: 'human' as const,
      })),
    })
  }
  return { ...host, fine, place }
}

test('scans are served again among those not done, the same for a seed, and the repeats become a study', async () => {
  const { client, fine, place } = await startWithPeople('served')
  const plan = (seed: number) => client.call('study.plan', { annotator: 'Ada', share: 0.5, seed })
  await expect(plan(1)).rejects.toMatchObject({ code: 'input/study-nothing' })
  expect((await client.call('study.queue', { annotator: 'Ada' })).items).toEqual([])
  for (const scanId of fine.slice(0, 2)) await place(scanId, '', { annotator: 'Ada' })
  const { items } = await plan(5)
  expect(items.map(({ observer }) => observer).sort()).toEqual(['Ada', 'Ada@2'])
  expect(await plan(5)).toEqual({ items })
  expect(await client.call('study.queue', { annotator: 'Ada' })).toEqual({ items })
  const repeat = items.find(({ observer }) => observer === 'Ada@2')!
  expect(fine.slice(0, 2)).toContain(repeat.scanId)
  expect(items.find(({ observer }) => observer === 'Ada')!.scanId).toBe(fine[2])
  expect((await client.call('landmarks.get', { scanId: repeat.scanId, observer: 'Ada@2' })).landmarks).toEqual([])
  await place(repeat.scanId, 'Ada@2', { offMm: 2 })
  expect((await client.call('study.queue', { annotator: 'Ada' })).items).toContainEqual({ ...repeat, decided: 6 })
  const study = await client.call('landmarks.study', {})
  expect(study.repeatability).toHaveLength(1)
  // Two sessions 2 mm apart: √(Σ d² / 2n).
  expect(study.repeatability[0]).toMatchObject({ annotator: 'Ada', sessions: 2 })
  expect(study.repeatability[0].total).toBeCloseTo(Math.SQRT2, 6)
})

test('what was proposed and accepted is nobody’s own judgement: a study leaves it out', async () => {
  const { client, fine, place } = await startWithPeople('accepted')
  for (const observer of ['Ada', 'Ben']) await place(fine[0], observer, { offMm: observer === 'Ben' ? 1 : 0 })
  const { landmarks, revision } = await client.call('landmarks.get', { scanId: fine[0], observer: 'Ben' })
  await client.call('landmarks.commit', {
    scanId: fine[0],
    observer: 'Ben',
    baseRevision: revision,
    scheme: 'h3ds-6',
    annotator: 'Ben',
    landmarks: landmarks.map((point) =>
      point.name === 'nose_tip' ? { ...point, source: 'proposed-accepted' as const } : point,
    ),
  })
  const { points } = await client.call('landmarks.study', {})
  expect(points.map(({ name }) => name)).not.toContain('nose_tip')
  expect(points).toHaveLength(5)
})

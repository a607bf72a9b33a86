import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startHost, startProject, testRoot } from './testHost.ts'
import { fineFromCoarse, writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('batch')
const outcomes = ({ items }: { items: { step: string; outcome: string }[] }): string[] =>
  items.map(({ step, outcome }) => `${step} ${outcome}`)

describe('running steps over all subjects', () => {
  test('finished work is not done again, also after a restart; failures are named and stop nobody', async () => {
    const folder = join(root, 'captures')
    await writeTinyCapture(join(folder, 'anna'))
    await writeTinyCapture(join(folder, 'bert'), { size: 1.1 })
    await writeTinyCapture(join(folder, 'carl'), { size: 0.9 })
    const host = await startProject(root, 'project')
    await host.client.run('captures.import', { path: folder })
    writeFileSync(join(folder, 'bert', 'lowres.ply'), 'something else')
    const steps: ('align' | 'masks' | 'register')[] = ['masks', 'align', 'register']
    const first = await host.client.run('batch.run', { steps, subjectIds: null, workers: 2 })
    expect(first.failed).toBe(2)
    expect(outcomes(first)).toEqual([
      ...['align done', 'masks done', 'register not-ready'],
      ...['align failed', 'masks failed', 'register not-ready'],
      ...['align done', 'masks done', 'register not-ready'],
    ])
    expect(first.items[3]).toMatchObject({ subjectName: 'bert', message: expect.stringContaining('lowres.ply') })
    const { subjects } = await host.client.call('subjects.list', {})
    expect(subjects[1]).toMatchObject({
      status: { align: 'failed' },
      notes: expect.arrayContaining([expect.stringContaining('lowres.ply')]),
    })
    await host.close()

    const again = startHost()
    await again.client.call('projects.open', { path: host.folder })
    const second = await again.client.run('batch.run', { steps: ['align', 'masks'], subjectIds: null, workers: 2 })
    expect(outcomes(second)).toEqual([
      ...['align already-done', 'masks already-done'],
      ...['align failed', 'masks failed'],
      ...['align already-done', 'masks already-done'],
    ])
    expect(second.items[0].numbers).toEqual(first.items[0].numbers)
    await writeTinyCapture(join(folder, 'bert'), { size: 1.1 })
    const third = await again.client.run('batch.run', {
      steps: ['align', 'masks'],
      subjectIds: [subjects[1].id],
      workers: 1,
    })
    expect(outcomes(third)).toEqual(['align done', 'masks done'])
    const { alignments } = await again.client.call('subjects.get', { subjectId: subjects[0].id })
    expect(alignments).toHaveLength(1)
    await again.close()
  })

  test('an alignment is a chain that starts with the unit; another one follows it and nothing is overwritten', async () => {
    const folder = join(root, 'chain', 'anna')
    await writeTinyCapture(folder)
    const { client } = await startProject(root, 'chain project')
    const { subjectIds } = await client.run('captures.import', { path: folder })
    const detail = () => client.call('subjects.get', { subjectId: subjectIds[0] })
    const { scans } = await detail()
    const [source, target] = ['coarse', 'fine'].map((role) => scans.find((scan) => scan.role === role)!)
    const pair = { subjectId: subjectIds[0], sourceScanId: source.id, targetScanId: target.id }
    const first = await client.run('alignments.run', { ...pair, options: {} })
    expect(first.steps.map(({ kind }) => kind)).toEqual(['unit', 'landmarks', 'icp'])
    expect(first.scale).toBeCloseTo(1010, 0)
    expect(first.residualMm.median).toBeLessThan(0.5)
    const second = await client.run('alignments.run', { ...pair, options: { metric: 'point-to-point' } })
    const { alignments } = await detail()
    expect(alignments.map(({ id, current }) => [id, current])).toEqual([
      [second.id, true],
      [first.id, false],
    ])
    expect(alignments[1].steps).toEqual(first.steps)
    expect(first.residualUrl).toMatch(/^bytes\/artefact\/[0-9a-f]{64}\.f32$/)
  })

  test('without landmarks an alignment begins from the surfaces, and says so', async () => {
    const folder = join(root, 'bare')
    for (const name of ['anna', 'bert']) {
      await writeTinyCapture(join(folder, name), { size: name === 'anna' ? 1 : 1.1 })
      rmSync(join(folder, name, 'lowres_landmarks.json'))
    }
    rmSync(join(folder, 'anna', 'highres_landmarks.json'))
    const host = await startProject(root, 'bare project')
    const { subjectIds } = await host.client.run('captures.import', { path: folder })
    const before = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
    expect(before.status.align).toBe('ready')
    const { items, failed } = await host.client.run('batch.run', { steps: ['align'], subjectIds: null, workers: 2 })
    expect(failed).toBe(0)
    expect(items.map(({ message }) => message)).toEqual([
      expect.stringContaining('There are no landmarks, so the start was found from the surfaces alone.'),
      expect.stringMatching(/Only the target scan has landmarks.*surfaces alone/),
    ])
    const { alignments, status } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
    expect(status.align).toBe('done')
    expect(alignments[0].landmarkRmsMm).toBeNull()
    expect(alignments[0].steps.map(({ kind }) => kind)).toEqual(['unit', 'global', 'icp'])
    alignments[0].targetFromSource.forEach((value, i) => {
      expect(Math.abs(value - fineFromCoarse[i])).toBeLessThan(i % 4 === 3 ? 0.1 : 1)
    })
  })

  test('cancelling a batch leaves no half result and no failure', async () => {
    const folder = join(root, 'cancel')
    for (const name of ['anna', 'bert', 'carl', 'dora'])
      await writeTinyCapture(join(folder, name), { size: 1 + name.length / 50 + name.charCodeAt(0) / 1000 })
    const { client } = await startProject(root, 'cancel project')
    await client.run('captures.import', { path: folder })
    const controller = new AbortController()
    const work = client.run(
      'batch.run',
      { steps: ['align'], subjectIds: null, workers: 2 },
      { signal: controller.signal, onProgress: ({ fraction }) => fraction > 0.25 && controller.abort() },
    )
    await expect(work).rejects.toMatchObject({ code: 'job/cancelled' })
    const { subjects } = await client.call('subjects.list', {})
    expect(subjects.map(({ status }) => status.align).every((state) => state === 'done' || state === 'ready')).toBe(
      true,
    )
    const rest = await client.run('batch.run', { steps: ['align'], subjectIds: null, workers: 2 })
    expect(rest.failed).toBe(0)
    expect(rest.items.map(({ outcome }) => outcome)).toContain('done')
  })
})

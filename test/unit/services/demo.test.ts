import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startHost, startProject, testRoot } from './testHost.ts'

const root = testRoot('demo')

describe('the whole main job', () => {
  test('on a generated capture: import, align, masks, register, export, verify, report', async () => {
    const { client } = await startProject(root, 'open meanwhile')
    const out = join(root, 'demo')
    const result = await client.run('demo.run', { out })
    expect(result.steps.filter(({ passed }) => !passed)).toEqual([])
    expect(result).toMatchObject({
      ok: true,
      out,
      project: join(out, 'project'),
      openCommand: expect.stringContaining(out),
    })
    expect((await client.call('projects.current', {})).project?.name).toBe('open meanwhile')

    const html = readFileSync(result.report, 'utf8')
    expect(html).not.toMatch(/(src|href)="(?!data:)/)
    expect(html.match(/<img src="data:image/g)?.length).toBeGreaterThan(8)

    const other = startHost()
    await other.client.call('projects.open', { path: result.project })
    const { subjects } = await other.client.call('subjects.list', {})
    expect(subjects).toMatchObject([
      { maskCount: 10, missingFiles: 0, status: { landmarks: 'done', align: 'done', masks: 'done', register: 'done' } },
    ])
    const { items } = await other.client.run('batch.run', {
      steps: ['align', 'masks', 'register'],
      subjectIds: null,
      workers: 2,
    })
    expect(items.map(({ outcome }) => outcome)).toEqual(['already-done', 'already-done', 'already-done'])
    const { alignments } = await other.client.call('subjects.get', { subjectId: subjects[0].id })
    const [{ id: alignmentId, residualMm }] = alignments
    const parts = (await other.client.call('alignments.parts', { alignmentId })).parts ?? []
    expect(parts.map(({ part }) => part)).toEqual(expect.arrayContaining(['face', 'lips', 'neck', 'clothes']))
    expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(residualMm.count)
    for (const { part, median } of parts.filter(({ count }) => count > 50)) expect(median, part).toBeLessThan(1.5)
    expect(await other.client.call('projects.check', {})).toEqual({ ok: true, findings: [] })
    expect(existsSync(join(out, 'export', 'mica', 'registrations', 'subject_001', 'highres.obj'))).toBe(true)
  }, 300_000)
})

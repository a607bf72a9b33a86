import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startHost, testRoot } from '../services/testHost.ts'
import { writeTinyCapture } from '../services/tinyCapture.ts'
import { runCameo, startCameo } from './cameoProcess.ts'

const folder = testRoot('run-batch')
const names = ['anna', 'bert', 'carl', 'dora', 'emil', 'fred']
const command = ['run', '--project', 'heads', '--steps', 'align', '--jobs', '1', '--json']

test('a batch that is killed, then cancelled, goes on: one failure is named, nothing is done twice', async () => {
  for (const [i, name] of names.entries()) await writeTinyCapture(join(folder, 'captures', name), { size: 1 + i / 50 })
  await runCameo(['project', 'create', 'heads'], { cwd: folder })
  await runCameo(['import', 'captures', '--project', 'heads'], { cwd: folder })
  writeFileSync(join(folder, 'captures', 'bert', 'lowres.ply'), 'something else')

  const killed = startCameo(command, { cwd: folder })
  await killed.waitFor('stderr', /%/)
  killed.child.kill('SIGKILL')
  await killed.ended

  const interrupted = startCameo(command, { cwd: folder })
  await interrupted.waitFor('stderr', /%/)
  interrupted.child.kill('SIGINT')
  const { exitCode, stdout } = await interrupted.ended
  expect([exitCode, JSON.parse(stdout).error.code]).toEqual([5, 'job/cancelled'])

  const last = await runCameo(command, { cwd: folder })
  expect(last.exitCode).toBe(4)
  const { items, failed } = JSON.parse(last.stdout)
  expect(failed).toBe(1)
  for (const { subjectName, outcome, message } of items) {
    if (subjectName === 'bert') {
      expect(outcome).toBe('failed')
      expect(message).toContain(join(folder, 'captures', 'bert', 'lowres.ply'))
      expect(message).toContain('Import it anew')
    } else expect(outcome).toMatch(/^(already-)?done$/)
  }

  const again = await runCameo(command, { cwd: folder })
  const outcomes = JSON.parse(again.stdout).items.map((item: { outcome: string }) => item.outcome)
  expect(outcomes.toSorted()).toEqual([...Array<string>(5).fill('already-done'), 'failed'])

  const { client } = startHost()
  await client.call('projects.open', { path: join(folder, 'heads') })
  const { subjects } = await client.call('subjects.list', {})
  const found = await Promise.all(subjects.map(({ id }) => client.call('subjects.get', { subjectId: id })))
  expect(found.map(({ name, alignments }) => [name, alignments.length])).toEqual(
    names.map((name) => [name, name === 'bert' ? 0 : 1]),
  )
})

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunOptions } from '#core/contract/client.ts'
import type { Host } from '#main/services/index.ts'
import { startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('cancelled-work')
const moments = 8
let host: Host & { readonly folder: string }
let subjectId = ''
let capture = ''

const filesBelow = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : []

/** True where the work ended in a cancel; other failures fail the test. */
const wasCancelled = async (work: (options: RunOptions) => Promise<unknown>, afterMs: number): Promise<boolean> => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), afterMs)
  try {
    await work({ signal: controller.signal })
    return false
  } catch (error) {
    expect(error).toMatchObject({ code: 'job/cancelled' })
    return true
  } finally {
    clearTimeout(timer)
  }
}

/** Cancels at moments from the start of the work to its usual end; returns at how many the cancel came in time. */
const cancelledAtMoments = async (
  work: (options: RunOptions, moment: number) => Promise<unknown>,
  check: (isCancelled: boolean, moment: number) => void | Promise<void>,
): Promise<number> => {
  await work({}, moments)
  const start = performance.now()
  await work({}, moments + 1)
  const wholeMs = performance.now() - start
  let count = 0
  for (let moment = 0; moment < moments; moment++) {
    const isCancelled = await wasCancelled((options) => work(options, moment), (wholeMs * moment) / moments)
    if (isCancelled) count++
    await check(isCancelled, moment)
  }
  return count
}

beforeAll(async () => {
  capture = join(root, 'anna')
  await writeTinyCapture(capture)
  host = await startProject(root, 'project')
  subjectId = (await host.client.run('captures.import', { path: capture })).subjectIds[0]
})

describe('work that is cancelled, at any moment', () => {
  test('on files leaves no file, or all of them', async () => {
    const file = (name: string) => join(capture, name)
    const input = {
      source: file('lowres.ply'),
      target: file('highres.ply'),
      sourceLandmarks: file('lowres_landmarks.json'),
      targetLandmarks: file('highres_landmarks.json'),
      cameras: null,
      options: {},
    }
    const out = (moment: number) => join(root, `out-${moment}`)
    const whole = ['aligned.ply', 'report.json', 'transform.json', 'transform.txt']
    const count = await cancelledAtMoments(
      (options, moment) => host.client.run('files.align', { ...input, out: out(moment) }, options),
      (isCancelled, moment) => expect(filesBelow(out(moment))).toEqual(isCancelled ? [] : whole),
    )
    expect(filesBelow(out(moments))).toEqual(whole)
    expect(count).toBeGreaterThan(moments / 3)
  })

  test('in a project leaves no result, no artefact and no trace in the history', async () => {
    const { scans } = await host.client.call('subjects.get', { subjectId })
    const [source, target] = ['coarse', 'fine'].map((role) => scans.find((scan) => scan.role === role)!)
    const state = async () => ({
      alignments: (await host.client.call('subjects.get', { subjectId })).alignments.map(({ id }) => id),
      artefacts: filesBelow(join(host.folder, 'artefacts')),
      history: await host.client.call('alignments.history', { subjectId }),
    })
    let before: Awaited<ReturnType<typeof state>> | null = null
    const count = await cancelledAtMoments(
      async (options, moment) => {
        before = await state()
        const pair = { subjectId, sourceScanId: source.id, targetScanId: target.id }
        return host.client.run('alignments.run', { ...pair, options: { seed: moment + 1 } }, options)
      },
      async (isCancelled) => {
        if (isCancelled) expect(await state()).toEqual(before)
      },
    )
    expect(count).toBeGreaterThan(moments / 3)
  })
})

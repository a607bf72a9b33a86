import { describe, expect, test } from 'vitest'
import type { JobState } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { JobQueue } from '#main/services/jobQueue.ts'

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const untilCancelled = async (context: RunContext): Promise<never> => {
  for (;;) {
    await pause()
    checkCancelled(context)
  }
}

const startQueue = (atOnce: number) => {
  const heard: JobState[] = []
  const queue = new JobQueue({ atOnce, emit: (job) => heard.push(job) })
  const statesOf = (jobId: string) => heard.filter(({ id }) => id === jobId).map(({ status }) => status)
  return { queue, heard, statesOf }
}

describe('the job queue', () => {
  test('answers at once, tells of every state, and waits for the result', async () => {
    const { queue, statesOf, heard } = startQueue(1)
    const { jobId } = queue.start('alignments.run', { subjectId: 'subject-1' }, async (context) => {
      context.report?.({ fraction: 0.5, message: 'Iteration 3', numbers: { rms: 2 } })
      return 42
    })
    await expect(queue.result(jobId)).resolves.toBe(42)
    expect(statesOf(jobId).filter((status, i, all) => status !== all[i - 1])).toEqual(['queued', 'running', 'done'])
    expect(heard[heard.length - 1]).toMatchObject({
      title: 'Align scans',
      subjectId: 'subject-1',
      fraction: 1,
      error: null,
    })
    expect(queue.list()[0]).toMatchObject({ id: jobId, status: 'done', numbers: { rms: 2 } })
  })

  test('a job is held and let go on; one that has ended can be neither', async () => {
    const { queue, heard } = startQueue(1)
    const told: boolean[] = []
    let finish = (): void => {}
    const { jobId } = queue.start('alignments.run', {}, async (context) => {
      context.pause?.subscribe(() => told.push(context.pause?.isPaused ?? false))
      await new Promise<void>((resolve) => {
        finish = resolve
      })
    })
    await pause()
    queue.setPaused(jobId, true)
    expect(heard.at(-1)).toMatchObject({ status: 'running', paused: true, secondsLeft: null })
    queue.setPaused(jobId, false)
    expect(told).toEqual([true, false])
    finish()
    await queue.result(jobId)
    expect(heard.at(-1)).toMatchObject({ status: 'done', paused: false })
    expect(() => queue.setPaused(jobId, true)).toThrow(/has ended/)
  })

  test('only so many at once; the others wait in order; a waiting one can be cancelled', async () => {
    const { queue, statesOf } = startQueue(2)
    const order: number[] = []
    const started = [0, 1, 2, 3].map((number) =>
      queue.start('captures.import', {}, async () => {
        await pause()
        order.push(number)
      }),
    )
    queue.cancel(started[2].jobId)
    const ends = await Promise.allSettled(started.map(({ jobId }) => queue.result(jobId)))
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(order).toEqual([0, 1, 3])
    expect(statesOf(started[2].jobId)).toEqual(['queued', 'cancelled'])
  })

  test('a failure keeps its code and sentence, a cancelled job is no failure', async () => {
    const { queue } = startQueue(2)
    const failing = queue.start('exports.run', {}, async () => {
      throw badInput('not-ready', 'Not yet.')
    })
    const cancelledJob = queue.start('exports.run', {}, untilCancelled)
    await pause()
    queue.cancel(cancelledJob.jobId)
    await expect(queue.result(failing.jobId)).rejects.toMatchObject({ code: 'input/not-ready' })
    await expect(queue.result(cancelledJob.jobId)).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(queue.list().map(({ status, error }) => [status, error?.code])).toEqual([
      ['cancelled', 'job/cancelled'],
      ['failed', 'input/not-ready'],
    ])
  })

  test('a project that closes ends its own jobs and no others', async () => {
    const { queue } = startQueue(2)
    const ofProject = queue.start('batch.run', {}, untilCancelled)
    const other = queue.start('files.align', {}, untilCancelled)
    await queue.cancelAll({ onlyProject: true })
    const states = new Map(queue.list().map(({ id, status }) => [id, status]))
    expect(states.get(ofProject.jobId)).toBe('cancelled')
    expect(states.get(other.jobId)).toBe('running')
    await queue.cancelAll({ onlyProject: false })
    expect(() => queue.cancel('no-such-job')).toThrow(/no such job/)
  })

  test('progress never goes back', async () => {
    const { queue, heard } = startQueue(1)
    const { jobId } = queue.start('batch.run', {}, async ({ report }) => {
      for (const fraction of [0.2, 0.1, 0.6, 0.4, 2]) report?.({ fraction, message: '' })
    })
    await queue.result(jobId)
    const fractions = heard.map(({ fraction }) => fraction)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(Math.max(...fractions)).toBe(1)
  })
})

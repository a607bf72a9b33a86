import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { JobState } from '#core/contract/contract.ts'
import { createProgressReporter, timeLeftText } from '../../../src/main/cli/progressReporter.ts'

const job = (fraction: number, more: Partial<JobState> = {}): JobState => ({
  id: 'job-000001',
  method: 'files.align',
  title: 'Align',
  subjectId: null,
  status: 'running',
  paused: false,
  fraction,
  message: 'Iteration 3',
  numbers: {},
  startedAt: '2026-01-01T00:00:00.000Z',
  secondsLeft: null,
  error: null,
  ...more,
})

const collect = (isTTY: boolean) => {
  const written: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      done()
    },
  })
  return { stream: Object.assign(stream, { isTTY }), text: () => written.join('') }
}

describe('progress', () => {
  it('is a line at the start and every tenth of the way where nobody watches', async () => {
    const { stream, text } = collect(false)
    const reporter = await createProgressReporter(stream, { quiet: false })
    for (let i = 0; i <= 100; i++) reporter.show(job(i / 100))
    expect(text().trimEnd().split('\n')).toHaveLength(11)
    expect(text()).toContain('Align: 0 % · Iteration 3\n')
  })

  it('begins anew with every job and tells the time left', async () => {
    const { stream, text } = collect(false)
    const reporter = await createProgressReporter(stream, { quiet: false })
    reporter.show(job(0.9))
    reporter.show(job(0, { id: 'job-000002', title: 'Register', message: '', secondsLeft: 75 }))
    expect(text()).toBe('Align: 90 % · Iteration 3\nRegister: 0 % · 1 min 15 s left\n')
  })

  it('is one moving line with the time left on a terminal', async () => {
    const { stream, text } = collect(true)
    const reporter = await createProgressReporter(stream, { quiet: false })
    reporter.show(job(0.25, { secondsLeft: 4 }))
    reporter.end()
    expect(text()).toContain('25 %')
    expect(text()).toContain('4 s left')
    expect(text()).not.toContain('\n')
  })

  it('is nothing when it is not wanted', async () => {
    for (const isTTY of [true, false]) {
      const { stream, text } = collect(isTTY)
      const reporter = await createProgressReporter(stream, { quiet: true })
      reporter.show(job(0.5))
      reporter.end()
      expect(text()).toBe('')
    }
  })

  it('names times as people do', () => {
    expect([null, 0.2, 59.4, 60, 3599, 7260].map(timeLeftText)).toEqual([
      '',
      '1 s left',
      '59 s left',
      '1 min 0 s left',
      '59 min 59 s left',
      '2 h 1 min left',
    ])
  })
})

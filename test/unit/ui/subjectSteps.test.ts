import { describe, expect, it } from 'vitest'
import { heatRangeMm } from '#core/editor/heatRange.ts'
import { activeRoleOf, effectiveShow, showObstacle } from '#core/editor/scanViews.ts'
import { nextStep, subjectSteps } from '#core/editor/subjectSteps.ts'
import { alignmentOf, registrationOf, scanOf, subjectWith } from './subjects.ts'

const facts = { schemePoints: 6, modelCount: 1 }

describe('steps of a subject', () => {
  it('says what each step waits for', () => {
    const subject = subjectWith({ scans: [scanOf('coarse', 2), scanOf('fine', 6)] })
    const sentences = Object.fromEntries(subjectSteps({ subject, ...facts }).map(({ id, sentence }) => [id, sentence]))
    expect(sentences.landmarks).toBe('2 of 6 on the coarse scan, 6 of 6 on the fine scan.')
    expect(sentences.align).toMatch(/^Ready: without 3 landmarks on both scans.*surfaces alone/)
    expect(sentences.export).toContain('first')
  })

  it('asks for a head model before a registration', () => {
    const subject = subjectWith({ scans: [scanOf('fine', 6)] })
    const steps = subjectSteps({ subject, schemePoints: 6, modelCount: 0 })
    expect(steps.find(({ id }) => id === 'register')?.sentence).toContain('head model')
  })

  it('tells the numbers of the current alignment', () => {
    const scans = [scanOf('coarse', 6), scanOf('fine', 6)]
    const status = { landmarks: 'done', align: 'done', masks: 'ready', register: 'ready' } as const
    const done = subjectWith({ scans, alignments: [alignmentOf(0.58)], status })
    expect(subjectSteps({ subject: done, ...facts }).find(({ id }) => id === 'align')?.sentence).toContain(
      '0.58 mm, scale +0.00\u00a0% off the units',
    )
    const stale = { ...done, status: { ...status, align: 'ready' as const } }
    expect(subjectSteps({ subject: stale, ...facts }).find(({ id }) => id === 'align')?.sentence).toContain('changed')
  })

  it('goes to the first step that can be done, and to export when nothing is left', () => {
    const open = subjectWith({ status: { landmarks: 'done', align: 'ready', masks: 'ready', register: 'done' } })
    expect(nextStep(subjectSteps({ subject: open, ...facts }))).toBe('align')
    const done = subjectWith({ status: { landmarks: 'done', align: 'done', masks: 'done', register: 'done' } })
    expect(nextStep(subjectSteps({ subject: done, ...facts }))).toBe('export')
  })
})

describe('what the 3D view shows', () => {
  const both = [scanOf('coarse', 0), scanOf('fine', 0)]

  it('falls back to a scan that is there', () => {
    expect(effectiveShow(subjectWith({ scans: [scanOf('coarse', 0)] }), 'both')).toBe('coarse')
    expect(effectiveShow(subjectWith({ scans: both }), 'registration')).toBe('fine')
    expect(effectiveShow(subjectWith({ scans: [] }), 'fine')).toBeNull()
  })

  it('lays scans over each other only once they are aligned', () => {
    expect(showObstacle(subjectWith({ scans: both }), 'both')).not.toBeNull()
    expect(showObstacle(subjectWith({ scans: both, alignments: [alignmentOf(1)] }), 'both')).toBeNull()
  })

  it('sends clicks to the shown scan, side by side to the one used last, over a registration to its scan', () => {
    const subject = subjectWith({ scans: both, registrations: [registrationOf('coarse')] })
    expect(activeRoleOf(subject, { show: 'fine', activeRole: 'coarse' })).toBe('fine')
    expect(activeRoleOf(subject, { show: 'side', activeRole: 'coarse' })).toBe('coarse')
    expect(activeRoleOf(subject, { show: 'registration', activeRole: 'fine' })).toBe('coarse')
  })
})

describe('range of the heat map', () => {
  it('leaves room above the 90th percentile and is a round number of millimetres', () => {
    expect(heatRangeMm(0.3)).toBe(0.5)
    expect(heatRangeMm(1.5)).toBe(2)
    expect(heatRangeMm(1.6)).toBe(3)
    expect(heatRangeMm(1e6)).toBe(100)
  })
})

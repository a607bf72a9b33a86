import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { askHost, subjectNamed } from './hostCalls.ts'
import { runJob } from './runJob.ts'

/** Shakes a number a little, always alike: from -1 to 1. */
const shaken = (index: number): number => Math.sin(index * 12.9898) * Math.cos(index * 4.1414)

/**
 * A project of one subject in the window `page`, which shows the host's start page: the capture is imported, aligned,
 * masked and registered over the window's own door, and two annotators have clicked the fine scan. Answers once the
 * window shows the subject.
 */
export const openFinishedProject = async (
  page: Page,
  o: {
    readonly folder: string
    readonly capturePath: string
    readonly subject: string
    readonly modelPath: string
    readonly embeddingPath: string
  },
): Promise<void> => {
  mkdirSync(o.folder, { recursive: true })
  await expect(page.getByText('Recent projects')).toBeVisible()
  await askHost(page, 'projects.create', {
    path: join(o.folder, 'finished'),
    name: 'Heads',
    licenceNote: 'Generated heads, free to use.',
  })
  await runJob(page, 'captures.import', { path: o.capturePath })
  const model = await askHost(page, 'models.add', { path: o.modelPath, embedding: o.embeddingPath, regions: null })
  const { id: subjectId, scans } = await subjectNamed(page, o.subject)
  const idOf = (role: 'coarse' | 'fine'): string => scans.find((scan) => scan.role === role)?.id ?? ''
  await runJob(page, 'alignments.run', {
    subjectId,
    sourceScanId: idOf('coarse'),
    targetScanId: idOf('fine'),
    options: { scale: 'free', metric: 'point-to-plane', overlap: 'auto' },
  })
  await runJob(page, 'masks.propose', { subjectId })
  const { images } = await subjectNamed(page, o.subject)
  await askHost(page, 'maskProposals.accept', { subjectId, imageIds: [images[0].id] })
  await runJob(page, 'registrations.run', { subjectId, scanId: idOf('fine'), modelId: model.id })
  const { landmarks, scheme } = await askHost(page, 'landmarks.get', { scanId: idOf('fine') })
  for (const [turn, observer] of ['anna', 'bo'].entries()) {
    await askHost(page, 'landmarks.commit', {
      ...{ scanId: idOf('fine'), observer, baseRevision: 0, scheme, annotator: observer },
      landmarks: landmarks.map((point, index) => ({
        ...point,
        surface: null,
        position: point.position?.map((value, axis) => value + shaken(index * 3 + axis + turn * 100)) as never,
      })),
    })
  }
  await page.reload()
  await expect(page.getByRole('option', { name: new RegExp(`^${o.subject}:`) })).toBeVisible()
}

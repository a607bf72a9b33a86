import type { JobName, JobState, Output } from '#core/contract/contract.ts'
import { textureInWords } from '#core/editor/textureInWords.ts'
import { fromErrorRecord } from '#core/model/errors.ts'
import { setPreferences, usePreferences } from './state/preferences.ts'
import { selectedSubjectId, selectSubject, shownImage } from './state/selection.ts'
import { setSession, useSession } from './state/session.ts'
import { showError, showNote } from './state/toasts.ts'
import { client } from './transport/client.ts'

type Outcomes = { readonly [M in JobName]?: (result: Output<M>, job: JobState) => void }

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

const isShown = (job: JobState): boolean => job.subjectId !== null && job.subjectId === selectedSubjectId()

/** What the window does when a job has succeeded; a job that is not here needs nothing beyond the new data. */
const outcomes: Outcomes = {
  'captures.import': (result) => {
    if (result.subjectIds.length > 0) selectSubject(result.subjectIds[0])
    const showReport = (): void => setSession({ importReport: { skipped: result.skipped, warnings: result.warnings } })
    if (result.skipped.length > 0) showReport()
    void showNote({
      message: `Imported ${plural(result.subjectIds.length, 'subject', 'subjects')}.`,
      intent: result.subjectIds.length > 0 ? 'success' : 'warning',
      action:
        result.warnings.length > 0
          ? { text: `Read ${plural(result.warnings.length, 'note', 'notes')}`, onClick: showReport }
          : undefined,
      timeoutMs: result.warnings.length > 0 ? 15_000 : undefined,
    })
  },
  'alignments.run': (result, job) => {
    if (!isShown(job)) return
    if (usePreferences.getState().step === 'align') setPreferences({ tab: 'scan', show: 'both', style: 'heat' })
    void showNote({
      message: `Aligned: median distance ${result.residualMm.median.toFixed(2)} mm after ${plural(result.iterations, 'iteration', 'iterations')}.`,
      intent: 'success',
    })
  },
  'alignments.runTogether': ({ alignments, run, warnings }, job) => {
    if (isShown(job) && usePreferences.getState().step === 'align') {
      const { scanPair } = useSession.getState()
      const isSeen = alignments.some(({ sourceScanId }) => sourceScanId === scanPair?.sourceScanId)
      const [{ sourceScanId, targetScanId }] = alignments
      if (!isSeen) setSession({ scanPair: { sourceScanId, targetScanId } })
      setPreferences({ tab: 'scan', show: 'both', style: 'heat' })
    }
    void showNote({
      message: [
        `Aligned ${plural(run.scanIds.length, 'scan', 'scans')} together, ${run.adjustedRmsMm.toFixed(2)} mm apart.`,
        ...warnings.map(({ message }) => message),
      ].join(' '),
      intent: warnings.length > 0 ? 'warning' : 'success',
    })
  },
  'scans.add': ({ scan, warnings }) =>
    void showNote({
      message: [`Added ${scan.name}.`, ...warnings.map(({ message }) => message)].join(' '),
      intent: warnings.length > 0 ? 'warning' : 'success',
    }),
  'registrations.run': (result, job) => {
    if (!isShown(job)) return
    if (usePreferences.getState().step === 'register') setPreferences({ tab: 'scan', show: 'registration' })
    void showNote({
      message: [
        `Registered: median distance ${result.scanToMeshMm.median.toFixed(2)} mm.`,
        ...(result.texture ? [`Texture: ${textureInWords(result.texture)}.`] : []),
      ].join(' '),
      intent: 'success',
    })
  },
  'registrations.makeTexture': ({ texture }, job) => {
    if (!isShown(job) || !texture) return
    if (usePreferences.getState().step === 'register') {
      setPreferences({ tab: 'scan', show: 'registration', style: 'textured' })
    }
    void showNote({ message: `Texture: ${textureInWords(texture)}.`, intent: 'success' })
  },
  'registrations.texture': ({ subjects, skipped, notes, warnings }) => {
    const failed = skipped.filter(({ isFailure }) => isFailure)
    void showNote({
      message: [
        ...subjects.map(({ mesh }) => `Saved ${mesh} with its texture and mask.`),
        ...failed.map(({ subjectName, reason }) => `${subjectName}: ${reason}`),
        ...notes,
        ...warnings.map(({ message }) => message),
      ].join(' '),
      intent: failed.length + warnings.length > 0 ? 'warning' : 'success',
      timeoutMs: 15_000,
    })
  },
  'masks.propose': (result, job) => {
    if (isShown(job)) setPreferences({ photoShow: 'proposal' })
    void showNote({ message: `Proposed ${plural(result.proposed, 'mask', 'masks')}.`, intent: 'success' })
  },
  'maskProposals.draw': ({ imageId }) => {
    if (shownImage()?.id === imageId) setPreferences({ photoShow: 'proposal' })
  },
  'maskProposals.hinted': ({ proposed, warnings }, job) => {
    if (isShown(job) && proposed > 0) setPreferences({ photoShow: 'proposal' })
    void showNote({
      message: [`Proposed ${plural(proposed, 'mask', 'masks')}.`, ...warnings.map(({ message }) => message)].join(' '),
      intent: warnings.length > 0 ? 'warning' : 'success',
      timeoutMs: warnings.length > 0 ? 15_000 : undefined,
    })
  },
}

export const handleJobEnded = async (job: JobState): Promise<void> => {
  if (job.status === 'failed' && job.error) showError(fromErrorRecord(job.error))
  const outcome = outcomes[job.method as JobName] as ((result: unknown, job: JobState) => void) | undefined
  if (job.status !== 'done' || !outcome) return
  const { result } = await client.call('jobs.result', { jobId: job.id })
  outcome(result, job)
}

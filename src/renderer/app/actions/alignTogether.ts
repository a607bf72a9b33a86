import { CubeAdd, LayoutGroupBy } from '@blueprintjs/icons'
import { choiceOf, jointScanIds, scanPairOf } from '#core/editor/scanPairs.ts'
import { isActive, latestJob, startJob, useJobs } from '../state/jobs.ts'
import { usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import { openDialog, useSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasSubject } from './conditions.ts'

/** What a run of the chosen scans takes; null where they are fewer than three, or the step is another. */
const wantedRun = () => {
  const subject = selectedSubject()
  const { scanPair, leftOutScans } = useSession.getState()
  const pair = subject && scanPairOf(subject, scanPair)
  if (!subject || !pair || usePreferences.getState().step !== 'align') return null
  const { targetScanId: referenceScanId } = choiceOf(pair)
  const scanIds = [...jointScanIds(subject, referenceScanId, leftOutScans)]
  return scanIds.length < 3 ? null : { subjectId: subject.id, scanIds, referenceScanId }
}

const isRunning = (subjectId: string): boolean => {
  const job = latestJob(useJobs.getState().jobs, 'alignments.runTogether', subjectId)
  return job !== undefined && isActive(job)
}

export const alignTogether: Action = {
  id: 'align.together',
  title: 'Align the chosen scans together',
  group: 'Steps',
  scope: 'scan',
  keys: ['7'],
  icon: LayoutGroupBy,
  isEnabled: () => {
    const run = wantedRun()
    return run !== null && !isRunning(run.subjectId)
  },
  run: () => {
    const run = wantedRun()
    if (run) void startJob('alignments.runTogether', { ...run, options: usePreferences.getState().alignOptions })
  },
}

export const addScan: Action = {
  id: 'subject.add-scan',
  title: 'Add a scan to the subject…',
  group: 'Subject',
  scope: 'anywhere',
  keys: ['mod+alt+s'],
  icon: CubeAdd,
  isEnabled: hasSubject,
  run: () => openDialog('add-scan'),
}

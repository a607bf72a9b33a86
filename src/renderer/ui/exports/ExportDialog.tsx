/**
 * Writes the dataset.
 * The user wants: a folder that others can use as it is, and the certainty that nothing in it is broken.
 * Fewest actions: layout and folder are remembered; acknowledging the terms, one click; Verify beside the result.
 */
import { Dialog } from '@blueprintjs/core'
import { useState } from 'react'
import { isActive, latestJob, useJobs } from '../../app/state/jobs.ts'
import { useProject } from '../../app/state/selection.ts'
import { closeDialog } from '../../app/state/session.ts'
import { ExportForm } from './ExportForm.tsx'
import { ExportProgress } from './ExportProgress.tsx'
import { LicenceGate } from './LicenceGate.tsx'

export const ExportDialog = () => {
  const project = useProject()
  // An export that was running when the window was opened is shown again.
  const running = useJobs(({ jobs }) => {
    const job = latestJob(jobs, 'exports.run', null)
    return job && isActive(job) ? job.id : null
  })
  const [startedId, setStartedId] = useState<string | null>(null)
  const jobId = startedId ?? running
  if (!project) return null
  const body = () => {
    if (jobId) return <ExportProgress jobId={jobId} onAgain={() => setStartedId(null)} />
    if (!project.licenceAcknowledged) return <LicenceGate project={project} />
    return <ExportForm onStarted={setStartedId} />
  }
  return (
    <Dialog isOpen title="Export dataset" onClose={closeDialog} className="form-dialog export-dialog">
      {body()}
    </Dialog>
  )
}

import { everyDocument, refreshDocuments } from './documents/everyDocument.ts'
import { handleJobEnded } from './jobOutcomes.ts'
import { recordIteration } from './state/convergence.ts'
import { applyJob, onJobEnded, refreshJobs } from './state/jobs.ts'
import { setPreferences, usePreferences } from './state/preferences.ts'
import { refreshServerData } from './state/serverData.ts'
import { attempt, showError } from './state/toasts.ts'
import { client } from './transport/client.ts'
import { useConnection } from './transport/connection.ts'

/** Opens the project again that this window was working on, where the host was started anew without it. */
const reopenProject = async (): Promise<void> => {
  const { project } = await client.call('projects.current', {})
  if (project) {
    setPreferences({ projectPath: project.path })
    return
  }
  const { projectPath } = usePreferences.getState()
  if (projectPath === null) return
  try {
    await client.call('projects.open', { path: projectPath })
  } catch (error) {
    setPreferences({ projectPath: null })
    showError(error)
  }
}

/** After a start and after every lost connection: everything is asked anew, unsaved edits are written. */
const catchUp = async (): Promise<void> => {
  await reopenProject()
  refreshServerData()
  for (const documents of everyDocument) documents.retryFailed()
  refreshDocuments()
  await refreshJobs()
}

/** Ties the window to the host: events, reconnection, outcomes of jobs. Called once. */
export const boot = (): void => {
  client.subscribe((event) => {
    if (event.type === 'job.changed') {
      applyJob(event.job)
      recordIteration(event.job)
      return
    }
    refreshServerData(event.subjectIds)
    refreshDocuments()
  })
  onJobEnded((job) => void attempt(() => handleJobEnded(job)))
  useConnection.subscribe(({ state }) => {
    if (state === 'connected') void attempt(catchUp)
  })
  if (useConnection.getState().state === 'connected') void attempt(catchUp)
  window.addEventListener('beforeunload', (event) => {
    if (everyDocument.some((documents) => documents.hasUnsaved())) event.preventDefault()
  })
}

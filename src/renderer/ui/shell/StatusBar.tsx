import { Button, ProgressBar } from '@blueprintjs/core'
import { Cloud, Offline, TickCircle, WarningSign } from '@blueprintjs/icons'
import { useSyncExternalStore } from 'react'
import { everyDocument, subscribeDocuments } from '../../app/documents/everyDocument.ts'
import { isActive, useJobs } from '../../app/state/jobs.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSelectedSubjectId } from '../../app/state/selection.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { useConnection } from '../../app/transport/connection.ts'
import { formatBytes } from '../controls/formatBytes.ts'

type SaveState = 'saved' | 'saving' | 'failed'

const saveState = (): SaveState => {
  if (everyDocument.some((documents) => documents.failedIds().length > 0)) return 'failed'
  return everyDocument.some((documents) => documents.hasUnsaved()) ? 'saving' : 'saved'
}

const saveLooks = {
  saved: { icon: TickCircle, className: 'quiet', text: 'All changes are saved' },
  saving: { icon: Cloud, className: 'muted', text: 'Saving…' },
  failed: { icon: WarningSign, className: 'state-failed', text: 'A change is not saved' },
} as const

const SaveStatus = () => {
  const { icon: Icon, className, text } = saveLooks[useSyncExternalStore(subscribeDocuments, saveState)]
  return (
    <span className={`row row-tight ${className}`} role="status" aria-label="Saving">
      <Icon size={13} />
      {text}
    </span>
  )
}

const UploadStatus = () => {
  const upload = useSession((session) => session.upload)
  if (!upload) return null
  return (
    <span className="row upload-status" role="status" aria-label="Sending files">
      <span className="one-line">
        Sending {upload.name}: {formatBytes(upload.doneBytes)} of {formatBytes(upload.totalBytes)}
      </span>
      <ProgressBar
        value={upload.totalBytes > 0 ? upload.doneBytes / upload.totalBytes : 0}
        intent="primary"
        stripes={false}
        animate={false}
      />
    </span>
  )
}

const JobStatus = () => {
  const jobs = useJobs((state) => state.jobs)
  const running = jobs.filter(isActive)
  if (running.length === 0) return null
  const [first] = running
  return (
    <Button
      variant="minimal"
      size="small"
      className="status-jobs"
      aria-label="Show the running jobs"
      onClick={() => setSession({ jobsOpen: true })}
    >
      <span className="one-line">
        {running.length > 1 ? `${running.length} jobs` : first.title} · {Math.round(first.fraction * 100)} %
      </span>
    </Button>
  )
}

const hints = {
  scan: 'Drag turns · wheel zooms · right button moves',
  photos: 'Wheel zooms · middle button moves · [ and ] change the brush',
} as const

const Hint = () => {
  const { tab, step } = usePreferences()
  if (useSelectedSubjectId() === null) return null
  const places = tab === 'scan' && step === 'landmarks'
  return <span className="quiet one-line">{places ? `Click places the point · ${hints.scan}` : hints[tab]}</span>
}

/** What is saved, what runs, who works, and whether the host is there. */
export const StatusBar = () => {
  const connection = useConnection(({ state }) => state)
  const host = useServerData('host.info', {}).data
  const annotator = usePreferences((preferences) => preferences.annotator)
  return (
    <footer className="status-bar">
      <SaveStatus />
      <UploadStatus />
      <JobStatus />
      <span className="grow status-hint">
        <Hint />
      </span>
      {connection !== 'connected' && (
        <span className="row row-tight state-failed">
          <Offline size={13} /> Host not reached
        </span>
      )}
      <span className="quiet one-line" title="Annotator; change it in the project settings">
        {annotator ?? host?.userName}
      </span>
    </footer>
  )
}

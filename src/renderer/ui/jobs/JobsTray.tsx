/**
 * What the host is working on and what it has finished.
 * The user wants: to go on working while things run, and not to miss a failure.
 * Fewest actions: the status bar tells the count; one click (or J) opens the list; each job can be cancelled there.
 */
import { Button, Drawer } from '@blueprintjs/core'
import { Cross, Error as ErrorIcon, Pulse, Remove, TickCircle } from '@blueprintjs/icons'
import type { JobState } from '#core/contract/contract.ts'
import { isActive, useJobs } from '../../app/state/jobs.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSubjects } from '../../app/state/selection.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { EmptyState } from '../controls/EmptyState.tsx'
import { formatTime } from '../controls/formatTime.ts'
import { JobCard } from '../inspector/JobCard.tsx'

const looks = {
  queued: { icon: Pulse, className: 'quiet', text: 'waiting' },
  running: { icon: Pulse, className: 'state-running', text: 'running' },
  done: { icon: TickCircle, className: 'state-done', text: 'done' },
  failed: { icon: ErrorIcon, className: 'state-failed', text: 'failed' },
  cancelled: { icon: Remove, className: 'quiet', text: 'cancelled' },
} as const

const EndedJob = ({ job, subjectName }: { readonly job: JobState; readonly subjectName: string | undefined }) => {
  const { icon: Icon, className, text } = looks[job.status]
  return (
    <li className="ended-job row" aria-label={`${job.title}: ${text}`}>
      <Icon className={className} />
      <span className="grow model-text">
        <span className="one-line strong">{job.title}</span>
        <span className={job.status === 'failed' ? 'state-failed' : 'muted'}>
          {job.error?.message ?? (job.message || text)}
        </span>
        <span className="quiet">
          {subjectName ? `${subjectName} · ` : ''}
          {formatTime(job.startedAt)}
        </span>
      </span>
    </li>
  )
}

export const JobsTray = () => {
  const isOpen = useSession(({ jobsOpen }) => jobsOpen)
  const theme = usePreferences((preferences) => preferences.theme)
  const jobs = useJobs((state) => state.jobs)
  const subjects = useSubjects() ?? []
  const names = new Map(subjects.map(({ id, name }) => [id, name]))
  const close = (): void => setSession({ jobsOpen: false })
  const ended = jobs.filter((job) => !isActive(job))
  return (
    <Drawer
      isOpen={isOpen}
      onClose={close}
      position="right"
      size="calc(var(--unit) * 100)"
      hasBackdrop={false}
      enforceFocus={false}
      autoFocus={false}
      className={`jobs-tray${theme === 'dark' ? ' bp6-dark' : ''}`}
    >
      <section className="panel" aria-label="Jobs">
        <div className="bar">
          <h2 className="section-title grow">Jobs</h2>
          <Button variant="minimal" size="small" icon={<Cross />} aria-label="Close the jobs" onClick={close} />
        </div>
        {jobs.length === 0 ? (
          <EmptyState
            icon={<Pulse size={36} />}
            title="No jobs yet"
            description="Imports, alignments, proposals, registrations and exports run here while you go on."
          />
        ) : (
          <div className="scroll grow jobs-list column">
            {jobs.filter(isActive).map((job) => (
              <JobCard key={job.id} job={job} />
            ))}
            <ul className="plain-list">
              {ended.map((job) => (
                <EndedJob key={job.id} job={job} subjectName={names.get(job.subjectId ?? '')} />
              ))}
            </ul>
          </div>
        )}
      </section>
    </Drawer>
  )
}

import { Button, ProgressBar } from '@blueprintjs/core'
import type { JobState } from '#core/contract/contract.ts'
import { cancelJob, isActive, pauseJob } from '../../app/state/jobs.ts'
import { formatSeconds } from '../controls/formatTime.ts'
import { numberNames, numberText } from './numberNames.ts'

/** A running job: where it is, its numbers as they change, the time it still needs. */
export const JobCard = ({ job, canPause = false }: { readonly job: JobState; readonly canPause?: boolean }) => (
  <section className="job-card column" aria-label={job.title} aria-busy={isActive(job)}>
    <div className="row">
      <span className="strong grow one-line">{job.title}</span>
      {canPause && (
        <Button
          size="small"
          text={job.paused ? 'Go on' : 'Pause'}
          aria-label={`${job.paused ? 'Go on with' : 'Pause'}: ${job.title}`}
          disabled={job.status !== 'running'}
          onClick={() => void pauseJob(job.id, !job.paused)}
        />
      )}
      <Button size="small" text="Cancel" aria-label={`Cancel: ${job.title}`} onClick={() => void cancelJob(job.id)} />
    </div>
    <ProgressBar
      value={job.status === 'queued' ? undefined : job.fraction}
      intent="primary"
      stripes={false}
      animate={false}
      aria-label={`Progress of ${job.title}`}
    />
    <div className="row">
      <span className="grow muted one-line" role="status">
        {job.status === 'queued' ? 'Waiting for a free worker' : job.paused ? `Held: ${job.message}` : job.message}
      </span>
      <span className="quiet job-left">
        {Math.round(Math.min(1, job.fraction) * 100)} %
        {job.secondsLeft !== null && job.fraction < 1 ? ` · ${formatSeconds(job.secondsLeft)} left` : ''}
      </span>
    </div>
    {Object.keys(job.numbers).length > 0 && (
      <dl className="job-numbers">
        {Object.entries(job.numbers).map(([key, value]) => (
          <div key={key}>
            <dt>{numberNames[key] ?? key}</dt>
            <dd>{numberText(value)}</dd>
          </div>
        ))}
      </dl>
    )}
  </section>
)

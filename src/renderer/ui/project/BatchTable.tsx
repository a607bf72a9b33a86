import { Callout, HTMLTable } from '@blueprintjs/core'
import { useEffect, useState } from 'react'
import type { JobState, Output } from '#core/contract/contract.ts'
import { client } from '../../app/transport/client.ts'
import { formatSeconds } from '../controls/formatTime.ts'

type BatchResult = Output<'batch.run'>

const outcomes: Readonly<Record<BatchResult['items'][number]['outcome'], { text: string; className: string }>> = {
  done: { text: 'done', className: 'state-done' },
  'already-done': { text: 'was done', className: 'quiet' },
  'not-ready': { text: 'not ready', className: 'quiet' },
  failed: { text: 'failed', className: 'state-failed' },
}

const stepTitles = { align: 'Alignment', masks: 'Masks', register: 'Registration', texture: 'Texture' } as const

/** What came of a batch, subject by subject. */
export const BatchTable = ({ job }: { readonly job: JobState }) => {
  const [result, setResult] = useState<BatchResult | null>(null)
  useEffect(() => {
    let isWanted = true
    client.call('jobs.result', { jobId: job.id }).then(
      (answer) => isWanted && setResult(answer.result as BatchResult),
      () => isWanted && setResult(null),
    )
    return () => {
      isWanted = false
    }
  }, [job.id])
  if (job.status === 'failed' || job.status === 'cancelled') {
    return <Callout intent={job.status === 'failed' ? 'danger' : 'none'}>{job.error?.message ?? 'Cancelled.'}</Callout>
  }
  if (!result) return null
  return (
    <div className="table-box scroll">
      <HTMLTable compact aria-label="Outcome of the last run">
        <thead>
          <tr>
            <th>Subject</th>
            <th>Step</th>
            <th>Outcome</th>
            <th>Took</th>
            <th>Note</th>
          </tr>
        </thead>
        <tbody>
          {result.items.map(({ subjectId, subjectName, step, outcome, seconds, message }) => (
            <tr key={`${subjectId} ${step}`}>
              <td>{subjectName}</td>
              <td>{stepTitles[step]}</td>
              <td className={outcomes[outcome].className}>{outcomes[outcome].text}</td>
              <td>{outcome === 'done' || outcome === 'failed' ? formatSeconds(seconds) : ''}</td>
              <td className="muted">{message}</td>
            </tr>
          ))}
        </tbody>
      </HTMLTable>
    </div>
  )
}

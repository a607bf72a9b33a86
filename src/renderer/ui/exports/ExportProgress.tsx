import { Button, Callout, DialogBody, DialogFooter, Spinner } from '@blueprintjs/core'
import { useEffect, useState } from 'react'
import type { Output } from '#core/contract/contract.ts'
import { type ErrorRecord, toErrorRecord } from '#core/model/errors.ts'
import { isActive, useJobs } from '../../app/state/jobs.ts'
import { closeDialog } from '../../app/state/session.ts'
import { client } from '../../app/transport/client.ts'
import { Facts } from '../controls/Facts.tsx'
import { formatBytes } from '../controls/formatBytes.ts'
import { PathText } from '../controls/PathText.tsx'
import { WarningList } from '../controls/WarningList.tsx'
import { JobCard } from '../inspector/JobCard.tsx'
import { VerifyButton } from './VerifyButton.tsx'

type ExportResult = Output<'exports.run'>

/** The outcome of the job; both null while it runs. */
const useOutcome = (jobId: string): { result: ExportResult | null; failure: ErrorRecord | null } => {
  const [outcome, setOutcome] = useState<{ result: ExportResult | null; failure: ErrorRecord | null }>({
    result: null,
    failure: null,
  })
  useEffect(() => {
    let isWanted = true
    client.call('jobs.result', { jobId }).then(
      ({ result }) => isWanted && setOutcome({ result: result as ExportResult, failure: null }),
      (error) => isWanted && setOutcome({ result: null, failure: toErrorRecord(error) }),
    )
    return () => {
      isWanted = false
    }
  }, [jobId])
  return outcome
}

const ExportSummary = ({ result }: { readonly result: ExportResult }) => (
  <section className="column" aria-label="Export result">
    <Callout intent="success" title="The export is complete">
      <PathText path={result.out} />
    </Callout>
    <Facts
      facts={[
        { name: 'Files', value: result.files.toLocaleString(), isMain: true },
        { name: 'Size', value: formatBytes(result.sizeBytes) },
        { name: 'Checksum of the manifest', value: <code className="checksum">{result.manifestSha256}</code> },
      ]}
    />
    {result.skipped.length > 0 && (
      <Callout intent="warning" title="Left out">
        <ul className="plain-list">
          {result.skipped.map(({ subjectName, reason }) => (
            <li key={subjectName}>
              <span className="strong">{subjectName}</span>: {reason}
            </li>
          ))}
        </ul>
      </Callout>
    )}
    <WarningList warnings={result.warnings} />
    <VerifyButton path={result.out} intent="primary" />
  </section>
)

/** The export while it runs, and what came of it. */
export const ExportProgress = ({ jobId, onAgain }: { readonly jobId: string; readonly onAgain: () => void }) => {
  const job = useJobs(({ jobs }) => jobs.find(({ id }) => id === jobId))
  const { result, failure } = useOutcome(jobId)
  const isRunning = !result && !failure
  return (
    <>
      <DialogBody>
        {isRunning && (job && isActive(job) ? <JobCard job={job} /> : <Spinner size={28} />)}
        {failure && (
          <Callout intent={failure.code === 'job/cancelled' ? 'none' : 'danger'} title="The export did not finish">
            {failure.message}
          </Callout>
        )}
        {result && <ExportSummary result={result} />}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            {!isRunning && <Button text="Another export" onClick={onAgain} />}
            <Button intent={isRunning ? 'none' : 'primary'} text="Close" onClick={closeDialog} />
          </>
        }
      />
    </>
  )
}

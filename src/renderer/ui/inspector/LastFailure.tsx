import { Callout } from '@blueprintjs/core'
import type { JobState } from '#core/contract/contract.ts'

/** Why the last run of a step did not end well; nothing where it did. */
export const LastFailure = ({ job }: { readonly job: JobState | undefined }) => {
  if (job?.status === 'cancelled') {
    return (
      <Callout compact icon={false}>
        The last run was cancelled. Nothing was changed.
      </Callout>
    )
  }
  if (job?.status !== 'failed') return null
  return (
    <Callout intent="danger" title="The last run failed">
      {job.error?.message ?? 'No reason was given.'}
    </Callout>
  )
}

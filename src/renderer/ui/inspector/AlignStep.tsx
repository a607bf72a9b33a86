import { Button } from '@blueprintjs/core'
import { Intersection } from '@blueprintjs/icons'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { currentAlignment, scanOfRole } from '#core/editor/subjectSteps.ts'
import { startJob } from '../../app/state/jobs.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { AlignmentResult } from './AlignmentResult.tsx'
import { AlignOptions } from './AlignOptions.tsx'
import { JobCard } from './JobCard.tsx'
import { LastFailure } from './LastFailure.tsx'
import { useStepJob } from './useStepJob.ts'

/** Moves the coarse scan onto the fine one. */
export const AlignStep = ({ subject }: { readonly subject: SubjectDetail }) => {
  const options = usePreferences(({ alignOptions }) => alignOptions)
  const { running, last } = useStepJob('alignments.run', subject.id)
  const coarse = scanOfRole(subject, 'coarse')
  const fine = scanOfRole(subject, 'fine')
  const alignment = currentAlignment(subject)
  const isReady = subject.status.align !== 'missing-input' && coarse !== null && fine !== null
  const run = (): void => {
    if (!coarse || !fine) return
    void startJob('alignments.run', {
      subjectId: subject.id,
      sourceScanId: coarse.id,
      targetScanId: fine.id,
      options,
    })
  }
  return (
    <div className="column">
      <AlignOptions isDisabled={running !== null} />
      {running ? (
        <JobCard job={running} />
      ) : (
        <Button
          fill
          size="large"
          intent={alignment && subject.status.align === 'done' ? 'none' : 'primary'}
          icon={<Intersection />}
          text={alignment ? 'Align again' : 'Align'}
          disabled={!isReady}
          onClick={run}
        />
      )}
      {!running && <LastFailure job={last} />}
      {alignment && <AlignmentResult subject={subject} alignment={alignment} />}
    </div>
  )
}

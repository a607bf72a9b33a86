import { Button } from '@blueprintjs/core'
import { Intersection } from '@blueprintjs/icons'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { currentAlignment, scanOfRole } from '#core/editor/subjectSteps.ts'
import { redo } from '../../app/actions/undoRedo.ts'
import { useConvergence } from '../../app/state/convergence.ts'
import { startJob } from '../../app/state/jobs.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { ConvergencePlot } from '../align/ConvergencePlot.tsx'
import { TrustPanel } from '../align/TrustPanel.tsx'
import { ActionButton } from '../controls/ActionButton.tsx'
import { AlignmentResult } from './AlignmentResult.tsx'
import { AlignOptions } from './AlignOptions.tsx'
import { JobCard } from './JobCard.tsx'
import { LastFailure } from './LastFailure.tsx'
import { useStepJob } from './useStepJob.ts'

/** Moves the coarse scan onto the fine one. */
export const AlignStep = ({ subject }: { readonly subject: SubjectDetail }) => {
  const options = usePreferences(({ alignOptions }) => alignOptions)
  const { running, last } = useStepJob('alignments.run', subject.id)
  const { running: editing, last: lastEdit } = useStepJob('alignments.edit', subject.id)
  const points = useConvergence((all) => (running ? all[running.id] : undefined))
  const history = useServerData('alignments.history', { subjectId: subject.id }).data
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
        <>
          <JobCard job={running} canPause />
          {points && <ConvergencePlot points={points} stop={running.paused ? 'Held.' : ''} />}
        </>
      ) : (
        <Button
          fill
          size="large"
          intent={alignment && subject.status.align === 'done' ? 'none' : 'primary'}
          icon={<Intersection />}
          text={alignment ? 'Align again' : 'Align'}
          disabled={!isReady || editing !== null}
          onClick={run}
        />
      )}
      {!running && <LastFailure job={last} />}
      {editing ? <JobCard job={editing} /> : lastEdit?.status === 'failed' && <LastFailure job={lastEdit} />}
      <TrustPanel subject={subject} />
      {alignment && (
        <AlignmentResult subject={subject} alignment={alignment} isBusy={running !== null || editing !== null} />
      )}
      {!alignment && history?.canRedo && (
        <div className="row row-tight">
          <span className="grow muted">The alignment was undone.</span>
          <ActionButton action={redo} size="small" text="Redo" />
        </div>
      )}
    </div>
  )
}

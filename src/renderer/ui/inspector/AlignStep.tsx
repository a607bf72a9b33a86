import { Button } from '@blueprintjs/core'
import { Intersection } from '@blueprintjs/icons'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { alignmentOfPair, choiceOf, isDefaultPair } from '#core/editor/scanPairs.ts'
import { redo } from '../../app/actions/undoRedo.ts'
import { useConvergence } from '../../app/state/convergence.ts'
import { startJob } from '../../app/state/jobs.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useAlignmentLine, useScanPair } from '../../app/state/scanPair.ts'
import { ConvergencePlot } from '../align/ConvergencePlot.tsx'
import { PairPanel } from '../align/PairPanel.tsx'
import { ScanSetPanel } from '../align/ScanSetPanel.tsx'
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
  const { running: together } = useStepJob('alignments.runTogether', subject.id)
  const points = useConvergence((all) => (running ? all[running.id] : undefined))
  const pair = useScanPair(subject)
  const history = useAlignmentLine(subject, pair)
  const alignment = alignmentOfPair(subject, pair)
  const isFirstPair = pair !== null && isDefaultPair(subject, pair)
  const isReady = pair !== null && (!isFirstPair || subject.status.align !== 'missing-input')
  const run = (): void => {
    if (pair) void startJob('alignments.run', { subjectId: subject.id, ...choiceOf(pair), options })
  }
  return (
    <div className="column">
      {pair && <ScanSetPanel subject={subject} pair={pair} />}
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
          intent={alignment && (!isFirstPair || subject.status.align === 'done') ? 'none' : 'primary'}
          icon={<Intersection />}
          text={alignment ? 'Align again' : 'Align'}
          disabled={!isReady || editing !== null || together !== null}
          onClick={run}
        />
      )}
      {!running && <LastFailure job={last} />}
      {editing ? <JobCard job={editing} /> : lastEdit?.status === 'failed' && <LastFailure job={lastEdit} />}
      {pair && <PairPanel subject={subject} pair={pair} />}
      {pair && <TrustPanel subject={subject} pair={pair} />}
      {pair && alignment && (
        <AlignmentResult
          subject={subject}
          pair={pair}
          alignment={alignment}
          isBusy={running !== null || editing !== null || together !== null}
        />
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

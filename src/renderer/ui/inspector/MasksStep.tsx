import { Button, Slider } from '@blueprintjs/core'
import { Mugshot } from '@blueprintjs/icons'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { acceptAllProposals, acceptProposal } from '../../app/actions/acceptProposal.ts'
import { startJob } from '../../app/state/jobs.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Facts } from '../controls/Facts.tsx'
import { Picker } from '../controls/Picker.tsx'
import { AnnotatorPanel } from '../photos/AnnotatorPanel.tsx'
import { CheckPanel } from '../photos/CheckPanel.tsx'
import { CutPanel } from '../photos/CutPanel.tsx'
import { HintsPanel } from '../photos/HintsPanel.tsx'
import { MaskTools } from '../photos/MaskTools.tsx'
import { JobCard } from './JobCard.tsx'
import { LastFailure } from './LastFailure.tsx'
import { useStepJob } from './useStepJob.ts'

const refinements = [
  { value: 'none', text: 'The outline of the scan' },
  { value: 'grabcut', text: 'The outline, moved by the photo' },
] as const

/** Proposes masks for all photos and shows how far the painting is. */
export const MasksStep = ({ subject }: { readonly subject: SubjectDetail }) => {
  const maskOpacity = usePreferences((preferences) => preferences.maskOpacity)
  const maskRefine = usePreferences((preferences) => preferences.maskRefine)
  const { running, last } = useStepJob('masks.propose', subject.id)
  const hinted = useStepJob('maskProposals.hinted', subject.id)
  const proposed = subject.images.filter(({ proposalUrl }) => proposalUrl !== null).length
  const masked = subject.images.filter(({ maskUrl }) => maskUrl !== null).length
  const withCamera = subject.images.filter(({ worldMat }) => worldMat !== null).length
  return (
    <div className="column">
      {running ? (
        <JobCard job={running} />
      ) : (
        <Button
          fill
          size="large"
          intent={proposed > 0 ? 'none' : 'primary'}
          icon={<Mugshot />}
          text={proposed > 0 ? 'Propose again' : 'Propose masks'}
          disabled={withCamera === 0}
          onClick={() => void startJob('masks.propose', { subjectId: subject.id, refine: maskRefine })}
        />
      )}
      <Picker
        fill
        label="Start from"
        value={maskRefine}
        options={refinements}
        disabled={running !== null}
        onChange={(refine) => setPreferences({ maskRefine: refine })}
      />
      {!running && <LastFailure job={last} />}
      {hinted.running ? <JobCard job={hinted.running} /> : <LastFailure job={hinted.last} />}
      <Facts
        facts={[
          { name: 'Photos', value: subject.images.length },
          { name: 'With a camera', value: withCamera },
          { name: 'With a proposal', value: proposed },
          { name: 'With a mask', value: masked, isMain: true },
        ]}
      />
      <div className="column accept-buttons">
        <ActionButton action={acceptProposal} fill variant="solid" text="Accept this proposal" />
        <ActionButton action={acceptAllProposals} fill variant="solid" text="Accept all proposals" />
      </div>
      <div className="column mask-opacity">
        <span className="muted">Strength of the overlay</span>
        <Slider
          min={0.1}
          max={1}
          stepSize={0.05}
          labelRenderer={false}
          value={maskOpacity}
          handleHtmlProps={{ 'aria-label': 'Strength of the overlay' }}
          onChange={(value) => setPreferences({ maskOpacity: value })}
        />
      </div>
      <HintsPanel subjectId={subject.id} isBusy={running !== null || hinted.running !== null} />
      <CheckPanel subject={subject} />
      <AnnotatorPanel subjectId={subject.id} />
      <CutPanel subject={subject} />
      <MaskTools />
    </div>
  )
}

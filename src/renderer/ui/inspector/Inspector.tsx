/**
 * What can be done with the subject, step by step.
 * The user wants: to know what is next, to start it, to watch it, and to read in words whether the result is good.
 * Fewest actions: the steps stand in order with their state; each has one primary button; its view opens with it.
 */
import { Callout } from '@blueprintjs/core'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { subjectSteps } from '#core/editor/subjectSteps.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { schemeNamed, useListedSchemes } from '../../app/state/schemes.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { LandmarkPanel } from '../landmarks/LandmarkPanel.tsx'
import { AlignStep } from './AlignStep.tsx'
import { ExportStep } from './ExportStep.tsx'
import { MasksStep } from './MasksStep.tsx'
import { RegisterStep } from './RegisterStep.tsx'
import { Stepper } from './Stepper.tsx'
import { SubjectHeader } from './SubjectHeader.tsx'

const panels = {
  landmarks: LandmarkPanel,
  align: AlignStep,
  masks: MasksStep,
  register: RegisterStep,
  export: ExportStep,
} as const

export const Inspector = ({ subject }: { readonly subject: SubjectDetail }) => {
  const { step, scheme } = usePreferences()
  // Kept current for everything that places or counts points.
  useListedSchemes()
  const modelCount = useServerData('models.list', {}).data?.models.length ?? 0
  const steps = subjectSteps({ subject, schemePoints: schemeNamed(scheme).points.length, modelCount })
  const shown = steps.find(({ id }) => id === step) ?? steps[0]
  const Panel = panels[shown.id]
  return (
    <aside className="panel" aria-label="What can be done">
      <SubjectHeader subject={subject} />
      <Stepper steps={steps} shown={shown.id} />
      <div
        id={`step-panel-${shown.id}`}
        className="step-panel scroll grow"
        role="tabpanel"
        aria-labelledby={`step-tab-${shown.id}`}
      >
        <p className="step-sentence muted">{shown.sentence}</p>
        {shown.state === 'failed' && subject.notes.length > 0 && (
          <Callout intent="danger" compact icon={false} className="step-notes">
            {subject.notes.join(' ')}
          </Callout>
        )}
        <Panel subject={subject} />
      </div>
    </aside>
  )
}

import { Button, Callout } from '@blueprintjs/core'
import { Plus, PolygonFilter } from '@blueprintjs/icons'
import type { HeadModel, SubjectDetail } from '#core/contract/contract.ts'
import { currentRegistration, registrationScan } from '#core/editor/subjectSteps.ts'
import { projectSettings } from '../../app/actions/projectSettings.ts'
import { runAction } from '../../app/actions/useActions.ts'
import { startJob } from '../../app/state/jobs.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { Picker } from '../controls/Picker.tsx'
import { JobCard } from './JobCard.tsx'
import { LastFailure } from './LastFailure.tsx'
import { RegistrationResult } from './RegistrationResult.tsx'
import { useStepJob } from './useStepJob.ts'

const modelDetail = (model: HeadModel): string =>
  `${model.shapeComponents} shape and ${model.expressionComponents} expression components`

const ModelChoice = ({ models, model }: { readonly models: readonly HeadModel[]; readonly model: HeadModel }) => (
  <div className="option-grid">
    <span className="muted">Model</span>
    <div className="row row-tight">
      <div className="grow">
        <Picker
          fill
          size="small"
          label="Head model"
          value={model.id}
          options={models.map((each) => ({ value: each.id, text: each.name, detail: modelDetail(each) }))}
          onChange={(modelId) => setPreferences({ modelId })}
        />
      </div>
      <Button
        size="small"
        variant="minimal"
        icon={<Plus />}
        aria-label="Add a head model"
        onClick={() => runAction(projectSettings)}
      />
    </div>
  </div>
)

/** Fits the head model to the scan. */
export const RegisterStep = ({ subject }: { readonly subject: SubjectDetail }) => {
  const chosenId = usePreferences(({ modelId }) => modelId)
  const models = useServerData('models.list', {}).data?.models ?? []
  const { running, last } = useStepJob('registrations.run', subject.id)
  const model = models.find(({ id }) => id === chosenId) ?? models[0]
  const scan = registrationScan(subject)
  const registration = currentRegistration(subject)
  if (!model) {
    return (
      <Callout intent="primary" title="Add your head model">
        FLAME is licensed by its makers and does not come with Cameo. Choose your own file (.pkl or .npz) once; the
        project remembers it.
        <div className="callout-buttons">
          <Button intent="primary" size="small" text="Add a head model…" onClick={() => runAction(projectSettings)} />
        </div>
      </Callout>
    )
  }
  return (
    <div className="column">
      <ModelChoice models={models} model={model} />
      {running ? (
        <JobCard job={running} />
      ) : (
        <Button
          fill
          size="large"
          intent={registration && subject.status.register === 'done' ? 'none' : 'primary'}
          icon={<PolygonFilter />}
          text={registration ? 'Register again' : 'Register'}
          disabled={!scan || subject.status.register === 'missing-input'}
          onClick={() =>
            scan && void startJob('registrations.run', { subjectId: subject.id, scanId: scan.id, modelId: model.id })
          }
        />
      )}
      {!running && <LastFailure job={last} />}
      {registration && <RegistrationResult registration={registration} />}
    </div>
  )
}

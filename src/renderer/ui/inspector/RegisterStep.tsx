import { Button, Callout } from '@blueprintjs/core'
import { Plus, PolygonFilter } from '@blueprintjs/icons'
import type { HeadModel, Scan, SubjectDetail } from '#core/contract/contract.ts'
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
import { TextureChoice, useTextureWish } from './TextureChoice.tsx'
import { TextureResult } from './TextureResult.tsx'
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

/** Fits the head model to the scan, and makes its texture where one is wanted. */
const RegisterScan = (props: { readonly subject: SubjectDetail; readonly scan: Scan; readonly model: HeadModel }) => {
  const { subject, scan, model } = props
  const { running, last } = useStepJob('registrations.run', subject.id)
  const registration = currentRegistration(subject)
  const wish = useTextureWish(scan.id, model.id)
  return (
    <>
      {!running && <TextureChoice model={model} wish={wish} />}
      {running ? (
        <JobCard job={running} />
      ) : (
        <Button
          fill
          size="large"
          intent={registration && subject.status.register === 'done' ? 'none' : 'primary'}
          icon={<PolygonFilter />}
          text={registration ? 'Register again' : 'Register'}
          disabled={subject.status.register === 'missing-input'}
          onClick={() =>
            void startJob('registrations.run', {
              ...{ subjectId: subject.id, scanId: scan.id, modelId: model.id, texture: wish.wanted },
            })
          }
        />
      )}
      {!running && <LastFailure job={last} />}
      {registration && (
        <RegistrationResult registration={registration}>
          <TextureResult subject={subject} registration={registration} wish={wish} />
        </RegistrationResult>
      )}
    </>
  )
}

export const RegisterStep = ({ subject }: { readonly subject: SubjectDetail }) => {
  const chosenId = usePreferences(({ modelId }) => modelId)
  const models = useServerData('models.list', {}).data?.models ?? []
  const model = models.find(({ id }) => id === chosenId) ?? models[0]
  const scan = registrationScan(subject)
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
      {scan && <RegisterScan subject={subject} scan={scan} model={model} />}
    </div>
  )
}

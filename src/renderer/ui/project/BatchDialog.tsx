/**
 * Runs steps on many subjects.
 * The user wants: the computing for sixty subjects done over lunch, and to know afterwards which ones need a look.
 * Fewest actions: the steps that are due are ticked; one click; the table names what failed and why.
 */
import { Button, Checkbox, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core'
import { useState } from 'react'
import { batchObstacle } from '#core/editor/batchObstacle.ts'
import { isActive, latestJob, startJob, useJobs } from '../../app/state/jobs.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSubjects } from '../../app/state/selection.ts'
import { closeDialog } from '../../app/state/session.ts'
import { JobCard } from '../inspector/JobCard.tsx'
import { TexturePickers } from '../inspector/TexturePickers.tsx'
import { BatchTable } from './BatchTable.tsx'

const steps = [
  { step: 'align', title: 'Align the scans' },
  { step: 'masks', title: 'Propose masks' },
  { step: 'register', title: 'Register the head model' },
  { step: 'texture', title: 'Texture the registrations' },
] as const

type BatchStep = (typeof steps)[number]['step']

/** Subjects at a time: the host has few cores, and every job uses one. */
const workers = 2

export const BatchDialog = () => {
  const subjects = useSubjects() ?? []
  const job = useJobs(({ jobs }) => latestJob(jobs, 'batch.run', null))
  const { textureFrom, textureSizePx } = usePreferences()
  const note = (step: BatchStep): string =>
    step === 'texture'
      ? 'of those that are registered then'
      : `${subjects.filter(({ status }) => status[step] === 'ready').length} ready now`
  const [chosen, setChosen] = useState<ReadonlySet<BatchStep>>(new Set(['align', 'masks', 'register']))
  const wanted = steps.map(({ step }) => step).filter((step) => chosen.has(step))
  const toggle = (step: BatchStep): void => {
    const next = new Set(chosen)
    if (!next.delete(step)) next.add(step)
    setChosen(next)
  }
  const running = job && isActive(job)
  const obstacle = batchObstacle(subjects, wanted, textureFrom)
  const asked = textureFrom === 'none' ? {} : { texture: { from: textureFrom, sizePx: textureSizePx } }
  return (
    <Dialog isOpen title="Run steps on all subjects" onClose={closeDialog} className="form-dialog">
      <DialogBody>
        <div className="column">
          <p className="muted model-hint">
            Every subject that has what a step needs is worked on. Finished work is not done again; a subject that fails
            does not stop the others.
          </p>
          <div>
            {steps.map(({ step, title }) => (
              <Checkbox key={step} checked={chosen.has(step)} disabled={running} onChange={() => toggle(step)}>
                {title} <span className="quiet">· {note(step)}</span>
              </Checkbox>
            ))}
          </div>
          {chosen.has('texture') && (
            <div className="option-grid">
              <TexturePickers obstacles={null} />
            </div>
          )}
          {!running && obstacle !== null && (
            <p className="muted model-hint" role="status">
              {obstacle}
            </p>
          )}
          {running && <JobCard job={job} />}
          {job && !running && <BatchTable job={job} />}
        </div>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Close" onClick={closeDialog} />
            <Button
              intent="primary"
              text="Run"
              disabled={obstacle !== null || running}
              onClick={() => void startJob('batch.run', { ...asked, steps: wanted, subjectIds: null, workers })}
            />
          </>
        }
      />
    </Dialog>
  )
}

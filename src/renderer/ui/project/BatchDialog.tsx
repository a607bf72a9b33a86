/**
 * Runs steps on many subjects.
 * The user wants: the computing for sixty subjects done over lunch, and to know afterwards which ones need a look.
 * Fewest actions: the steps that are due are ticked; one click; the table names what failed and why.
 */
import { Button, Checkbox, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core'
import { useState } from 'react'
import { isActive, latestJob, startJob, useJobs } from '../../app/state/jobs.ts'
import { useSubjects } from '../../app/state/selection.ts'
import { closeDialog } from '../../app/state/session.ts'
import { JobCard } from '../inspector/JobCard.tsx'
import { BatchTable } from './BatchTable.tsx'

const batchSteps = [
  { step: 'align', title: 'Align the scans' },
  { step: 'masks', title: 'Propose masks' },
  { step: 'register', title: 'Register the head model' },
] as const

type BatchStep = (typeof batchSteps)[number]['step']

/** Subjects at a time: the host has few cores, and every job uses one. */
const workers = 2

export const BatchDialog = () => {
  const subjects = useSubjects() ?? []
  const job = useJobs(({ jobs }) => latestJob(jobs, 'batch.run', null))
  const ready = (step: BatchStep): number => subjects.filter(({ status }) => status[step] === 'ready').length
  const [chosen, setChosen] = useState<ReadonlySet<BatchStep>>(new Set(['align', 'masks', 'register']))
  const steps = batchSteps.map(({ step }) => step).filter((step) => chosen.has(step))
  const toggle = (step: BatchStep): void => {
    const next = new Set(chosen)
    if (!next.delete(step)) next.add(step)
    setChosen(next)
  }
  const running = job && isActive(job)
  return (
    <Dialog isOpen title="Run steps on all subjects" onClose={closeDialog} className="form-dialog">
      <DialogBody>
        <div className="column">
          <p className="muted model-hint">
            Every subject that has what a step needs is worked on. Finished work is not done again; a subject that fails
            does not stop the others.
          </p>
          <div>
            {batchSteps.map(({ step, title }) => (
              <Checkbox key={step} checked={chosen.has(step)} disabled={running} onChange={() => toggle(step)}>
                {title} <span className="quiet">· {ready(step)} ready now</span>
              </Checkbox>
            ))}
          </div>
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
              disabled={steps.length === 0 || running}
              onClick={() => void startJob('batch.run', { steps, subjectIds: null, workers })}
            />
          </>
        }
      />
    </Dialog>
  )
}

import type { SubjectSummary } from '#core/contract/contract.ts'
import type { JobResultRow, StepName } from '../catalogue/tables/jobResults.ts'
import type { OpenProject } from './openProject.ts'
import {
  type AlignOptionsInput,
  alignPlan,
  masksPlan,
  registerPlan,
  registrationScan,
  type StepPlan,
  scanOfRole,
} from './stepPlans.ts'

type StepState = SubjectSummary['status']['align']

interface StepStatus {
  readonly state: StepState
  /** What it waits for, or why it failed. */
  readonly note: string | null
}

/** Points that a scan should have before it counts as annotated. */
const fewestLandmarks = 3

const landmarkStatus = (project: OpenProject, subjectId: string): StepStatus => {
  // Further scans are aligned by their surfaces where nobody places points on them.
  const scans = (['coarse', 'fine'] as const).flatMap((role) => scanOfRole(project, subjectId, role) ?? [])
  if (scans.length === 0) return { state: 'missing-input', note: 'There is no scan to place landmarks on.' }
  const isDone = scans.every(({ id }) => project.tables.landmarks.placedCount(id) >= fewestLandmarks)
  return { state: isDone ? 'done' : 'ready', note: null }
}

const statusOf = (
  project: OpenProject,
  { step, subjectId, plan }: { step: StepName; subjectId: string; plan: StepPlan<unknown> },
  isDone: (key: string) => boolean,
): StepStatus => {
  if (project.isRunning(step, subjectId)) return { state: 'running', note: null }
  if (!plan.ready) return { state: 'missing-input', note: plan.reason }
  if (isDone(plan.key)) return { state: 'done', note: null }
  const result = project.tables.jobResults.get(plan.key)
  return result?.state === 'failed' ? { state: 'failed', note: result.reason } : { state: 'ready', note: null }
}

const currentAlignment = (project: OpenProject, subjectId: string) => {
  const source = scanOfRole(project, subjectId, 'coarse')
  const target = scanOfRole(project, subjectId, 'fine')
  return source && target ? project.tables.alignments.current(source.id, target.id) : undefined
}

const alignStatus = (project: OpenProject, subjectId: string): StepStatus => {
  const current = currentAlignment(project, subjectId)
  const plan = alignPlan(project, subjectId, current?.options as AlignOptionsInput | undefined)
  const status = statusOf(project, { step: 'align', subjectId, plan }, (key) => current?.resultKey === key)
  if (status.state !== 'ready' || !current) return status
  return { ...status, note: 'The scans, their units or landmarks have changed since they were aligned: align again.' }
}

const masksStatus = (project: OpenProject, subjectId: string): StepStatus => {
  const { images, masks, maskProposals } = project.tables
  const photos = images.bySubject(subjectId)
  const hasMask = ({ id }: { id: string }): boolean => masks.get(id).source !== 'none'
  if (photos.length > 0 && photos.every(hasMask)) return { state: 'done', note: null }
  const plan = masksPlan(project, subjectId)
  const isDone = (key: string): boolean =>
    plan.ready && plan.work.views.every(({ image }) => hasMask(image) || maskProposals.get(image.id)?.resultKey === key)
  return statusOf(project, { step: 'masks', subjectId, plan }, isDone)
}

const currentRegistration = (project: OpenProject, subjectId: string) => {
  const scan = registrationScan(project, subjectId)
  return scan && project.tables.registrations.current(scan.id)
}

const registerStatus = (project: OpenProject, subjectId: string): StepStatus => {
  const current = currentRegistration(project, subjectId)
  const plan = registerPlan(project, subjectId, current?.modelId)
  const status = statusOf(project, { step: 'register', subjectId, plan }, (key) => current?.resultKey === key)
  if (status.state !== 'ready' || !current) return status
  return { ...status, note: 'The scan, its unit or landmarks have changed since it was registered: register again.' }
}

/** Where each step of a subject stands, and the notes that go with it. */
export const subjectStatus = (project: OpenProject, subjectId: string): Pick<SubjectSummary, 'status' | 'notes'> => {
  const steps = {
    landmarks: landmarkStatus(project, subjectId),
    align: alignStatus(project, subjectId),
    masks: masksStatus(project, subjectId),
    register: registerStatus(project, subjectId),
  }
  return {
    status: {
      landmarks: steps.landmarks.state,
      align: steps.align.state,
      masks: steps.masks.state,
      register: steps.register.state,
    },
    notes: Object.values(steps).flatMap(({ note }) => note ?? []),
  }
}

const finished: {
  readonly [S in StepName]: (project: OpenProject, subjectId: string) => { status: StepStatus; key: string | null }
} = {
  align: (project, subjectId) => ({
    status: alignStatus(project, subjectId),
    key: currentAlignment(project, subjectId)?.resultKey ?? null,
  }),
  masks: (project, subjectId) => {
    const plan = masksPlan(project, subjectId)
    return { status: masksStatus(project, subjectId), key: plan.ready ? plan.key : null }
  },
  register: (project, subjectId) => ({
    status: registerStatus(project, subjectId),
    key: currentRegistration(project, subjectId)?.resultKey ?? null,
  }),
}

/** The numbers of a step whose result is still that of its inputs; null where there is something to do. */
export const finishedStep = (
  project: OpenProject,
  subjectId: string,
  step: StepName,
): Pick<JobResultRow, 'numbers' | 'seconds'> | null => {
  const { status, key } = finished[step](project, subjectId)
  if (status.state !== 'done') return null
  return (key !== null && project.tables.jobResults.get(key)) || { numbers: {}, seconds: 0 }
}

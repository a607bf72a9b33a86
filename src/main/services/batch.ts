import type { Alignment, Output, Registration, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { batchSteps } from '#core/contract/methods/work.ts'
import { textureInWords } from '#core/editor/textureInWords.ts'
import { badInput, CameoError, toErrorRecord } from '#core/model/errors.ts'
import { checkCancelled, type Progress, type RunContext } from '#core/model/run.ts'
import type { JobResultRow } from '../catalogue/tables/jobResults.ts'
import type { RegistrationRow } from '../catalogue/tables/registrations.ts'
import type { RegistrationTextureRow } from '../catalogue/tables/registrationTextures.ts'
import type { SubjectRow } from '../catalogue/tables/subjects.ts'
import { runAlignStep } from './alignments.ts'
import { explainError } from './explainError.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { masksRunKey, runMasksStep } from './proposeSubjectMasks.ts'
import { runRegisterStep } from './registrations.ts'
import { ensureTexture } from './registrationTextures.ts'
import { alignPlan, masksPlan, registerPlan, registrationScan, type StepPlan } from './stepPlans.ts'
import { finishedStep } from './subjectStatus.ts'
import { storedTexturePlan } from './texturePlans.ts'

type Item = Output<'batch.run'>['items'][number]

type StepName = Item['step']
type StepOptions = Pick<ServiceInput<'batch.run'>, 'refine' | 'texture'>

interface BatchStep {
  plan(project: OpenProject, subjectId: string, options: StepOptions): StepPlan<unknown>
  run(
    house: House,
    project: OpenProject,
    subjectId: string,
    context: RunContext,
    options: StepOptions,
    /** `note`: what a person must know although it was done. */
  ): Promise<{ numbers: Record<string, number>; seconds: number; note?: string }>
  /** The numbers of a result that is still that of its inputs; null where there is something to do. */
  finished(
    project: OpenProject,
    subjectId: string,
    options: StepOptions,
  ): Pick<JobResultRow, 'numbers' | 'seconds'> | null
}

/** A red certificate in words; nothing for the others. */
const warningOf = ({ certificate }: Pick<Alignment | Registration, 'certificate'>): string => {
  if (certificate?.verdict !== 'red') return ''
  const reasons = certificate.reasons.filter(({ verdict }) => verdict === 'red').map(({ message }) => message)
  return ['Certificate: RED.', ...reasons].join(' ')
}

/** Said of an alignment that nobody's landmarks began. */
const startOf = ({ steps: chain, warnings }: Alignment): string => {
  if (!chain.some(({ kind }) => kind === 'global')) return ''
  const unused = warnings.find(({ code }) => code.startsWith('align/landmarks-'))
  return unused?.message ?? 'There are no landmarks, so the start was found from the surfaces alone.'
}

/** Of the scan that a batch registers. */
const registrationOf = (project: OpenProject, subjectId: string): RegistrationRow | undefined => {
  const scan = registrationScan(project, subjectId)
  return scan && project.tables.registrations.current(scan.id)
}

const sharesOf = ({ measuredShare, filledShare }: RegistrationTextureRow['details']) => ({ measuredShare, filledShare })

const steps: { readonly [S in StepName]: BatchStep } = {
  align: {
    plan: (project, subjectId) => alignPlan(project, subjectId),
    run: async (house, project, subjectId, context) => {
      const result = await runAlignStep(house, project, alignPlan(project, subjectId), context)
      return { ...result, note: [warningOf(result.output), startOf(result.output)].filter(Boolean).join(' ') }
    },
    finished: (project, subjectId) => finishedStep(project, subjectId, 'align'),
  },
  masks: {
    plan: (project, subjectId) => masksPlan(project, subjectId),
    run: (house, project, subjectId, context, { refine }) => runMasksStep(house, project, subjectId, context, refine),
    finished: (project, subjectId, { refine }) => {
      const plan = masksPlan(project, subjectId)
      if (refine === 'none' || !plan.ready) return finishedStep(project, subjectId, 'masks')
      const result = project.tables.jobResults.get(masksRunKey(plan.key, refine))
      return result?.state === 'done' ? result : null
    },
  },
  register: {
    plan: (project, subjectId) => registerPlan(project, subjectId),
    run: async (house, project, subjectId, context) => {
      const result = await runRegisterStep(house, project, registerPlan(project, subjectId), context)
      return { ...result, note: warningOf(result.output) }
    },
    finished: (project, subjectId) => finishedStep(project, subjectId, 'register'),
  },
  texture: {
    plan: (project, subjectId, { texture }) => {
      const registration = registrationOf(project, subjectId)
      if (!registration) return { ready: false, reason: 'A texture needs a registration.' }
      return storedTexturePlan(project, registration, texture)
    },
    run: async (house, project, subjectId, context, { texture }) => {
      const registration = registrationOf(project, subjectId)
      if (!registration) throw badInput('not-ready', 'A texture needs a registration.')
      const made = await ensureTexture(house, project, { registration, wanted: texture }, context)
      const { details } = made.texture
      const { seconds, warnings } = details
      const sentences = [`${textureInWords(details)}.`, ...warnings.map(({ message }) => message), made.layoutNote]
      const note = sentences.filter((sentence) => sentence !== null).join(' ')
      return { numbers: sharesOf(details), seconds, note }
    },
    finished: (project, subjectId, { texture }) => {
      const registration = registrationOf(project, subjectId)
      const known = registration && project.tables.registrationTextures.current(registration.id)
      // A layout that is named has to be read before it can be compared.
      if (!known || texture.uv !== null) return null
      const plan = storedTexturePlan(project, registration, texture)
      if (!plan.ready || plan.key !== known.resultKey) return null
      return { numbers: sharesOf(known.details), seconds: known.details.seconds }
    },
  },
}

/** A defect of ours or a worker that died is tried once more; wrong input would only be wrong again. */
const deservesRetry = (error: unknown): boolean => error instanceof CameoError && error.code.startsWith('internal/')

const runItem = async (
  house: House,
  project: OpenProject,
  { id, name }: SubjectRow,
  step: StepName,
  context: RunContext,
  options: StepOptions,
): Promise<Item> => {
  const item = { subjectId: id, subjectName: name, step, seconds: 0, message: '', numbers: {} }
  const known = steps[step].finished(project, id, options)
  if (known) return { ...item, outcome: 'already-done', numbers: known.numbers, seconds: known.seconds }
  const plan = steps[step].plan(project, id, options)
  if (!plan.ready) return { ...item, outcome: 'not-ready', message: plan.reason }
  const attempt = () => steps[step].run(house, project, id, context, options)
  try {
    const {
      numbers,
      seconds,
      note = '',
    } = await attempt().catch((error: unknown) => {
      if (deservesRetry(error)) return attempt()
      throw error
    })
    return { ...item, outcome: 'done', seconds, numbers, message: note }
  } catch (error) {
    checkCancelled(context)
    return { ...item, outcome: 'failed', message: toErrorRecord(explainError(error)).message }
  }
}

const chosenSubjects = (project: OpenProject, subjectIds: readonly string[] | null): readonly SubjectRow[] =>
  subjectIds === null ? project.tables.subjects.list() : subjectIds.map((id) => project.subject(id))

export const batchServices = (house: House): Pick<Services, 'batch.run'> => ({
  'batch.run': async (input, context) => {
    const project = house.session.open
    const wanted = batchSteps.filter((step) => input.steps.includes(step))
    const subjects = chosenSubjects(project, input.subjectIds)
    const items: Item[][] = subjects.map(() => [])
    const waiting = [...subjects.keys()]
    const total = Math.max(1, subjects.length * wanted.length)
    const fractions = subjects.map(() => 0)
    // Nothing is done for them: counted, the time left of a batch that goes on would be guessed from their moment.
    let passed = 0
    const report = (subject: SubjectRow, step: StepName, progress: Progress): void => {
      const done = fractions.reduce((sum, part) => sum + part, 0)
      const fraction = passed < total ? (done - passed) / (total - passed) : 1
      context.report?.({ ...progress, fraction, message: `${subject.name}, ${step}: ${progress.message}` })
    }
    const work = async (): Promise<void> => {
      for (let i = waiting.shift(); i !== undefined; i = waiting.shift()) {
        const subject = subjects[i]
        for (const [done, step] of wanted.entries()) {
          checkCancelled(context)
          const inner = (progress: Progress): void => {
            fractions[i] = Math.max(fractions[i], done + progress.fraction)
            report(subject, step, progress)
          }
          const item = await runItem(house, project, subject, step, { signal: context.signal, report: inner }, input)
          items[i].push(item)
          if (item.outcome === 'already-done' || item.outcome === 'not-ready') {
            passed++
            fractions[i] = done + 1
          }
          inner({ fraction: 1, message: item.outcome.replace('-', ' ') })
        }
      }
    }
    const workers = await Promise.allSettled(Array.from({ length: Math.min(input.workers, subjects.length) }, work))
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
    const all = items.flat()
    return { items: all, failed: all.filter(({ outcome }) => outcome === 'failed').length }
  },
})

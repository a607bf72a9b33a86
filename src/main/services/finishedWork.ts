import { CameoError, toErrorRecord } from '#core/model/errors.ts'
import type { StepName } from '../catalogue/tables/jobResults.ts'
import { explainError } from './explainError.ts'
import type { OpenProject } from './openProject.ts'

export interface StepIdentity {
  readonly step: StepName
  readonly subjectId: string
  readonly key: string
}

/** What a step gives: an id of its result where it has one, and the numbers that tell how it went. */
export interface StepResult<Output> {
  readonly output: Output
  readonly resultId: string | null
  readonly numbers: Record<string, number>
}

/**
 * Runs a step and keeps in the catalogue that it was done, or why it failed; a cancelled step leaves no trace.
 * `store` is called inside the transaction that records the success.
 */
export const runStep = async <Computed, Output>(
  project: OpenProject,
  { step, subjectId, key }: StepIdentity,
  work: {
    compute(): Promise<Computed>
    store(computed: Computed, seconds: number): StepResult<Output>
  },
): Promise<StepResult<Output> & { readonly seconds: number }> =>
  project.whileRunning(step, subjectId, async () => {
    const startMs = performance.now()
    const secondsSoFar = (): number => (performance.now() - startMs) / 1000
    try {
      const computed = await work.compute()
      const seconds = secondsSoFar()
      return project.transaction(() => {
        const result = work.store(computed, seconds)
        const { resultId, numbers } = result
        project.tables.jobResults.put({ key, step, subjectId, state: 'done', resultId, reason: null, numbers, seconds })
        return { ...result, seconds }
      })
    } catch (error) {
      const failure = explainError(error)
      if (!(failure instanceof CameoError && failure.code === 'job/cancelled')) {
        const { code, message } = toErrorRecord(failure)
        const seconds = secondsSoFar()
        project.transaction(() => {
          project.tables.jobResults.put({
            key,
            step,
            subjectId,
            state: 'failed',
            resultId: null,
            reason: message,
            numbers: {},
            seconds,
          })
          project.record(`${step}.failed`, subjectId, { key, code, reason: message })
        })
      }
      throw failure
    }
  })

import { z } from 'zod'
import { CameoError, type ErrorRecord, toErrorRecord } from '../model/errors.ts'
import type { RunContext } from '../model/run.ts'
import { type Contract, contract, type JobName, type MethodName, type Output, type ServiceInput } from './contract.ts'
import type { AnyMethod } from './define.ts'

/** What travels back through a door. */
export type Answer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: ErrorRecord }

/** One function per method; a job also gets a context with a signal and a progress report. */
export type Services = {
  readonly [M in MethodName]: Contract[M]['kind'] extends 'job'
    ? (input: ServiceInput<M>, context: RunContext) => Promise<Output<M>>
    : (input: ServiceInput<M>) => Promise<Output<M>>
}

/** Takes a job's work, gives it an id and runs it (main/services/jobs.ts). */
export type StartJob = (
  method: JobName,
  input: unknown,
  work: (context: RunContext) => Promise<unknown>,
) => { readonly jobId: string }

/**
 * The one wrapper behind every door: unknown names (and those the host has no service for), bad input and thrown errors come back as `{code, message, detail}`.
 * Only the contract's own keys are callable.
 */
export const createDispatch =
  ({ services, startJob }: { services: Partial<Services>; startJob: StartJob }) =>
  async (methodName: string, input: unknown): Promise<Answer> => {
    try {
      if (!Object.hasOwn(contract, methodName) || !Object.hasOwn(services, methodName)) {
        throw new CameoError('usage/unknown-method', `There is no method "${methodName}".`)
      }
      const name = methodName as MethodName
      const method: AnyMethod = contract[name]
      const parsed = method.input.safeParse(input)
      if (!parsed.success) {
        throw new CameoError('usage/invalid-input', `${name}: ${z.prettifyError(parsed.error)}`, {
          issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
        })
      }
      const service = services[name] as (input: unknown, context?: RunContext) => Promise<unknown>
      if (method.kind === 'job') {
        return { ok: true, result: startJob(name as JobName, parsed.data, (context) => service(parsed.data, context)) }
      }
      return { ok: true, result: await service(parsed.data) }
    } catch (error) {
      return { ok: false, error: toErrorRecord(error) }
    }
  }

export type Dispatch = ReturnType<typeof createDispatch>

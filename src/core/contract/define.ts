import type { z } from 'zod'

/**
 * A method of the contract. `query` reads, `mutation` changes and answers when the change is durable, `job` is long:
 * it answers at once with a job id, reports through `job.changed` events and can be cancelled.
 */
export interface Method<K extends 'query' | 'mutation' | 'job', In extends z.ZodType, Out extends z.ZodType> {
  readonly kind: K
  readonly input: In
  /** What the service returns. For a job: the result that `jobs.result` and the finished event carry. */
  readonly output: Out
}

export const query = <In extends z.ZodType, Out extends z.ZodType>(
  input: In,
  output: Out,
): Method<'query', In, Out> => ({
  kind: 'query',
  input,
  output,
})

export const mutation = <In extends z.ZodType, Out extends z.ZodType>(
  input: In,
  output: Out,
): Method<'mutation', In, Out> => ({ kind: 'mutation', input, output })

export const job = <In extends z.ZodType, Out extends z.ZodType>(input: In, output: Out): Method<'job', In, Out> => ({
  kind: 'job',
  input,
  output,
})

export type AnyMethod = Method<'query' | 'mutation' | 'job', z.ZodType, z.ZodType>

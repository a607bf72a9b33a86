import type { Page } from '@playwright/test'
import type { CallInput, JobName, Output } from '#core/contract/contract.ts'
import { askHost } from './hostCalls.ts'

/** Starts a job over the window's own door and waits until it has ended. */
export const runJob = async <M extends JobName>(page: Page, method: M, input: CallInput<M>): Promise<Output<M>> => {
  const { jobId } = await page.evaluate(
    async ([name, body]): Promise<{ jobId: string }> => {
      const headers = { 'content-type': 'application/json' }
      const answer = await (await fetch(`call/${name}`, { method: 'POST', headers, body })).json()
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.result
    },
    [method, JSON.stringify(input)] as const,
  )
  return (await askHost(page, 'jobs.result', { jobId })).result as Output<M>
}

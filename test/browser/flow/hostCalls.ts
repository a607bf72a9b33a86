import type { Page } from '@playwright/test'
import type { CallInput, CallName, Output } from '#core/contract/contract.ts'
import type { Answer } from '#core/contract/dispatch.ts'

/** Asks the host what it has stored, over the window's own door: what is seen is compared with what is kept. */
export const askHost = async <M extends CallName>(page: Page, method: M, input: CallInput<M>): Promise<Output<M>> => {
  const answer = await page.evaluate(
    async ([name, body]): Promise<Answer> => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(`call/${name}`, { method: 'POST', headers, body })).json()
    },
    [method, JSON.stringify(input)] as const,
  )
  if (!answer.ok) throw new Error(`${method}: ${answer.error.message}`)
  return answer.result as Output<M>
}

/** The subject of this name with everything the host knows of it. */
export const subjectNamed = async (page: Page, name: string): Promise<Output<'subjects.get'>> => {
  const { subjects } = await askHost(page, 'subjects.list', {})
  const found = subjects.find((subject) => subject.name === name)
  if (!found) throw new Error(`there is no subject ${name}`)
  return askHost(page, 'subjects.get', { subjectId: found.id })
}

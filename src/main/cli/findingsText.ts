import type { z } from 'zod'
import type { checkFinding } from '#core/contract/schemas.ts'
import { listTable } from './tables.ts'

type Finding = z.output<typeof checkFinding>

/** What a check found, the worst first. */
export const findingsText = (findings: readonly Finding[], summary: string): string => {
  if (findings.length === 0) return summary
  const ranks = ['error', 'warning', 'note'] as const
  const table = listTable({
    columns: [
      { title: '', value: ({ severity }) => severity },
      { title: 'Where', value: ({ path }) => path ?? '' },
      { title: 'What', value: ({ message }) => message },
    ],
    rows: ranks.flatMap((rank) => findings.filter(({ severity }) => severity === rank)),
    empty: '',
  })
  return `${table}\n\n${summary}`
}

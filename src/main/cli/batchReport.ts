import type { Output } from '#core/contract/contract.ts'
import { exitCodes } from '#core/model/errors.ts'
import { secondsText } from './numbers.ts'
import type { Report } from './report.ts'
import { listTable } from './tables.ts'

/** One line per subject and step; the exit code tells of failed ones. */
export const batchReport = (result: Output<'batch.run'>): Report => ({
  json: result,
  text: () => {
    const table = listTable({
      columns: [
        { title: 'Subject', value: ({ subjectName }) => subjectName },
        { title: 'Step', value: ({ step }) => step },
        { title: 'Outcome', value: ({ outcome }) => outcome },
        { title: 'Time', value: ({ seconds }) => secondsText(seconds), align: 'right' },
        { title: '', value: ({ message }) => message },
      ],
      rows: result.items,
      empty: 'There was nothing to do: the project has no subjects, or none of those that were named.',
    })
    const red = result.items.filter(({ message }) => message.startsWith('Certificate: RED')).length
    const tail = [
      ...(red > 0 ? [`${red} with a red certificate: look at them before using them.`] : []),
      ...(result.failed > 0 ? [`${result.failed} failed.`] : []),
    ]
    return [table, ...tail].join('\n\n')
  },
  exitCode: result.failed === 0 ? exitCodes.done : exitCodes.failedItems,
})

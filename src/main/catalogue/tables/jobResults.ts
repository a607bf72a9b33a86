import type Database from 'better-sqlite3'
import { now } from './newId.ts'

export type StepName = 'align' | 'masks' | 'register'

export interface JobResultRow {
  /** Hash of the inputs' hashes, the parameters and the version. */
  readonly key: string
  readonly step: StepName
  readonly subjectId: string
  readonly state: 'done' | 'failed'
  /** Id of the alignment or registration. */
  readonly resultId: string | null
  /** Why it failed, in a sentence. */
  readonly reason: string | null
  readonly numbers: Record<string, number>
  readonly seconds: number
}

type Stored = Omit<JobResultRow, 'numbers'> & { readonly numbers: string }

const columns = 'key, step, subject_id AS subjectId, state, result_id AS resultId, reason, numbers, seconds'

/** What has been computed from which inputs, so that it is not computed again, and what failed and why. */
export const jobResultTable = (db: Database.Database) => {
  const select = db.prepare<[string], Stored>(`SELECT ${columns} FROM job_result WHERE key = ?`)
  const put = db.prepare<[Stored & { finishedAt: string }]>(
    `INSERT INTO job_result (key, step, subject_id, state, result_id, reason, numbers, seconds, attempts, finished_at)
     VALUES (@key, @step, @subjectId, @state, @resultId, @reason, @numbers, @seconds, 1, @finishedAt)
     ON CONFLICT (key) DO UPDATE SET state = excluded.state, result_id = excluded.result_id, reason = excluded.reason,
       numbers = excluded.numbers, seconds = excluded.seconds, attempts = attempts + 1,
       finished_at = excluded.finished_at`,
  )
  return {
    get: (key: string): JobResultRow | undefined => {
      const row = select.get(key)
      return row && { ...row, numbers: JSON.parse(row.numbers) as Record<string, number> }
    },
    put: (result: JobResultRow): void => {
      put.run({ ...result, numbers: JSON.stringify(result.numbers), finishedAt: now() })
    },
  }
}

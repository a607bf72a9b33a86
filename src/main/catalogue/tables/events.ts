import type Database from 'better-sqlite3'
import { now } from './newId.ts'

export interface EventRow {
  readonly id: number
  readonly time: string
  readonly actor: string
  readonly toolVersion: string
  /** `noun.verb-in-the-past`, like `landmarks.committed`. */
  readonly kind: string
  readonly subjectId: string | null
  /** Parameters, hashes of inputs, old and new values. */
  readonly data: Readonly<Record<string, unknown>>
}

type Stored = Omit<EventRow, 'data'> & { readonly data: string }

const columns = 'id, time, actor, tool_version AS toolVersion, kind, subject_id AS subjectId, data'

/** The provenance log. Triggers refuse every change and removal. */
export const eventTable = (db: Database.Database) => {
  const insert = db.prepare<[Omit<Stored, 'id'>]>(
    `INSERT INTO event (time, actor, tool_version, kind, subject_id, data)
     VALUES (@time, @actor, @toolVersion, @kind, @subjectId, @data)`,
  )
  const newest = db.prepare<[number], Stored>(`SELECT ${columns} FROM event ORDER BY id DESC LIMIT ?`)
  const newestOf = db.prepare<[string, number], Stored>(
    `SELECT ${columns} FROM event WHERE subject_id = ? ORDER BY id DESC LIMIT ?`,
  )
  return {
    add: (event: Omit<EventRow, 'id' | 'time'>): void => {
      insert.run({ ...event, data: JSON.stringify(event.data), time: now() })
    },
    /** Newest first. */
    list: (subjectId: string | null, limit: number): EventRow[] => {
      const rows = subjectId === null ? newest.all(limit) : newestOf.all(subjectId, limit)
      return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }))
    },
  }
}

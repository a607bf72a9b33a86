import type Database from 'better-sqlite3'
import { newId, now } from './newId.ts'

export interface ProjectRow {
  readonly id: string
  readonly name: string
  readonly licenceNote: string
  /** The text that was acknowledged. */
  readonly acknowledgedNote: string | null
  readonly createdAt: string
}

export interface ProjectCounts {
  readonly subjects: number
  readonly scans: number
  readonly images: number
  readonly masks: number
  readonly alignments: number
  readonly registrations: number
  readonly exports: number
}

export const projectTable = (db: Database.Database) => {
  const insert = db.prepare<[string, string, string, string]>(
    'INSERT INTO project (one, id, name, licence_note, created_at) VALUES (1, ?, ?, ?, ?)',
  )
  const select = db.prepare<[], ProjectRow>(
    `SELECT id, name, licence_note AS licenceNote, acknowledged_note AS acknowledgedNote, created_at AS createdAt
     FROM project WHERE one = 1`,
  )
  const counts = db.prepare<[], ProjectCounts>(
    `SELECT (SELECT count(*) FROM subject) AS subjects, (SELECT count(*) FROM scan) AS scans,
       (SELECT count(*) FROM image) AS images, (SELECT count(*) FROM mask WHERE source <> 'none') AS masks,
       (SELECT count(*) FROM alignment) AS alignments, (SELECT count(*) FROM registration) AS registrations,
       (SELECT count(*) FROM export) AS exports`,
  )
  const setLicence = db.prepare<[string, string | null]>(
    'UPDATE project SET licence_note = ?, acknowledged_note = ? WHERE one = 1',
  )
  return {
    insert: ({ name, licenceNote }: { name: string; licenceNote: string }): void => {
      insert.run(newId(), name, licenceNote, now())
    },
    get: (): ProjectRow => select.get()!,
    counts: (): ProjectCounts => counts.get()!,
    setLicence: (note: string, acknowledgedNote: string | null): void => {
      setLicence.run(note, acknowledgedNote)
    },
  }
}

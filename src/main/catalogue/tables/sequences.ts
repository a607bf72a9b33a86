import type Database from 'better-sqlite3'
import { newId } from './newId.ts'

export interface SequenceRow {
  readonly id: string
  readonly name: string
}

export const sequenceTable = (db: Database.Database) => {
  const insert = db.prepare<[string, string, string]>('INSERT INTO sequence (id, subject_id, name) VALUES (?, ?, ?)')
  const bySubject = db.prepare<[string], SequenceRow>(
    'SELECT id, name FROM sequence WHERE subject_id = ? ORDER BY rowid',
  )
  return {
    insert: (subjectId: string, name: string): string => {
      const id = newId()
      insert.run(id, subjectId, name)
      return id
    },
    bySubject: (subjectId: string): readonly SequenceRow[] => bySubject.all(subjectId),
  }
}

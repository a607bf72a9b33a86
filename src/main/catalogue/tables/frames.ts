import type Database from 'better-sqlite3'
import { newId } from './newId.ts'

export interface FrameRow {
  readonly id: string
  readonly index: number
  readonly expression: string | null
}

export const frameTable = (db: Database.Database) => {
  const insert = db.prepare<[string, string, number, string | null]>(
    'INSERT INTO frame (id, sequence_id, frame_index, expression) VALUES (?, ?, ?, ?)',
  )
  const bySequence = db.prepare<[string], FrameRow>(
    'SELECT id, frame_index AS "index", expression FROM frame WHERE sequence_id = ? ORDER BY frame_index',
  )
  return {
    insert: (sequenceId: string, index: number, expression: string | null): string => {
      const id = newId()
      insert.run(id, sequenceId, index, expression)
      return id
    },
    bySequence: (sequenceId: string): readonly FrameRow[] => bySequence.all(sequenceId),
  }
}

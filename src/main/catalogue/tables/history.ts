import type Database from 'better-sqlite3'
import { now } from './newId.ts'

export interface HistoryEdit {
  readonly kind: string
  /** Plain JSON data that leads back and forth, each with `delta` where that is not enough. */
  readonly before: unknown
  readonly after: unknown
  readonly delta: Uint8Array | null
}

export interface HistoryEntry extends HistoryEdit {
  /** Place on the document's line of edits, from 1. */
  readonly depth: number
}

interface Stored {
  readonly depth: number
  readonly kind: string
  readonly before: string
  readonly after: string
  readonly delta: Buffer | null
}

/**
 * Undo and redo without limit, one line of edits per document, surviving every restart. The position says how many
 * entries of the line are in force. An edit after an undo starts from the position; what it replaces is kept, marked as
 * left behind, and can no longer be reached by redo. `undo` and `redo` move the position; the caller applies the entry
 * in the same transaction.
 */
export const historyTable = (db: Database.Database) => {
  const entry = db.prepare<[string, number], Stored>(
    `SELECT depth, kind, before, after, delta FROM history
     WHERE document = ? AND depth = ? AND left_behind_at IS NULL`,
  )
  const position = db.prepare<[string], { depth: number }>('SELECT depth FROM history_position WHERE document = ?')
  const setPosition = db.prepare<[string, number]>(
    `INSERT INTO history_position (document, depth) VALUES (?, ?)
     ON CONFLICT (document) DO UPDATE SET depth = excluded.depth`,
  )
  const leaveBehind = db.prepare<[string, string, number]>(
    'UPDATE history SET left_behind_at = ? WHERE document = ? AND depth > ? AND left_behind_at IS NULL',
  )
  const newest = db.prepare<[string], { seq: number }>(
    'SELECT coalesce(max(seq), 0) AS seq FROM history WHERE document = ?',
  )
  const insert = db.prepare<[string, string, number, string, string, string, Uint8Array | null, string, string]>(
    `INSERT INTO history (document, seq, depth, kind, before, after, delta, actor, created_at)
     VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM history WHERE document = ?), ?, ?, ?, ?, ?, ?, ?)`,
  )
  const depthOf = (document: string): number => position.get(document)?.depth ?? 0
  const entryAt = (document: string, depth: number): HistoryEntry | null => {
    const row = entry.get(document, depth)
    return row ? { ...row, before: JSON.parse(row.before), after: JSON.parse(row.after) } : null
  }
  return {
    record: (document: string, edit: HistoryEdit, actor: string): void => {
      const depth = depthOf(document) + 1
      const time = now()
      leaveBehind.run(time, document, depth - 1)
      const [before, after] = [JSON.stringify(edit.before), JSON.stringify(edit.after)]
      insert.run(document, document, depth, edit.kind, before, after, edit.delta, actor, time)
      setPosition.run(document, depth)
    },
    /** The entry that undo would take back after `before` others, null at the start of the line. */
    undoable: (document: string, before = 0): HistoryEntry | null => entryAt(document, depthOf(document) - before),
    /** The entry that redo would bring again after `before` others, null at the end of the line. */
    redoable: (document: string, before = 0): HistoryEntry | null => entryAt(document, depthOf(document) + 1 + before),
    /** Another number after every edit, undo and redo. */
    revision: (document: string): number => (newest.get(document)?.seq ?? 0) * 10_000 + depthOf(document),
    /** What a document is of which there is no other record than its edits; undefined before the first. */
    inForce: (document: string): unknown => {
      const depth = depthOf(document)
      return entryAt(document, depth)?.after ?? entryAt(document, depth + 1)?.before
    },
    /** Says that the entries up to `depth` are in force. */
    moveTo: (document: string, depth: number): void => {
      setPosition.run(document, depth)
    },
  }
}

export type HistoryTable = ReturnType<typeof historyTable>

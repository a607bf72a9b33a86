import type Database from 'better-sqlite3'
import { newId } from './newId.ts'

export interface FileRow {
  readonly id: string
  /** Relative inside the project folder (forward slashes), else absolute. */
  readonly path: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly modifiedMs: number
}

const columns = 'id, path, sha256, size_bytes AS sizeBytes, modified_ms AS modifiedMs'

/** Source files: referenced and hashed, never changed. */
export const fileTable = (db: Database.Database) => {
  const insert = db.prepare<[string, string, string, number, number]>(
    'INSERT INTO file (id, path, sha256, size_bytes, modified_ms) VALUES (?, ?, ?, ?, ?)',
  )
  const byId = db.prepare<[string], FileRow>(`SELECT ${columns} FROM file WHERE id = ?`)
  const known = db.prepare<[string, string], FileRow>(`SELECT ${columns} FROM file WHERE path = ? AND sha256 = ?`)
  const list = db.prepare<[], FileRow>(`SELECT ${columns} FROM file ORDER BY path, id`)
  const move = db.prepare<[string, number, string]>('UPDATE file SET path = ?, modified_ms = ? WHERE id = ?')
  return {
    /** The row of this path and content, made where there is none. */
    ensure: (file: Omit<FileRow, 'id'>): string => {
      const found = known.get(file.path, file.sha256)
      if (found) return found.id
      const id = newId()
      insert.run(id, file.path, file.sha256, file.sizeBytes, file.modifiedMs)
      return id
    },
    get: (id: string): FileRow => byId.get(id)!,
    list: (): readonly FileRow[] => list.all(),
    known: (path: string, sha256: string): FileRow | undefined => known.get(path, sha256),
    /** The same content is now at another path, or was touched without a change. */
    move: (id: string, path: string, modifiedMs: number): void => {
      move.run(path, modifiedMs, id)
    },
  }
}

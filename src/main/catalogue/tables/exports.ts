import type Database from 'better-sqlite3'
import type { Warning } from '#core/model/mesh.ts'
import { newId, now } from './newId.ts'

export interface ExportRow {
  readonly id: string
  readonly layout: string
  readonly path: string
  readonly fileCount: number
  readonly createdAt: string
}

export interface NewExport {
  readonly layout: string
  readonly path: string
  readonly fileCount: number
  readonly sizeBytes: number
  readonly manifestSha256: string
  readonly subjectIds: readonly string[]
  readonly warnings: readonly Warning[]
}

export const exportTable = (db: Database.Database) => {
  const insert = db.prepare<[string, string, string, number, number, string, string, string, string]>(
    `INSERT INTO export (id, layout, path, file_count, size_bytes, manifest_sha256, subject_ids, warnings, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const list = db.prepare<[], ExportRow>(
    `SELECT id, layout, path, file_count AS fileCount, created_at AS createdAt FROM export ORDER BY rowid DESC`,
  )
  return {
    insert: ({ layout, path, fileCount, sizeBytes, manifestSha256, subjectIds, warnings }: NewExport): string => {
      const id = newId()
      const lists = [JSON.stringify(subjectIds), JSON.stringify(warnings)] as const
      insert.run(id, layout, path, fileCount, sizeBytes, manifestSha256, ...lists, now())
      return id
    },
    /** Newest first. */
    list: (): readonly ExportRow[] => list.all(),
  }
}

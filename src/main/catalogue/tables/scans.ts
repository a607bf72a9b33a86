import type Database from 'better-sqlite3'
import type { Warning } from '#core/model/mesh.ts'
import type { LengthUnit, UpAxis } from '#core/model/units.ts'
import { newId, now } from './newId.ts'

export type ScanRole = 'coarse' | 'fine' | 'registration'
export type UnitSource = 'stated' | 'guessed' | 'user'

export interface ScanRow {
  readonly id: string
  readonly subjectId: string
  readonly frameId: string
  readonly role: ScanRole
  readonly name: string
  readonly fileId: string
  readonly textureFileId: string | null
  readonly unit: LengthUnit | null
  readonly unitSource: UnitSource
  readonly up: UpAxis | null
  readonly vertexCount: number
  readonly triangleCount: number
  readonly hasColors: boolean
  readonly warnings: readonly Warning[]
}

type Stored = Omit<ScanRow, 'hasColors' | 'warnings'> & { readonly hasColors: number; readonly warnings: string }

const columns = `id, subject_id AS subjectId, frame_id AS frameId, role, name, file_id AS fileId,
  texture_file_id AS textureFileId, unit, unit_source AS unitSource, up, vertex_count AS vertexCount,
  triangle_count AS triangleCount, has_colors AS hasColors, warnings`

const parse = (row: Stored): ScanRow => ({
  ...row,
  hasColors: row.hasColors === 1,
  warnings: JSON.parse(row.warnings) as Warning[],
})

export const scanTable = (db: Database.Database) => {
  const insert = db.prepare<[Stored & { createdAt: string }]>(
    `INSERT INTO scan (id, subject_id, frame_id, role, name, file_id, texture_file_id, unit, unit_source, up,
       vertex_count, triangle_count, has_colors, warnings, created_at)
     VALUES (@id, @subjectId, @frameId, @role, @name, @fileId, @textureFileId, @unit, @unitSource, @up,
       @vertexCount, @triangleCount, @hasColors, @warnings, @createdAt)`,
  )
  const byId = db.prepare<[string], Stored>(`SELECT ${columns} FROM scan WHERE id = ?`)
  const bySubject = db.prepare<[string], Stored>(`SELECT ${columns} FROM scan WHERE subject_id = ? ORDER BY rowid`)
  const byFile = db.prepare<[string, string], Stored>(
    `SELECT ${columns} FROM scan WHERE file_id = ? OR texture_file_id = ?`,
  )
  const byContent = db.prepare<[string], Stored>(
    `SELECT ${columns} FROM scan WHERE file_id IN (SELECT id FROM file WHERE sha256 = ?) ORDER BY rowid`,
  )
  const setUnit = db.prepare<[string, string | null, string]>(
    "UPDATE scan SET unit = ?, unit_source = 'user', up = ? WHERE id = ?",
  )
  return {
    insert: (scan: Omit<ScanRow, 'id'>): string => {
      const id = newId()
      const { hasColors, warnings } = scan
      insert.run({ ...scan, id, hasColors: hasColors ? 1 : 0, warnings: JSON.stringify(warnings), createdAt: now() })
      return id
    },
    get: (id: string): ScanRow | undefined => {
      const row = byId.get(id)
      return row && parse(row)
    },
    bySubject: (subjectId: string): readonly ScanRow[] => bySubject.all(subjectId).map(parse),
    byFile: (fileId: string): readonly ScanRow[] => byFile.all(fileId, fileId).map(parse),
    byContent: (sha256: string): readonly ScanRow[] => byContent.all(sha256).map(parse),
    setUnit: (id: string, unit: LengthUnit, up: UpAxis | null): void => {
      setUnit.run(unit, up, id)
    },
  }
}

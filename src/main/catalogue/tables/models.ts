import type Database from 'better-sqlite3'
import { newId, now } from './newId.ts'

export interface ModelRow {
  readonly id: string
  readonly name: string
  readonly fileId: string
  readonly embeddingFileId: string | null
  readonly regionsFileId: string | null
  /** The user's file with the UV layout. */
  readonly uvFileId: string | null
  readonly version: string
  readonly vertexCount: number
  readonly faceCount: number
  readonly shapeCount: number
  readonly expressionCount: number
}

const columns = `id, name, file_id AS fileId, embedding_file_id AS embeddingFileId, regions_file_id AS regionsFileId,
  uv_file_id AS uvFileId, version, vertex_count AS vertexCount, face_count AS faceCount, shape_count AS shapeCount,
  expression_count AS expressionCount`

/** Head models the user has brought: referenced, never copied. */
export const modelTable = (db: Database.Database) => {
  const insert = db.prepare<[ModelRow & { createdAt: string }]>(
    `INSERT INTO model (id, name, file_id, embedding_file_id, regions_file_id, uv_file_id, version, vertex_count, face_count,
       shape_count, expression_count, created_at)
     VALUES (@id, @name, @fileId, @embeddingFileId, @regionsFileId, @uvFileId, @version, @vertexCount, @faceCount,
       @shapeCount, @expressionCount, @createdAt)`,
  )
  const byId = db.prepare<[string], ModelRow>(`SELECT ${columns} FROM model WHERE id = ?`)
  const setUv = db.prepare<[string | null, string]>('UPDATE model SET uv_file_id = ? WHERE id = ?')
  const list = db.prepare<[], ModelRow>(`SELECT ${columns} FROM model ORDER BY rowid DESC`)
  return {
    insert: (model: Omit<ModelRow, 'id'>): string => {
      const id = newId()
      insert.run({ ...model, id, createdAt: now() })
      return id
    },
    setUv: (id: string, uvFileId: string | null): void => {
      setUv.run(uvFileId, id)
    },
    get: (id: string): ModelRow | undefined => byId.get(id),
    /** Newest first. */
    list: (): readonly ModelRow[] => list.all(),
  }
}

import type Database from 'better-sqlite3'
import { newId, now } from './newId.ts'

export interface ImageRow {
  readonly id: string
  readonly subjectId: string
  readonly frameId: string
  readonly cameraId: string | null
  readonly name: string
  readonly fileId: string
  readonly widthPx: number
  readonly heightPx: number
}

const columns = `id, subject_id AS subjectId, frame_id AS frameId, camera_id AS cameraId, name, file_id AS fileId,
  width_px AS widthPx, height_px AS heightPx`

export const imageTable = (db: Database.Database) => {
  const insert = db.prepare<[ImageRow & { createdAt: string }]>(
    `INSERT INTO image (id, subject_id, frame_id, camera_id, name, file_id, width_px, height_px, created_at)
     VALUES (@id, @subjectId, @frameId, @cameraId, @name, @fileId, @widthPx, @heightPx, @createdAt)`,
  )
  const byId = db.prepare<[string], ImageRow>(`SELECT ${columns} FROM image WHERE id = ?`)
  const bySubject = db.prepare<[string], ImageRow>(
    `SELECT ${columns} FROM image WHERE subject_id = ? ORDER BY name, id`,
  )
  const byFile = db.prepare<[string], ImageRow>(`SELECT ${columns} FROM image WHERE file_id = ?`)
  return {
    insert: (image: Omit<ImageRow, 'id'>): string => {
      const id = newId()
      insert.run({ ...image, id, createdAt: now() })
      return id
    },
    get: (id: string): ImageRow | undefined => byId.get(id),
    /** By name. */
    bySubject: (subjectId: string): readonly ImageRow[] => bySubject.all(subjectId),
    byFile: (fileId: string): readonly ImageRow[] => byFile.all(fileId),
  }
}

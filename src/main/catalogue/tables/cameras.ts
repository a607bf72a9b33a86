import type Database from 'better-sqlite3'
import { type Mat4, toMat4 } from '#core/model/transform.ts'
import { newId } from './newId.ts'

export interface CameraRow {
  readonly id: string
  readonly subjectId: string
  /** The scan in whose frame and unit the matrices are. */
  readonly scanId: string
  readonly fileId: string
  readonly viewIndex: number
  readonly worldMat: Mat4
  readonly scaleMat: Mat4
}

type Stored = Omit<CameraRow, 'worldMat' | 'scaleMat'> & { readonly worldMat: string; readonly scaleMat: string }

const columns = `id, subject_id AS subjectId, scan_id AS scanId, file_id AS fileId, view_index AS viewIndex,
  world_mat AS worldMat, scale_mat AS scaleMat`

const parse = (row: Stored): CameraRow => ({
  ...row,
  worldMat: toMat4(JSON.parse(row.worldMat) as number[]),
  scaleMat: toMat4(JSON.parse(row.scaleMat) as number[]),
})

/** Cameras as they came; an alignment never changes them, whoever needs them elsewhere carries them. */
export const cameraTable = (db: Database.Database) => {
  const insert = db.prepare<[Stored]>(
    `INSERT INTO camera (id, subject_id, scan_id, file_id, view_index, world_mat, scale_mat)
     VALUES (@id, @subjectId, @scanId, @fileId, @viewIndex, @worldMat, @scaleMat)`,
  )
  const byId = db.prepare<[string], Stored>(`SELECT ${columns} FROM camera WHERE id = ?`)
  const byView = db.prepare<[string, number], Stored>(
    `SELECT ${columns} FROM camera WHERE scan_id = ? AND view_index = ?`,
  )
  return {
    insert: (camera: Omit<CameraRow, 'id'>): string => {
      const id = newId()
      const { worldMat, scaleMat } = camera
      insert.run({ ...camera, id, worldMat: JSON.stringify(worldMat), scaleMat: JSON.stringify(scaleMat) })
      return id
    },
    get: (id: string): CameraRow | undefined => {
      const row = byId.get(id)
      return row && parse(row)
    },
    byView: (scanId: string, viewIndex: number): CameraRow | undefined => {
      const row = byView.get(scanId, viewIndex)
      return row && parse(row)
    },
  }
}

import type Database from 'better-sqlite3'
import type { LensDistortion } from '#core/model/camera.ts'
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
  /** Null: a pinhole camera. */
  readonly distortion: LensDistortion | null
}

type Stored = Omit<CameraRow, 'worldMat' | 'scaleMat' | 'distortion'> & {
  readonly worldMat: string
  readonly scaleMat: string
  readonly distortion: string | null
}

const columns = `id, subject_id AS subjectId, scan_id AS scanId, file_id AS fileId, view_index AS viewIndex,
  world_mat AS worldMat, scale_mat AS scaleMat, distortion`

const parse = (row: Stored): CameraRow => ({
  ...row,
  worldMat: toMat4(JSON.parse(row.worldMat) as number[]),
  scaleMat: toMat4(JSON.parse(row.scaleMat) as number[]),
  distortion: row.distortion === null ? null : (JSON.parse(row.distortion) as unknown as LensDistortion),
})

/** Cameras as they came; an alignment never changes them, whoever needs them elsewhere carries them. */
export const cameraTable = (db: Database.Database) => {
  const insert = db.prepare<[Stored]>(
    `INSERT INTO camera (id, subject_id, scan_id, file_id, view_index, world_mat, scale_mat, distortion)
     VALUES (@id, @subjectId, @scanId, @fileId, @viewIndex, @worldMat, @scaleMat, @distortion)`,
  )
  const byId = db.prepare<[string], Stored>(`SELECT ${columns} FROM camera WHERE id = ?`)
  const byView = db.prepare<[string, number], Stored>(
    `SELECT ${columns} FROM camera WHERE scan_id = ? AND view_index = ?`,
  )
  return {
    insert: (camera: Omit<CameraRow, 'id'>): string => {
      const id = newId()
      const [worldMat, scaleMat] = [JSON.stringify(camera.worldMat), JSON.stringify(camera.scaleMat)]
      const distortion = camera.distortion && JSON.stringify(camera.distortion)
      insert.run({ ...camera, id, worldMat, scaleMat, distortion })
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

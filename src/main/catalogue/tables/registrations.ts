import type Database from 'better-sqlite3'
import type { Warning } from '#core/model/mesh.ts'
import { type Mat4, toMat4 } from '#core/model/transform.ts'
import { newId, now } from './newId.ts'

export interface ScanToMeshMm {
  readonly median: number
  readonly mean: number
  readonly p90: number
  /** 0..1 */
  readonly within1mm: number
}

export interface RegistrationRow {
  readonly id: string
  readonly subjectId: string
  readonly scanId: string
  readonly modelId: string
  /** The registration of the same scan that this one followed. */
  readonly parentId: string | null
  readonly resultKey: string
  readonly meshArtefact: string
  readonly parametersArtefact: string
  readonly residualArtefact: string
  readonly metresFromScan: Mat4
  readonly scanToMeshMm: ScanToMeshMm
  readonly landmarkRmsMm: number
  readonly flippedFaces: number
  readonly landmarksUsed: readonly string[]
  readonly landmarksUnused: readonly string[]
  readonly stop: string
  readonly seconds: number
  readonly modelSha256: string
  readonly warnings: readonly Warning[]
  readonly createdAt: string
}

const jsonKeys = ['metresFromScan', 'scanToMeshMm', 'landmarksUsed', 'landmarksUnused', 'warnings'] as const
type JsonKey = (typeof jsonKeys)[number]
type Stored = Omit<RegistrationRow, JsonKey> & { readonly [K in JsonKey]: string }

const columns = `id, subject_id AS subjectId, scan_id AS scanId, model_id AS modelId, parent_id AS parentId,
  result_key AS resultKey, mesh_artefact AS meshArtefact, parameters_artefact AS parametersArtefact,
  residual_artefact AS residualArtefact, metres_from_scan AS metresFromScan, scan_to_mesh_mm AS scanToMeshMm,
  landmark_rms_mm AS landmarkRmsMm, flipped_faces AS flippedFaces, landmarks_used AS landmarksUsed,
  landmarks_unused AS landmarksUnused, stop, seconds, model_sha256 AS modelSha256, warnings, created_at AS createdAt`

const parse = (row: Stored): RegistrationRow => ({
  ...row,
  metresFromScan: toMat4(JSON.parse(row.metresFromScan) as number[]),
  scanToMeshMm: JSON.parse(row.scanToMeshMm) as ScanToMeshMm,
  landmarksUsed: JSON.parse(row.landmarksUsed) as string[],
  landmarksUnused: JSON.parse(row.landmarksUnused) as string[],
  warnings: JSON.parse(row.warnings) as Warning[],
})

/** The newest registration of a scan is the current one; older ones stay. */
export const registrationTable = (db: Database.Database) => {
  const insert = db.prepare<[Stored]>(
    `INSERT INTO registration (id, subject_id, scan_id, model_id, parent_id, result_key, mesh_artefact,
       parameters_artefact, residual_artefact, metres_from_scan, scan_to_mesh_mm, landmark_rms_mm, flipped_faces,
       landmarks_used, landmarks_unused, stop, seconds, model_sha256, warnings, created_at)
     VALUES (@id, @subjectId, @scanId, @modelId, @parentId, @resultKey, @meshArtefact, @parametersArtefact,
       @residualArtefact, @metresFromScan, @scanToMeshMm, @landmarkRmsMm, @flippedFaces, @landmarksUsed,
       @landmarksUnused, @stop, @seconds, @modelSha256, @warnings, @createdAt)`,
  )
  const byId = db.prepare<[string], Stored>(`SELECT ${columns} FROM registration WHERE id = ?`)
  const bySubject = db.prepare<[string], Stored>(
    `SELECT ${columns} FROM registration WHERE subject_id = ? ORDER BY rowid DESC`,
  )
  const current = db.prepare<[string], Stored>(
    `SELECT ${columns} FROM registration WHERE scan_id = ? ORDER BY rowid DESC LIMIT 1`,
  )
  const artefacts = db.prepare<[], { artefact: string }>(
    `SELECT mesh_artefact AS artefact FROM registration UNION SELECT parameters_artefact FROM registration
     UNION SELECT residual_artefact FROM registration`,
  )
  const get = (statement: Database.Statement<string[], Stored>, key: string): RegistrationRow | undefined => {
    const row = statement.get(key)
    return row && parse(row)
  }
  return {
    insert: (registration: Omit<RegistrationRow, 'id' | 'createdAt'>): string => {
      const id = newId()
      const json = Object.fromEntries(jsonKeys.map((key) => [key, JSON.stringify(registration[key])]))
      insert.run({ ...registration, ...(json as Record<JsonKey, string>), id, createdAt: now() })
      return id
    },
    get: (id: string): RegistrationRow | undefined => get(byId, id),
    /** Newest first. */
    bySubject: (subjectId: string): readonly RegistrationRow[] => bySubject.all(subjectId).map(parse),
    current: (scanId: string): RegistrationRow | undefined => get(current, scanId),
    artefacts: (): readonly string[] => artefacts.all().map(({ artefact }) => artefact),
  }
}

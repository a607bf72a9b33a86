import type Database from 'better-sqlite3'
import type { Warning } from '#core/model/mesh.ts'
import type { TextureOrigin, TextureSource } from '#core/model/texture.ts'
import { newId, now } from './newId.ts'

interface TextureDetails {
  /** What the colours came from. */
  readonly source: TextureSource
  /** Parts (0..1) of the layout; they add up to 1. */
  readonly measuredShare: number
  readonly filledShare: number
  readonly photos: readonly { readonly fileName: string; readonly share: number }[]
  readonly seconds: number
  readonly modelSha256: string
  readonly warnings: readonly Warning[]
}

export interface RegistrationTextureRow {
  readonly id: string
  readonly registrationId: string
  readonly resultKey: string
  readonly from: TextureOrigin
  readonly sizePx: number
  readonly uvFileId: string | null
  readonly pictureArtefact: string
  readonly maskArtefact: string
  /** OBJ with UVs, metres, in the scan's frame. */
  readonly meshArtefact: string
  readonly details: TextureDetails
  readonly createdAt: string
}

type Stored = Omit<RegistrationTextureRow, 'details'> & { readonly details: string }

const columns = `id, registration_id AS registrationId, result_key AS resultKey, taken_from AS "from", size_px AS sizePx,
  uv_file_id AS uvFileId, picture_artefact AS pictureArtefact, mask_artefact AS maskArtefact,
  mesh_artefact AS meshArtefact, details, created_at AS createdAt`

/** Only ever added; the newest texture of a registration is the one that is shown. */
export const registrationTextureTable = (db: Database.Database) => {
  const insert = db.prepare<[Stored]>(
    `INSERT INTO registration_texture (id, registration_id, result_key, taken_from, size_px, uv_file_id,
       picture_artefact, mask_artefact, mesh_artefact, details, created_at)
     VALUES (@id, @registrationId, @resultKey, @from, @sizePx, @uvFileId, @pictureArtefact, @maskArtefact,
       @meshArtefact, @details, @createdAt)`,
  )
  const newest = (condition: string) =>
    db.prepare<[string], Stored>(
      `SELECT ${columns} FROM registration_texture WHERE ${condition} = ? ORDER BY rowid DESC LIMIT 1`,
    )
  const byRegistration = newest('registration_id')
  const byKey = newest('result_key')
  const artefacts = db.prepare<[], { artefact: string }>(
    `SELECT picture_artefact AS artefact FROM registration_texture UNION SELECT mask_artefact FROM registration_texture
     UNION SELECT mesh_artefact FROM registration_texture`,
  )
  const get = (statement: Database.Statement<string[], Stored>, key: string): RegistrationTextureRow | undefined => {
    const row = statement.get(key)
    return row && { ...row, details: JSON.parse(row.details) as TextureDetails }
  }
  return {
    insert: (texture: Omit<RegistrationTextureRow, 'id' | 'createdAt'>): RegistrationTextureRow => {
      const row = { ...texture, id: newId(), createdAt: now() }
      insert.run({ ...row, details: JSON.stringify(row.details) })
      return row
    },
    current: (registrationId: string): RegistrationTextureRow | undefined => get(byRegistration, registrationId),
    /** Made from the same inputs, for whichever registration. */
    made: (resultKey: string): RegistrationTextureRow | undefined => get(byKey, resultKey),
    artefacts: (): readonly string[] => artefacts.all().map(({ artefact }) => artefact),
  }
}

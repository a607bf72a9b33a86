import type Database from 'better-sqlite3'
import { now } from './newId.ts'

export interface MaskProposalRow {
  readonly imageId: string
  readonly artefact: string
  /** The scan whose outline it is. */
  readonly scanId: string
  readonly alignmentId: string | null
  readonly resultKey: string
}

export const maskProposalTable = (db: Database.Database) => {
  const select = db.prepare<[string], MaskProposalRow>(
    `SELECT image_id AS imageId, artefact, scan_id AS scanId, alignment_id AS alignmentId, result_key AS resultKey
     FROM mask_proposal WHERE image_id = ?`,
  )
  const put = db.prepare<[MaskProposalRow & { createdAt: string }]>(
    `INSERT INTO mask_proposal (image_id, artefact, scan_id, alignment_id, result_key, created_at)
     VALUES (@imageId, @artefact, @scanId, @alignmentId, @resultKey, @createdAt)
     ON CONFLICT (image_id) DO UPDATE SET artefact = excluded.artefact, scan_id = excluded.scan_id,
       alignment_id = excluded.alignment_id, result_key = excluded.result_key, created_at = excluded.created_at`,
  )
  const artefacts = db.prepare<[], { artefact: string }>('SELECT artefact FROM mask_proposal')
  return {
    get: (imageId: string): MaskProposalRow | undefined => select.get(imageId),
    put: (row: MaskProposalRow): void => {
      put.run({ ...row, createdAt: now() })
    },
    artefacts: (): readonly string[] => artefacts.all().map(({ artefact }) => artefact),
  }
}

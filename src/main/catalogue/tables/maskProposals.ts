import type Database from 'better-sqlite3'
import type { ProposalKind } from '#core/model/maskCheck.ts'
import { now } from './newId.ts'

export interface MaskProposalRow {
  readonly imageId: string
  readonly artefact: string
  readonly kind: ProposalKind
  /** The scan whose outline it is or began as. */
  readonly scanId: string | null
  readonly alignmentId: string | null
  /** Of the outline's inputs; empty for what was drawn by hand. */
  readonly resultKey: string
  readonly createdAt: string
}

export const maskProposalTable = (db: Database.Database) => {
  const select = db.prepare<[string], MaskProposalRow>(
    `SELECT image_id AS imageId, artefact, kind, scan_id AS scanId, alignment_id AS alignmentId,
       result_key AS resultKey, created_at AS createdAt
     FROM mask_proposal WHERE image_id = ?`,
  )
  const put = db.prepare<[MaskProposalRow]>(
    `INSERT INTO mask_proposal (image_id, artefact, kind, scan_id, alignment_id, result_key, created_at)
     VALUES (@imageId, @artefact, @kind, @scanId, @alignmentId, @resultKey, @createdAt)
     ON CONFLICT (image_id) DO UPDATE SET artefact = excluded.artefact, kind = excluded.kind,
       scan_id = excluded.scan_id, alignment_id = excluded.alignment_id, result_key = excluded.result_key,
       created_at = excluded.created_at`,
  )
  const remove = db.prepare<[string]>('DELETE FROM mask_proposal WHERE image_id = ?')
  const artefacts = db.prepare<[], { artefact: string }>('SELECT artefact FROM mask_proposal')
  return {
    get: (imageId: string): MaskProposalRow | undefined => select.get(imageId),
    put: (row: Omit<MaskProposalRow, 'createdAt'>): void => {
      put.run({ ...row, createdAt: now() })
    },
    /** Whether there was one. */
    remove: (imageId: string): boolean => remove.run(imageId).changes > 0,
    artefacts: (): readonly string[] => artefacts.all().map(({ artefact }) => artefact),
  }
}

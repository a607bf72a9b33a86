import type Database from 'better-sqlite3'
import type { AlignIteration, ResidualArea, Verdict, VerdictReason } from '#core/model/alignment.ts'
import type { Mat4 } from '#core/model/transform.ts'

/** Several scans that were aligned in one run: every pair by itself, then all places at once. */
export interface JointRun {
  readonly runId: string
  readonly referenceScanId: string
  readonly scanIds: readonly string[]
  readonly pairs: readonly {
    readonly sourceScanId: string
    readonly targetScanId: string
    readonly verdict: Verdict
    readonly reasons: readonly VerdictReason[]
    readonly overlap: number
    /** Between where the pair alone and all together place the source; null where it has no place. */
    readonly disagreementMm: number | null
  }[]
  readonly chainedRmsMm: number
  readonly adjustedRmsMm: number
}

export interface AlignmentDetail {
  readonly iterations: readonly AlignIteration[]
  /** Lengths in mm. */
  readonly areas: readonly ResidualArea[]
  /** What steps that are switched off do alone: their place in the chain, and their own share. */
  readonly disabled: readonly { readonly position: number; readonly ownTransform: Mat4 }[]
  /** Trust was painted on one of the scans at least. */
  readonly usesTrust: boolean
  /** Absent for a pair that was aligned by itself. */
  readonly together?: JointRun
}

export interface AlignmentDetailRow {
  /** `[n]` float32, mm, NaN where there is no counterpart; null where the target is no surface. */
  readonly signedArtefact: string | null
  readonly detail: AlignmentDetail
}

/** Only ever added, with their alignment. */
export const alignmentDetailTable = (db: Database.Database) => {
  const insert = db.prepare<[{ alignmentId: string; signedArtefact: string | null; detail: string }]>(
    `INSERT INTO alignment_detail (alignment_id, signed_artefact, detail)
     VALUES (@alignmentId, @signedArtefact, @detail)`,
  )
  const select = db.prepare<[string], { signedArtefact: string | null; detail: string }>(
    'SELECT signed_artefact AS signedArtefact, detail FROM alignment_detail WHERE alignment_id = ?',
  )
  const artefacts = db.prepare<[], { artefact: string }>(
    'SELECT signed_artefact AS artefact FROM alignment_detail WHERE signed_artefact IS NOT NULL',
  )
  return {
    insert: (alignmentId: string, { signedArtefact, detail }: AlignmentDetailRow): void => {
      insert.run({ alignmentId, signedArtefact, detail: JSON.stringify(detail) })
    },
    /** Undefined for alignments made before there were details. */
    get: (alignmentId: string): AlignmentDetailRow | undefined => {
      const row = select.get(alignmentId)
      return row && { ...row, detail: JSON.parse(row.detail) as AlignmentDetail }
    },
    artefacts: (): readonly string[] => artefacts.all().map(({ artefact }) => artefact),
  }
}

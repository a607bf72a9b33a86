import type Database from 'better-sqlite3'
import type { Warning } from '#core/model/mesh.ts'
import type { HistoryTable } from './history.ts'
import { newId, now } from './newId.ts'

/** Statistics of unsigned distances in mm. */
export interface DistanceSummaryMm {
  readonly median: number
  readonly mean: number
  readonly p90: number
  readonly max: number
  readonly rms: number
  readonly count: number
}

export interface AlignmentRow {
  readonly id: string
  readonly subjectId: string
  readonly sourceScanId: string
  readonly targetScanId: string
  /** The alignment of the same pair that this one followed. */
  readonly parentId: string | null
  readonly resultKey: string
  readonly options: unknown
  readonly scale: number
  /** Null where it began without landmarks. */
  readonly landmarkRmsMm: number | null
  readonly residualMm: DistanceSummaryMm
  readonly residualArtefact: string
  readonly overlap: number
  readonly stop: string
  readonly iterations: number
  readonly warnings: readonly Warning[]
  readonly createdAt: string
}

interface Stored extends Omit<AlignmentRow, 'options' | 'residualMm' | 'warnings'> {
  readonly options: string
  readonly residualMm: string
  readonly warnings: string
}

const columns = `id, subject_id AS subjectId, source_scan_id AS sourceScanId, target_scan_id AS targetScanId,
  parent_id AS parentId, result_key AS resultKey, options, scale, landmark_rms_mm AS landmarkRmsMm,
  residual_mm AS residualMm, residual_artefact AS residualArtefact, overlap, stop, iterations, warnings,
  created_at AS createdAt`

const parse = (row: Stored): AlignmentRow => ({
  ...row,
  options: JSON.parse(row.options),
  residualMm: JSON.parse(row.residualMm) as DistanceSummaryMm,
  warnings: JSON.parse(row.warnings) as Warning[],
})

/** The line of edits on which the alignments of a pair follow each other. */
export const alignmentDocument = (sourceScanId: string, targetScanId: string): string =>
  `alignment:${sourceScanId}:${targetScanId}`

/** What an edit on that line says before and after: the alignment in force, and how the pair's landmarks are weighed. */
export interface AlignmentSide {
  readonly alignmentId: string | null
  /** Name → weight, 0 to leave it out; absent: all count 1. */
  readonly weights?: Readonly<Record<string, number>>
  /** The run of several scans that brought the alignment: its lines are undone together. */
  readonly runId?: string
}

/**
 * Alignments are only ever added. The current one of a pair is where its history stands; where there is none (older
 * projects) it is the newest.
 */
export const alignmentTable = (db: Database.Database, history: HistoryTable) => {
  const insert = db.prepare<[Stored]>(
    `INSERT INTO alignment (id, subject_id, source_scan_id, target_scan_id, parent_id, result_key, options, scale,
       landmark_rms_mm, residual_mm, residual_artefact, overlap, stop, iterations, warnings, created_at)
     VALUES (@id, @subjectId, @sourceScanId, @targetScanId, @parentId, @resultKey, @options, @scale,
       @landmarkRmsMm, @residualMm, @residualArtefact, @overlap, @stop, @iterations, @warnings, @createdAt)`,
  )
  const byId = db.prepare<[string], Stored>(`SELECT ${columns} FROM alignment WHERE id = ?`)
  const bySubject = db.prepare<[string], Stored>(
    `SELECT ${columns} FROM alignment WHERE subject_id = ? ORDER BY rowid DESC`,
  )
  const newest = db.prepare<[string, string], Stored>(
    `SELECT ${columns} FROM alignment WHERE source_scan_id = ? AND target_scan_id = ? ORDER BY rowid DESC LIMIT 1`,
  )
  const artefacts = db.prepare<[], { artefact: string }>('SELECT residual_artefact AS artefact FROM alignment')
  const get = (statement: Database.Statement<string[], Stored>, ...keys: string[]): AlignmentRow | undefined => {
    const row = statement.get(...keys)
    return row && parse(row)
  }
  const side = (sourceScanId: string, targetScanId: string): AlignmentSide => {
    const inForce = history.inForce(alignmentDocument(sourceScanId, targetScanId)) as AlignmentSide | undefined
    return inForce ?? { alignmentId: get(newest, sourceScanId, targetScanId)?.id ?? null }
  }
  const current = (sourceScanId: string, targetScanId: string): AlignmentRow | undefined => {
    const { alignmentId } = side(sourceScanId, targetScanId)
    return alignmentId === null ? undefined : get(byId, alignmentId)
  }
  return {
    insert: (alignment: Omit<AlignmentRow, 'id' | 'createdAt'>): string => {
      const id = newId()
      const [options, residualMm, warnings] = [alignment.options, alignment.residualMm, alignment.warnings].map(
        (part) => JSON.stringify(part),
      )
      insert.run({ ...alignment, id, options, residualMm, warnings, createdAt: now() })
      return id
    },
    get: (id: string): AlignmentRow | undefined => get(byId, id),
    /** Newest first. */
    bySubject: (subjectId: string): readonly AlignmentRow[] => bySubject.all(subjectId).map(parse),
    current,
    /** Where the pair's line stands. */
    side,
    artefacts: (): readonly string[] => artefacts.all().map(({ artefact }) => artefact),
  }
}

import type Database from 'better-sqlite3'
import { type Mat4, toMat4 } from '#core/model/transform.ts'
import { newId } from './newId.ts'

export interface AlignmentStepRow {
  readonly id: string
  readonly kind: 'unit' | 'landmarks' | 'global' | 'given' | 'icp' | 'together' | 'manual' | 'imported'
  /** The whole transform reached by this step. */
  readonly targetFromSource: Mat4
  readonly numbers: Record<string, number>
  readonly note: string
}

interface Stored {
  readonly id: string
  readonly kind: AlignmentStepRow['kind']
  readonly targetFromSource: string
  readonly numbers: string
  readonly note: string
}

export const alignmentStepTable = (db: Database.Database) => {
  const insert = db.prepare<[Stored & { alignmentId: string; parentStepId: string | null; position: number }]>(
    `INSERT INTO alignment_step (id, alignment_id, parent_step_id, position, kind, target_from_source, numbers, note)
     VALUES (@id, @alignmentId, @parentStepId, @position, @kind, @targetFromSource, @numbers, @note)`,
  )
  const select = db.prepare<[string], Stored>(
    `SELECT id, kind, target_from_source AS targetFromSource, numbers, note
     FROM alignment_step WHERE alignment_id = ? ORDER BY position`,
  )
  return {
    /** The chain of an alignment: each step's parent is the one before it. */
    insertChain: (alignmentId: string, steps: readonly Omit<AlignmentStepRow, 'id'>[]): void => {
      let parentStepId: string | null = null
      steps.forEach(({ kind, targetFromSource, numbers, note }, position) => {
        const id = newId()
        insert.run({
          id,
          alignmentId,
          parentStepId,
          position,
          kind,
          note,
          targetFromSource: JSON.stringify(targetFromSource),
          numbers: JSON.stringify(numbers),
        })
        parentStepId = id
      })
    },
    chain: (alignmentId: string): AlignmentStepRow[] =>
      select.all(alignmentId).map((row) => ({
        ...row,
        targetFromSource: toMat4(JSON.parse(row.targetFromSource) as number[]),
        numbers: JSON.parse(row.numbers) as Record<string, number>,
      })),
  }
}

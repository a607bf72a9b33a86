import type Database from 'better-sqlite3'
import type { HistoryTable } from './history.ts'

export const trustDocument = (scanId: string): string => `trust:${scanId}`

/** What a scan's trust is: an artefact of bytes, 255 for full trust; null where the whole surface is trusted. */
export interface TrustSide {
  readonly artefact: string | null
}

/** The trust painted on each scan is where its history stands; there is no other record of it. */
export const trustTable = (db: Database.Database, history: HistoryTable) => {
  const documents = db.prepare<[], { document: string }>(
    "SELECT document FROM history_position WHERE document LIKE 'trust:%'",
  )
  const revision = db.prepare<[string], { count: number }>(
    'SELECT coalesce(max(seq), 0) AS count FROM history WHERE document = ?',
  )
  const position = db.prepare<[string], { depth: number }>('SELECT depth FROM history_position WHERE document = ?')
  const inForce = (document: string): TrustSide => {
    const side = history.undoable(document)?.after ?? history.redoable(document)?.before
    return (side as TrustSide | undefined) ?? { artefact: null }
  }
  return {
    get: (scanId: string): TrustSide => inForce(trustDocument(scanId)),
    /** Another number after every edit, undo and redo. */
    revision: (scanId: string): number => {
      const document = trustDocument(scanId)
      return (revision.get(document)?.count ?? 0) * 10_000 + (position.get(document)?.depth ?? 0)
    },
    artefacts: (): readonly string[] => documents.all().flatMap(({ document }) => inForce(document).artefact ?? []),
  }
}

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
  const inForce = (document: string): TrustSide =>
    (history.inForce(document) as TrustSide | undefined) ?? { artefact: null }
  return {
    get: (scanId: string): TrustSide => inForce(trustDocument(scanId)),
    /** Another number after every edit, undo and redo. */
    revision: (scanId: string): number => history.revision(trustDocument(scanId)),
    artefacts: (): readonly string[] => documents.all().flatMap(({ document }) => inForce(document).artefact ?? []),
  }
}

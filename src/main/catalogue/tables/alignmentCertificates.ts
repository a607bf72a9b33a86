import type Database from 'better-sqlite3'
import type { AlignCertificate, AlignUncertainty } from '#core/model/alignment.ts'

export interface AlignmentCertificateRow {
  readonly certificate: AlignCertificate
  readonly uncertainty: AlignUncertainty | null
}

interface Stored {
  readonly certificate: string
  readonly uncertainty: string | null
}

/** Only ever added, with their alignment. */
export const alignmentCertificateTable = (db: Database.Database) => {
  const insert = db.prepare<[Stored & { alignmentId: string; verdict: string }]>(
    `INSERT INTO alignment_certificate (alignment_id, verdict, certificate, uncertainty)
     VALUES (@alignmentId, @verdict, @certificate, @uncertainty)`,
  )
  const select = db.prepare<[string], Stored>(
    'SELECT certificate, uncertainty FROM alignment_certificate WHERE alignment_id = ?',
  )
  return {
    insert: (alignmentId: string, { certificate, uncertainty }: AlignmentCertificateRow): void => {
      insert.run({
        alignmentId,
        verdict: certificate.verdict,
        certificate: JSON.stringify(certificate),
        uncertainty: uncertainty && JSON.stringify(uncertainty),
      })
    },
    /** Undefined for alignments made before there were certificates. */
    get: (alignmentId: string): AlignmentCertificateRow | undefined => {
      const row = select.get(alignmentId)
      return (
        row && {
          certificate: JSON.parse(row.certificate) as AlignCertificate,
          uncertainty: row.uncertainty === null ? null : (JSON.parse(row.uncertainty) as AlignUncertainty),
        }
      )
    },
  }
}

import type Database from 'better-sqlite3'

export interface LandmarkSetRow {
  readonly scanId: string
  /** Whose own set it is; empty for the one that everything uses. */
  readonly observer: string
  readonly scheme: string | null
  readonly annotator: string | null
  readonly time: string | null
  readonly provenance: 'placed' | 'imported'
  readonly revision: number
}

const columns = 'scan_id AS scanId, observer, scheme, annotator, time, provenance, revision'

export const landmarkSetTable = (db: Database.Database) => {
  const select = db.prepare<[string, string], LandmarkSetRow>(
    `SELECT ${columns} FROM landmark_set WHERE scan_id = ? AND observer = ?`,
  )
  const selectAll = db.prepare<[string], LandmarkSetRow>(
    `SELECT ${columns} FROM landmark_set WHERE scan_id = ? ORDER BY observer`,
  )
  const put = db.prepare<[LandmarkSetRow]>(
    `INSERT INTO landmark_set (scan_id, observer, scheme, annotator, time, provenance, revision)
     VALUES (@scanId, @observer, @scheme, @annotator, @time, @provenance, @revision)
     ON CONFLICT (scan_id, observer) DO UPDATE SET scheme = excluded.scheme, annotator = excluded.annotator,
       time = excluded.time, provenance = excluded.provenance, revision = excluded.revision`,
  )
  return {
    get: (scanId: string, observer = ''): LandmarkSetRow | undefined => select.get(scanId, observer),
    /** All sets of a scan, the one that everything uses first. */
    observers: (scanId: string): LandmarkSetRow[] => selectAll.all(scanId),
    put: (row: Omit<LandmarkSetRow, 'observer'> & { readonly observer?: string }): void => {
      put.run({ observer: '', ...row })
    },
  }
}

import type Database from 'better-sqlite3'

export interface LandmarkSetRow {
  readonly scanId: string
  readonly scheme: string | null
  readonly annotator: string | null
  readonly time: string | null
  readonly provenance: 'placed' | 'imported'
  readonly revision: number
}

export const landmarkSetTable = (db: Database.Database) => {
  const select = db.prepare<[string], LandmarkSetRow>(
    `SELECT scan_id AS scanId, scheme, annotator, time, provenance, revision FROM landmark_set WHERE scan_id = ?`,
  )
  const put = db.prepare<[LandmarkSetRow]>(
    `INSERT INTO landmark_set (scan_id, scheme, annotator, time, provenance, revision)
     VALUES (@scanId, @scheme, @annotator, @time, @provenance, @revision)
     ON CONFLICT (scan_id) DO UPDATE SET scheme = excluded.scheme, annotator = excluded.annotator,
       time = excluded.time, provenance = excluded.provenance, revision = excluded.revision`,
  )
  return {
    get: (scanId: string): LandmarkSetRow | undefined => select.get(scanId),
    put: (row: LandmarkSetRow): void => {
      put.run(row)
    },
  }
}

import type Database from 'better-sqlite3'

export type MaskSource = 'none' | 'proposed' | 'painted' | 'imported'

export interface MaskRow {
  readonly imageId: string
  /** Null where everything was undone. */
  readonly artefact: string | null
  readonly source: MaskSource
  readonly revision: number
}

export const maskTable = (db: Database.Database) => {
  const select = db.prepare<[string], MaskRow>(
    'SELECT image_id AS imageId, artefact, source, revision FROM mask WHERE image_id = ?',
  )
  const put = db.prepare<[MaskRow]>(
    `INSERT INTO mask (image_id, artefact, source, revision) VALUES (@imageId, @artefact, @source, @revision)
     ON CONFLICT (image_id) DO UPDATE SET artefact = excluded.artefact, source = excluded.source,
       revision = excluded.revision`,
  )
  const artefacts = db.prepare<[], { artefact: string }>('SELECT artefact FROM mask WHERE artefact IS NOT NULL')
  return {
    get: (imageId: string): MaskRow => select.get(imageId) ?? { imageId, artefact: null, source: 'none', revision: 0 },
    put: (row: MaskRow): void => {
      put.run(row)
    },
    artefacts: (): readonly string[] => artefacts.all().map(({ artefact }) => artefact),
  }
}

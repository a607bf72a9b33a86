import type Database from 'better-sqlite3'

export type MaskSource = 'none' | 'proposed' | 'painted' | 'imported'

export interface MaskRow {
  readonly imageId: string
  /** The picture of the mask; null where there is none yet, or everything was undone. */
  readonly artefact: string | null
  /** The revision whose picture `artefact` is. */
  readonly artefactRevision: number | null
  /** The revision that the stored tiles are; where it is not `revision` the picture is the mask. */
  readonly tilesRevision: number | null
  /** `none`: there is no mask. */
  readonly source: MaskSource
  readonly revision: number
}

const columns = `image_id AS imageId, artefact, artefact_revision AS artefactRevision,
  tiles_revision AS tilesRevision, source, revision`

export const maskTable = (db: Database.Database) => {
  const select = db.prepare<[string], MaskRow>(`SELECT ${columns} FROM mask WHERE image_id = ?`)
  const put = db.prepare<[MaskRow]>(
    `INSERT INTO mask (image_id, artefact, artefact_revision, tiles_revision, source, revision)
     VALUES (@imageId, @artefact, @artefactRevision, @tilesRevision, @source, @revision)
     ON CONFLICT (image_id) DO UPDATE SET artefact = excluded.artefact, artefact_revision = excluded.artefact_revision,
       tiles_revision = excluded.tiles_revision, source = excluded.source, revision = excluded.revision`,
  )
  const artefacts = db.prepare<[], { artefact: string }>('SELECT artefact FROM mask WHERE artefact IS NOT NULL')
  const outdated = db.prepare<[], { imageId: string }>(
    `SELECT image_id AS imageId FROM mask WHERE source <> 'none' AND artefact_revision IS NOT revision`,
  )
  return {
    get: (imageId: string): MaskRow =>
      select.get(imageId) ?? {
        ...{ imageId, artefact: null, artefactRevision: null, tilesRevision: null },
        ...{ source: 'none', revision: 0 },
      },
    /** A mask that is given as a picture. */
    put: (row: Omit<MaskRow, 'artefactRevision' | 'tilesRevision'>): void => {
      put.run({ ...row, artefactRevision: row.revision, tilesRevision: null })
    },
    putRow: (row: MaskRow): void => {
      put.run(row)
    },
    artefacts: (): readonly string[] => artefacts.all().map(({ artefact }) => artefact),
    /** Photos whose mask has changed since its picture was made. */
    withoutPicture: (): readonly string[] => outdated.all().map(({ imageId }) => imageId),
  }
}

import type Database from 'better-sqlite3'

export interface MaskTileRow {
  readonly className: string
  readonly tile: number
  /** As `packTile` makes them (core/masks/tiles/tileCodec.ts). */
  readonly pixels: Uint8Array
}

export const maskTileTable = (db: Database.Database) => {
  const byImage = db.prepare<[string], MaskTileRow>(
    'SELECT class AS className, tile, pixels FROM mask_tile WHERE image_id = ? ORDER BY class, tile',
  )
  const put = db.prepare<[string, string, number, Uint8Array]>(
    `INSERT INTO mask_tile (image_id, class, tile, pixels) VALUES (?, ?, ?, ?)
     ON CONFLICT (image_id, class, tile) DO UPDATE SET pixels = excluded.pixels`,
  )
  const remove = db.prepare<[string, string, number]>(
    'DELETE FROM mask_tile WHERE image_id = ? AND class = ? AND tile = ?',
  )
  const clear = db.prepare<[string, string]>('DELETE FROM mask_tile WHERE image_id = ? AND class = ?')
  return {
    byImage: (imageId: string): readonly MaskTileRow[] => byImage.all(imageId),
    /** Null: the tile is empty. */
    put: (imageId: string, className: string, tile: number, pixels: Uint8Array | null): void => {
      if (pixels) put.run(imageId, className, tile, pixels)
      else remove.run(imageId, className, tile)
    },
    clear: (imageId: string, className: string): void => {
      clear.run(imageId, className)
    },
  }
}

/**
 * Masks are kept as tiles, one layer a class. The picture of a mask (`artefact`) is made from the tiles when somebody
 * needs it; `artefact_revision` and `tiles_revision` tell which of both are those of the mask as it is. Masks of before
 * have their picture only: their tiles are made at their next edit, and their history stays as it is.
 */
export const maskLayers = `
ALTER TABLE mask ADD COLUMN artefact_revision INTEGER;
ALTER TABLE mask ADD COLUMN tiles_revision INTEGER;
UPDATE mask SET artefact_revision = revision;

CREATE TABLE mask_tile (
  image_id TEXT NOT NULL REFERENCES image (id),
  class TEXT NOT NULL,
  -- Row by row in a grid of 256 × 256 pixels; tiles that are empty have no row.
  tile INTEGER NOT NULL CHECK (tile >= 0),
  -- One byte where all pixels have one value, else 65536 pixels, deflated.
  pixels BLOB NOT NULL,
  PRIMARY KEY (image_id, class, tile)
) STRICT;

-- The user's own classes; foreground, hair, skin and clothing are always there.
CREATE TABLE mask_class (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  color TEXT NOT NULL,
  is_exclusive INTEGER NOT NULL CHECK (is_exclusive IN (0, 1)),
  created_at TEXT NOT NULL
) STRICT;
`

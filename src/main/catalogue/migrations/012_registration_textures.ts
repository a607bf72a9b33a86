/** Registrations get textures in their model's UV layout, and a head model may have a file with that layout. */
export const registrationTextures = `
ALTER TABLE model ADD COLUMN uv_file_id TEXT REFERENCES file (id);

-- The newest of a registration is the one with the highest rowid.
CREATE TABLE registration_texture (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL REFERENCES registration (id),
  result_key TEXT NOT NULL,
  -- What it was asked to be made from.
  taken_from TEXT NOT NULL CHECK (taken_from IN ('scan', 'photos')),
  size_px INTEGER NOT NULL CHECK (size_px > 0),
  -- Null where the model's own layout was used.
  uv_file_id TEXT REFERENCES file (id),
  picture_artefact TEXT NOT NULL,
  mask_artefact TEXT NOT NULL,
  mesh_artefact TEXT NOT NULL,
  details TEXT NOT NULL CHECK (json_valid(details)),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX registration_texture_by_registration ON registration_texture (registration_id);
CREATE INDEX registration_texture_by_key ON registration_texture (result_key);

${['UPDATE', 'DELETE']
  .map(
    (
      change,
    ) => `CREATE TRIGGER registration_texture_refuses_${change.toLowerCase()} BEFORE ${change} ON registration_texture
BEGIN SELECT RAISE(ABORT, 'registration_texture rows are only ever added'); END;`,
  )
  .join('\n')}
`

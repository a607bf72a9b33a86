/**
 * An alignment may have begun without landmarks: then there is no `landmark_rms_mm`. SQLite cannot lift a NOT NULL, so
 * the table is made anew; the tables that refer to it keep their references by its name.
 */
export const alignmentsFromSurfaces = `
CREATE TABLE alignment_anew (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL REFERENCES subject (id),
  source_scan_id TEXT NOT NULL REFERENCES scan (id),
  target_scan_id TEXT NOT NULL REFERENCES scan (id),
  -- The alignment of the same pair that this one followed.
  parent_id TEXT REFERENCES alignment_anew (id),
  result_key TEXT NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)),
  scale REAL NOT NULL,
  -- Null where the start came from the surfaces alone or was given.
  landmark_rms_mm REAL,
  residual_mm TEXT NOT NULL CHECK (json_valid(residual_mm)),
  residual_artefact TEXT NOT NULL,
  overlap REAL NOT NULL,
  stop TEXT NOT NULL,
  iterations INTEGER NOT NULL,
  warnings TEXT NOT NULL CHECK (json_valid(warnings)),
  created_at TEXT NOT NULL
) STRICT;
-- The newest of a pair is the one with the highest rowid.
INSERT INTO alignment_anew (rowid, id, subject_id, source_scan_id, target_scan_id, parent_id, result_key, options,
    scale, landmark_rms_mm, residual_mm, residual_artefact, overlap, stop, iterations, warnings, created_at)
  SELECT rowid, id, subject_id, source_scan_id, target_scan_id, parent_id, result_key, options,
    scale, landmark_rms_mm, residual_mm, residual_artefact, overlap, stop, iterations, warnings, created_at
  FROM alignment ORDER BY rowid;
DROP TABLE alignment;
ALTER TABLE alignment_anew RENAME TO alignment;
CREATE INDEX alignment_by_pair ON alignment (source_scan_id, target_scan_id);

${['UPDATE', 'DELETE']
  .map(
    (change) => `CREATE TRIGGER alignment_refuses_${change.toLowerCase()} BEFORE ${change} ON alignment
BEGIN SELECT RAISE(ABORT, 'alignment rows are only ever added'); END;`,
  )
  .join('\n')}
`

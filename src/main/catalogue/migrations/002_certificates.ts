/**
 * Alignments get a certificate; a chain may begin with the surfaces alone or with a given transform. SQLite cannot
 * change a CHECK, so the table of steps is made anew; nothing but its own rows refers to it.
 */
export const certificates = `
CREATE TABLE alignment_certificate (
  alignment_id TEXT PRIMARY KEY REFERENCES alignment (id),
  verdict TEXT NOT NULL CHECK (verdict IN ('green', 'amber', 'red')),
  certificate TEXT NOT NULL CHECK (json_valid(certificate)),
  uncertainty TEXT CHECK (json_valid(uncertainty))
) STRICT;

CREATE TABLE alignment_step_anew (
  id TEXT PRIMARY KEY,
  alignment_id TEXT NOT NULL REFERENCES alignment (id),
  parent_step_id TEXT REFERENCES alignment_step_anew (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unit', 'landmarks', 'global', 'given', 'icp', 'manual', 'imported')),
  target_from_source TEXT NOT NULL CHECK (json_array_length(target_from_source) = 16),
  numbers TEXT NOT NULL CHECK (json_valid(numbers)),
  note TEXT NOT NULL,
  UNIQUE (alignment_id, position)
) STRICT;
INSERT INTO alignment_step_anew SELECT * FROM alignment_step ORDER BY rowid;
DROP TABLE alignment_step;
ALTER TABLE alignment_step_anew RENAME TO alignment_step;

${['alignment_certificate', 'alignment_step']
  .flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (change) => `CREATE TRIGGER ${table}_refuses_${change.toLowerCase()} BEFORE ${change} ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} rows are only ever added'); END;`,
    ),
  )
  .join('\n')}
`

/**
 * A chain may end with a step that several scans took together. SQLite cannot change a CHECK, so the table of steps is
 * made anew; nothing but its own rows refers to it.
 */
export const jointSteps = `
CREATE TABLE alignment_step_anew (
  id TEXT PRIMARY KEY,
  alignment_id TEXT NOT NULL REFERENCES alignment (id),
  parent_step_id TEXT REFERENCES alignment_step_anew (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL
    CHECK (kind IN ('unit', 'landmarks', 'global', 'given', 'icp', 'together', 'manual', 'imported')),
  target_from_source TEXT NOT NULL CHECK (json_array_length(target_from_source) = 16),
  numbers TEXT NOT NULL CHECK (json_valid(numbers)),
  note TEXT NOT NULL,
  UNIQUE (alignment_id, position)
) STRICT;
INSERT INTO alignment_step_anew SELECT * FROM alignment_step ORDER BY rowid;
DROP TABLE alignment_step;
ALTER TABLE alignment_step_anew RENAME TO alignment_step;

${['UPDATE', 'DELETE']
  .map(
    (change) => `CREATE TRIGGER alignment_step_refuses_${change.toLowerCase()} BEFORE ${change} ON alignment_step
BEGIN SELECT RAISE(ABORT, 'alignment_step rows are only ever added'); END;`,
  )
  .join('\n')}
`

/** Alignments remember how their iteration went, their residuals by side and by area, and which steps are switched off. */
export const alignmentDetails = `
CREATE TABLE alignment_detail (
  alignment_id TEXT PRIMARY KEY REFERENCES alignment (id),
  signed_artefact TEXT,
  detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;

${['UPDATE', 'DELETE']
  .map(
    (change) => `CREATE TRIGGER alignment_detail_refuses_${change.toLowerCase()} BEFORE ${change} ON alignment_detail
BEGIN SELECT RAISE(ABORT, 'alignment_detail rows are only ever added'); END;`,
  )
  .join('\n')}
`

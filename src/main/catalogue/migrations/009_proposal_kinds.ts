/** A proposal tells how it came to be, and need not come from a scan. */
export const proposalKinds = `
CREATE TABLE mask_proposal_with_kind (
  image_id TEXT PRIMARY KEY REFERENCES image (id),
  artefact TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- Null where no scan had a part in it.
  scan_id TEXT REFERENCES scan (id),
  alignment_id TEXT REFERENCES alignment (id),
  result_key TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
INSERT INTO mask_proposal_with_kind
  SELECT image_id, artefact, 'silhouette', scan_id, alignment_id, result_key, created_at FROM mask_proposal;
DROP TABLE mask_proposal;
ALTER TABLE mask_proposal_with_kind RENAME TO mask_proposal;
`

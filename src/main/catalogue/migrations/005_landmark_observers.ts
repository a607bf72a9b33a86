/**
 * Several annotators may have a set of their own for a scan (`observer`; empty for the one that everything uses), and a
 * landmark may be uncertain or hidden, with a reason, and says whose word it is. SQLite can change neither a key nor a
 * CHECK, so both tables are made anew; nothing else refers to them.
 */
export const landmarkObservers = `
CREATE TABLE landmark_set_anew (
  scan_id TEXT NOT NULL REFERENCES scan (id),
  observer TEXT NOT NULL,
  scheme TEXT,
  annotator TEXT,
  time TEXT,
  provenance TEXT NOT NULL CHECK (provenance IN ('placed', 'imported')),
  revision INTEGER NOT NULL,
  PRIMARY KEY (scan_id, observer)
) STRICT;
INSERT INTO landmark_set_anew
  SELECT scan_id, '', scheme, annotator, time, provenance, revision FROM landmark_set;

-- Positions are in the scan's own frame and unit.
CREATE TABLE landmark_anew (
  scan_id TEXT NOT NULL,
  observer TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('placed', 'unplaced', 'missing', 'occluded', 'uncertain', 'hidden')),
  x REAL, y REAL, z REAL,
  triangle INTEGER,
  b0 REAL, b1 REAL, b2 REAL,
  reason TEXT,
  source TEXT CHECK (source IN ('human', 'proposed-accepted', 'imported')),
  PRIMARY KEY (scan_id, observer, position),
  UNIQUE (scan_id, observer, name),
  FOREIGN KEY (scan_id, observer) REFERENCES landmark_set_anew (scan_id, observer)
) STRICT, WITHOUT ROWID;
INSERT INTO landmark_anew
  SELECT scan_id, '', position, name, status, x, y, z, triangle, b0, b1, b2, NULL, NULL FROM landmark;

DROP TABLE landmark;
DROP TABLE landmark_set;
ALTER TABLE landmark_set_anew RENAME TO landmark_set;
ALTER TABLE landmark_anew RENAME TO landmark;
`

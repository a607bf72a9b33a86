/**
 * The first form of the catalogue. Times are ISO 8601 in UTC; matrices are JSON arrays of 16 numbers, row-major; paths
 * are relative to the project folder (forward slashes) where the file lies in it, otherwise absolute; artefacts are
 * `<sha256>.<ending>` in the project's `artefacts` folder.
 */
export const foundation = `
CREATE TABLE migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL,
  tool_version TEXT NOT NULL
) STRICT;

CREATE TABLE project (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  licence_note TEXT NOT NULL,
  -- The very text that was acknowledged: another text has to be acknowledged anew.
  acknowledged_note TEXT,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE subject (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  -- The folder it was imported from, to know it again.
  source_path TEXT,
  age REAL CHECK (age BETWEEN 0 AND 150),
  gender TEXT,
  ethnicity TEXT,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE subject_value (
  subject_id TEXT NOT NULL REFERENCES subject (id),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (subject_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE sequence (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL REFERENCES subject (id),
  name TEXT NOT NULL,
  UNIQUE (subject_id, name)
) STRICT;

CREATE TABLE frame (
  id TEXT PRIMARY KEY,
  sequence_id TEXT NOT NULL REFERENCES sequence (id),
  frame_index INTEGER NOT NULL,
  expression TEXT,
  UNIQUE (sequence_id, frame_index)
) STRICT;

CREATE TABLE file (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  size_bytes INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,
  UNIQUE (path, sha256)
) STRICT;
CREATE INDEX file_by_content ON file (sha256);

CREATE TABLE scan (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL REFERENCES subject (id),
  frame_id TEXT NOT NULL REFERENCES frame (id),
  role TEXT NOT NULL CHECK (role IN ('coarse', 'fine', 'registration')),
  name TEXT NOT NULL,
  file_id TEXT NOT NULL REFERENCES file (id),
  texture_file_id TEXT REFERENCES file (id),
  unit TEXT,
  unit_source TEXT NOT NULL CHECK (unit_source IN ('stated', 'guessed', 'user')),
  up TEXT,
  vertex_count INTEGER NOT NULL,
  triangle_count INTEGER NOT NULL,
  has_colors INTEGER NOT NULL CHECK (has_colors IN (0, 1)),
  warnings TEXT NOT NULL CHECK (json_valid(warnings)),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX scan_by_subject ON scan (subject_id);

CREATE TABLE camera (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL REFERENCES subject (id),
  -- The scan in whose frame and unit the matrices are.
  scan_id TEXT NOT NULL REFERENCES scan (id),
  file_id TEXT NOT NULL REFERENCES file (id),
  view_index INTEGER NOT NULL,
  world_mat TEXT NOT NULL CHECK (json_array_length(world_mat) = 16),
  scale_mat TEXT NOT NULL CHECK (json_array_length(scale_mat) = 16),
  UNIQUE (scan_id, view_index)
) STRICT;

CREATE TABLE image (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL REFERENCES subject (id),
  frame_id TEXT NOT NULL REFERENCES frame (id),
  camera_id TEXT REFERENCES camera (id),
  name TEXT NOT NULL,
  file_id TEXT NOT NULL REFERENCES file (id),
  width_px INTEGER NOT NULL CHECK (width_px > 0),
  height_px INTEGER NOT NULL CHECK (height_px > 0),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX image_by_subject ON image (subject_id);

CREATE TABLE landmark_set (
  scan_id TEXT PRIMARY KEY REFERENCES scan (id),
  scheme TEXT,
  annotator TEXT,
  time TEXT,
  provenance TEXT NOT NULL CHECK (provenance IN ('placed', 'imported')),
  revision INTEGER NOT NULL
) STRICT;

-- Positions are in the scan's own frame and unit.
CREATE TABLE landmark (
  scan_id TEXT NOT NULL REFERENCES landmark_set (scan_id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('placed', 'unplaced', 'missing', 'occluded')),
  x REAL, y REAL, z REAL,
  triangle INTEGER,
  b0 REAL, b1 REAL, b2 REAL,
  PRIMARY KEY (scan_id, position),
  UNIQUE (scan_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE mask (
  image_id TEXT PRIMARY KEY REFERENCES image (id),
  -- Null where everything was undone: there is no mask.
  artefact TEXT,
  source TEXT NOT NULL CHECK (source IN ('none', 'proposed', 'painted', 'imported')),
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE mask_proposal (
  image_id TEXT PRIMARY KEY REFERENCES image (id),
  artefact TEXT NOT NULL,
  scan_id TEXT NOT NULL REFERENCES scan (id),
  alignment_id TEXT REFERENCES alignment (id),
  result_key TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

-- One line of edits per document. What a new edit replaces after an undo stays, marked as left behind.
CREATE TABLE history (
  document TEXT NOT NULL,
  seq INTEGER NOT NULL,
  depth INTEGER NOT NULL CHECK (depth > 0),
  kind TEXT NOT NULL,
  before TEXT NOT NULL CHECK (json_valid(before)),
  after TEXT NOT NULL CHECK (json_valid(after)),
  delta BLOB,
  actor TEXT NOT NULL,
  created_at TEXT NOT NULL,
  left_behind_at TEXT,
  PRIMARY KEY (document, seq)
) STRICT;
CREATE UNIQUE INDEX history_line ON history (document, depth) WHERE left_behind_at IS NULL;

CREATE TABLE history_position (
  document TEXT PRIMARY KEY,
  depth INTEGER NOT NULL CHECK (depth >= 0)
) STRICT;

CREATE TABLE alignment (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL REFERENCES subject (id),
  source_scan_id TEXT NOT NULL REFERENCES scan (id),
  target_scan_id TEXT NOT NULL REFERENCES scan (id),
  -- The alignment of the same pair that this one followed.
  parent_id TEXT REFERENCES alignment (id),
  result_key TEXT NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)),
  scale REAL NOT NULL,
  landmark_rms_mm REAL NOT NULL,
  residual_mm TEXT NOT NULL CHECK (json_valid(residual_mm)),
  residual_artefact TEXT NOT NULL,
  overlap REAL NOT NULL,
  stop TEXT NOT NULL,
  iterations INTEGER NOT NULL,
  warnings TEXT NOT NULL CHECK (json_valid(warnings)),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX alignment_by_pair ON alignment (source_scan_id, target_scan_id);

-- Each step holds the whole transform reached by then; the last step's is the alignment.
CREATE TABLE alignment_step (
  id TEXT PRIMARY KEY,
  alignment_id TEXT NOT NULL REFERENCES alignment (id),
  parent_step_id TEXT REFERENCES alignment_step (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unit', 'landmarks', 'icp', 'manual', 'imported')),
  target_from_source TEXT NOT NULL CHECK (json_array_length(target_from_source) = 16),
  numbers TEXT NOT NULL CHECK (json_valid(numbers)),
  note TEXT NOT NULL,
  UNIQUE (alignment_id, position)
) STRICT;

CREATE TABLE model (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  file_id TEXT NOT NULL REFERENCES file (id),
  embedding_file_id TEXT REFERENCES file (id),
  regions_file_id TEXT REFERENCES file (id),
  version TEXT NOT NULL,
  vertex_count INTEGER NOT NULL,
  face_count INTEGER NOT NULL,
  shape_count INTEGER NOT NULL,
  expression_count INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE registration (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL REFERENCES subject (id),
  scan_id TEXT NOT NULL REFERENCES scan (id),
  model_id TEXT NOT NULL REFERENCES model (id),
  parent_id TEXT REFERENCES registration (id),
  result_key TEXT NOT NULL,
  mesh_artefact TEXT NOT NULL,
  parameters_artefact TEXT NOT NULL,
  residual_artefact TEXT NOT NULL,
  metres_from_scan TEXT NOT NULL CHECK (json_array_length(metres_from_scan) = 16),
  scan_to_mesh_mm TEXT NOT NULL CHECK (json_valid(scan_to_mesh_mm)),
  landmark_rms_mm REAL NOT NULL,
  flipped_faces INTEGER NOT NULL,
  landmarks_used TEXT NOT NULL CHECK (json_valid(landmarks_used)),
  landmarks_unused TEXT NOT NULL CHECK (json_valid(landmarks_unused)),
  stop TEXT NOT NULL,
  seconds REAL NOT NULL,
  model_sha256 TEXT NOT NULL,
  warnings TEXT NOT NULL CHECK (json_valid(warnings)),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX registration_by_scan ON registration (scan_id);

CREATE TABLE export (
  id TEXT PRIMARY KEY,
  layout TEXT NOT NULL,
  path TEXT NOT NULL,
  file_count INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  subject_ids TEXT NOT NULL CHECK (json_valid(subject_ids)),
  warnings TEXT NOT NULL CHECK (json_valid(warnings)),
  created_at TEXT NOT NULL
) STRICT;

-- What was computed from which inputs: the key is a hash of the inputs' hashes, the parameters and the version.
CREATE TABLE job_result (
  key TEXT PRIMARY KEY,
  step TEXT NOT NULL CHECK (step IN ('align', 'masks', 'register')),
  subject_id TEXT NOT NULL REFERENCES subject (id),
  state TEXT NOT NULL CHECK (state IN ('done', 'failed')),
  result_id TEXT,
  reason TEXT,
  numbers TEXT NOT NULL CHECK (json_valid(numbers)),
  seconds REAL NOT NULL,
  attempts INTEGER NOT NULL,
  finished_at TEXT NOT NULL
) STRICT;

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time TEXT NOT NULL,
  actor TEXT NOT NULL,
  tool_version TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT,
  data TEXT NOT NULL CHECK (json_valid(data))
) STRICT;
CREATE INDEX event_by_subject ON event (subject_id);

${['event', 'alignment', 'alignment_step']
  .flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (change) => `CREATE TRIGGER ${table}_refuses_${change.toLowerCase()} BEFORE ${change} ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} rows are only ever added'); END;`,
    ),
  )
  .join('\n')}
`

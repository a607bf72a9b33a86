/** What the lens of a camera does, as OpenCV writes it: k1 k2 p1 p2 k3. */
export const lensDistortion = `
ALTER TABLE camera ADD COLUMN distortion TEXT
  CHECK (distortion IS NULL OR (json_valid(distortion) AND json_array_length(distortion) = 5));
`

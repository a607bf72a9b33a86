import { contoursOfLandmarks } from '../flame/contours/contoursOfLandmarks.ts'
import { readContours } from '../formats/contourFile.ts'
import type { FaceContour } from '../model/faceContours.ts'
import type { LandmarkSet, SchemeCurve } from '../model/landmarks.ts'
import type { Warning } from '../model/mesh.ts'
import type { NamedFile } from './inspectModel.ts'
import type { JobContext } from './types.ts'

/** What draws lines along lips and lids of one scan. */
export interface DrawnLines {
  readonly landmarks: LandmarkSet | null
  /** Of the landmarks' own scheme; none: of the shipped one that they follow. Those of lips and lids hold the fit. */
  readonly curves?: readonly SchemeCurve[]
  /** Lines along lips and lids of the scan; they stand before those that landmarks draw. */
  readonly contours?: NamedFile | null
}

/** Contours of the file, and of the landmarks what the file has not. */
export const drawnContours = async (
  { landmarks, curves = [], contours: file }: DrawnLines,
  context: JobContext,
): Promise<{ readonly contours: readonly FaceContour[]; readonly warnings: readonly Warning[] }> => {
  const read = file ? readContours(await context.readFile(file.ref), file.fileName) : { contours: [], warnings: [] }
  const taken = new Set(read.contours.map(({ feature }) => feature))
  const ofLandmarks = landmarks ? contoursOfLandmarks(landmarks, curves, taken) : []
  return { ...read, contours: [...read.contours, ...ofLandmarks] }
}

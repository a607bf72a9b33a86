import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'
import { type FaceFrame, faceFrameOf, toFaceFrame } from './faceFrame.ts'

export const h3dsRegionNames = ['face', 'face_sphere', 'nose'] as const
export type H3dsRegionName = (typeof h3dsRegionNames)[number]

const sphereRadiusMm = 95

/**
 * The regions of an H3DS scene as ascending vertex indices; one that the landmarks do not suffice for is left out.
 *
 * H3DS's own regions were drawn by hand. `face_sphere` is defined exactly: within 95 mm of the nose tip. The other two
 * are boxes and wedges in the face's own frame, in shares of the face's size so that they fit children as well. With
 * h the distance from the eyes to the mouth and w that between the inner eye corners:
 *
 * - `face` (frontal face, ears, neck): up to 0.95 h above the eyes (hairline), 2.2 h below them (neck), 1.5 h to
 *   either side and 1.7 h behind them (ears).
 * - `nose`: from the eyes down to 0.1 h below its base; half as wide as 0.25 w at the eyes, widening in proportion to
 *   0.6 w at the base (the wings); not deeper than 0.25 h behind the base.
 *
 * @param positionsMm `[n*3]`, with `landmarksMm` in one frame.
 */
export const h3dsRegions = (
  positionsMm: Float32Array | Float64Array,
  landmarksMm: LandmarkSet,
): ReadonlyMap<H3dsRegionName, Uint32Array> => {
  const points = placedPoints(landmarksMm)
  const frame = faceFrameOf(landmarksMm)
  const tip = points.get('nose_tip')
  const base = points.get('nose_base')
  const tests = new Map<H3dsRegionName, (point: Vec3) => boolean>()
  if (frame) tests.set('face', (point) => isFace(frame, toFaceFrame(frame, point)))
  if (tip) {
    tests.set('face_sphere', ([x, y, z]) => Math.hypot(x - tip[0], y - tip[1], z - tip[2]) <= sphereRadiusMm)
  }
  if (frame && base) {
    const baseInFace = toFaceFrame(frame, base)
    tests.set('nose', (point) => isNose(frame, baseInFace, toFaceFrame(frame, point)))
  }
  return new Map([...tests].map(([name, test]) => [name, verticesWhere(positionsMm, test)]))
}

const isFace = ({ eyesToMouth: h }: FaceFrame, [left, up, out]: Vec3): boolean =>
  up <= 0.95 * h && up >= -2.2 * h && Math.abs(left) <= 1.5 * h && out >= -1.7 * h

const isNose = ({ eyesToMouth: h, betweenEyes: w }: FaceFrame, base: Vec3, [left, up, out]: Vec3): boolean => {
  if (up > 0 || up < base[1] - 0.1 * h || out < base[2] - 0.25 * h) return false
  const shareDown = Math.min(1, up / Math.min(base[1], -1e-9))
  const middleLeft = base[0] * shareDown
  return Math.abs(left - middleLeft) <= (0.25 + 0.35 * shareDown) * w
}

const verticesWhere = (positions: Float32Array | Float64Array, test: (point: Vec3) => boolean): Uint32Array => {
  const found = new Uint32Array(positions.length / 3)
  let count = 0
  for (let v = 0; v < found.length; v++) {
    if (test([positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]])) found[count++] = v
  }
  return found.slice(0, count)
}

import type { AlignScan } from '../../model/alignment.ts'
import { badInput } from '../../model/errors.ts'
import { type LandmarkSet, placedPoints } from '../../model/landmarks.ts'
import type { Warning } from '../../model/mesh.ts'
import {
  invertAffine4,
  type Mat4,
  multiply4,
  scaleOf,
  toMat4,
  transformPoint,
  type Vec3,
} from '../../model/transform.ts'
import { longestSideOf } from '../meshUnit.ts'
import type { Placement } from '../placedSurface.ts'
import { scaledPoints } from './examineLandmarks.ts'
import { type LandmarkStart, landmarkStart, warningsOf } from './landmarkStart.ts'
import { type ScanUnit, scanUnit } from './scanUnit.ts'

export interface ScanPair {
  readonly source: AlignScan
  readonly target: AlignScan
}

/**
 * The frame in which the work is done: millimetres, the target's axes, origin in the middle of its landmarks (without
 * landmarks, of its vertices).
 */
export interface AlignmentFrame {
  readonly sourceUnit: ScanUnit
  readonly targetUnit: ScanUnit
  /** Null where the start came from elsewhere. */
  readonly landmarks: LandmarkStart | null
  readonly mmFromSource: Mat4
  readonly frameFromTarget: Mat4
  readonly frameFromMm: Mat4
  /** As the start says: landmarks, surfaces, or a transform that was given. */
  readonly frameFromSource: Mat4
  /** Scale of the start beyond the ratio of the units. */
  readonly startScale: number
  readonly warnings: readonly Warning[]
}

interface PairUnits {
  readonly source: ScanUnit
  readonly target: ScanUnit
  readonly sourcePoints: ReadonlyMap<string, Vec3>
  readonly targetPoints: ReadonlyMap<string, Vec3>
}

/** Units of both scans, comparable where the scale is fixed. Throws input/unit-unknown and input/not-finite. */
const pairUnits = ({ source, target }: ScanPair, scale: 'free' | 'fixed'): PairUnits => {
  const sourcePoints = finitePoints(source.landmarks, 'source')
  const targetPoints = finitePoints(target.landmarks, 'target')
  const found = {
    source: scanUnit({
      which: 'source',
      stated: source.unit ?? source.landmarks?.unit ?? null,
      points: sourcePoints,
      longestSide: longestSideOf(source.mesh.positions),
    }),
    target: scanUnit({
      which: 'target',
      stated: target.unit ?? target.landmarks?.unit ?? null,
      points: targetPoints,
      longestSide: longestSideOf(target.mesh.positions),
    }),
  }
  return { ...(scale === 'fixed' ? comparableUnits(found) : found), sourcePoints, targetPoints }
}

/**
 * Resolves units and fits the landmarks, weighted by their names. Throws what `landmarkStart` throws, and
 * input/unit-unknown.
 */
export const frameFromLandmarks = (
  pair: ScanPair,
  scale: 'free' | 'fixed',
  weights: Readonly<Record<string, number>> = {},
): AlignmentFrame => {
  const { source, target, sourcePoints, targetPoints } = pairUnits(pair, scale)
  const targetMm = scaledPoints(targetPoints, target.mmPerUnit)
  const sourceMm = scaledPoints(sourcePoints, source.mmPerUnit)
  const landmarks = landmarkStart({ sourceMm, targetMm, scale, weights: new Map(Object.entries(weights)) })
  const frameFromMm = translation(meanOf(landmarks.target), -1)
  return frameOf({
    source,
    target,
    frameFromMm,
    targetMmFromSourceMm: landmarks.fit.targetFromSource,
    landmarks,
    startScale: landmarks.fit.scale,
  })
}

/**
 * The frame for a start that is known: `place` is given both units and answers with the transform from source to
 * target, each in millimetres.
 */
export const frameFromStart = (
  pair: ScanPair,
  scale: 'free' | 'fixed',
  place: (mm: { readonly source: number; readonly target: number }) => Mat4,
): AlignmentFrame => {
  const { source, target } = pairUnits(pair, scale)
  const targetMmFromSourceMm = place({ source: source.mmPerUnit, target: target.mmPerUnit })
  const middle = transformPoint(scaling(target.mmPerUnit), meanOf(pair.target.mesh.positions))
  const startScale = Math.abs(scaleOf(targetMmFromSourceMm))
  return frameOf({
    source,
    target,
    frameFromMm: translation(middle, -1),
    targetMmFromSourceMm,
    landmarks: null,
    startScale,
  })
}

const frameOf = (o: {
  readonly source: ScanUnit
  readonly target: ScanUnit
  readonly frameFromMm: Mat4
  readonly targetMmFromSourceMm: Mat4
  readonly landmarks: LandmarkStart | null
  readonly startScale: number
}): AlignmentFrame => {
  const mmFromSource = scaling(o.source.mmPerUnit)
  return {
    sourceUnit: o.source,
    targetUnit: o.target,
    landmarks: o.landmarks,
    mmFromSource,
    frameFromMm: o.frameFromMm,
    frameFromTarget: multiply4(o.frameFromMm, scaling(o.target.mmPerUnit)),
    frameFromSource: multiply4(o.frameFromMm, multiply4(o.targetMmFromSourceMm, mmFromSource)),
    startScale: o.startScale,
    warnings: [...warningsOf([...o.source.findings, ...o.target.findings]), ...(o.landmarks?.warnings ?? [])],
  }
}

/** `targetFromSource` for a motion of the source within the frame, on top of the landmarks (or of another start). */
export const targetFromSourceOf = (frame: AlignmentFrame, motion: Mat4): Mat4 =>
  multiply4(invertAffine4(frame.frameFromTarget), multiply4(motion, frame.frameFromSource))

/** A frame that is not turned against the mesh's: what `frameFromTarget` is. */
export const placementOf = (frameFromMesh: Mat4): Placement => ({
  scale: frameFromMesh[0],
  shift: [frameFromMesh[3], frameFromMesh[7], frameFromMesh[11]],
})

const finitePoints = (set: LandmarkSet | null, which: 'source' | 'target'): ReadonlyMap<string, Vec3> => {
  const points = set ? placedPoints(set) : new Map<string, Vec3>()
  for (const [name, position] of points) {
    if (position.every(Number.isFinite)) continue
    throw badInput('not-finite', `Landmark ${name} of the ${which} scan has a position that is not a finite number.`)
  }
  return points
}

/** With a fixed scale the ratio of both units is the scale, so it must be known. */
const comparableUnits = ({ source, target }: { source: ScanUnit; target: ScanUnit }) => {
  if (source.unit === null && target.unit === null) {
    return { source: { ...source, mmPerUnit: target.mmPerUnit }, target }
  }
  if (source.unit !== null && target.unit !== null) return { source, target }
  throw badInput(
    'unit-unknown',
    `With a fixed scale the units of both scans must be known, but that of the ${source.unit === null ? 'source' : 'target'} is not. ` +
      'State it, or let the scale be free.',
  )
}

const scaling = (factor: number): Mat4 => toMat4([factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, 1])

const translation = ([x, y, z]: Vec3, sign: 1 | -1): Mat4 =>
  toMat4([1, 0, 0, sign * x, 0, 1, 0, sign * y, 0, 0, 1, sign * z, 0, 0, 0, 1])

const meanOf = (rows: Float32Array | Float64Array): Vec3 => {
  let [x, y, z] = [0, 0, 0]
  for (let i = 0; i < rows.length; i += 3) {
    x += rows[i]
    y += rows[i + 1]
    z += rows[i + 2]
  }
  const count = rows.length / 3
  return [x / count, y / count, z / count]
}

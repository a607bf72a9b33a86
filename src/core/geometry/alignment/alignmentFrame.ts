import { badInput } from '../../model/errors.ts'
import { type LandmarkSet, placedPoints } from '../../model/landmarks.ts'
import type { Mesh, Warning } from '../../model/mesh.ts'
import { invertAffine4, type Mat4, multiply4, toMat4, transformPoints, type Vec3 } from '../../model/transform.ts'
import type { LengthUnit } from '../../model/units.ts'
import { longestSideOf } from '../meshUnit.ts'
import { scaledPoints } from './examineLandmarks.ts'
import { type LandmarkStart, landmarkStart, warningsOf } from './landmarkStart.ts'
import { type ScanUnit, scanUnit } from './scanUnit.ts'

export interface ScanPair {
  readonly source: Mesh
  readonly target: Mesh
  readonly sourceLandmarks: LandmarkSet
  readonly targetLandmarks: LandmarkSet
  /** Null: the set's own unit counts, else the unit is guessed. */
  readonly sourceUnit: LengthUnit | null
  readonly targetUnit: LengthUnit | null
}

/** The frame in which the work is done: millimetres, the target's axes, origin in the middle of its landmarks. */
export interface AlignmentFrame {
  readonly sourceUnit: ScanUnit
  readonly targetUnit: ScanUnit
  readonly start: LandmarkStart
  readonly mmFromSource: Mat4
  readonly frameFromTarget: Mat4
  readonly frameFromMm: Mat4
  /** As the landmarks say. */
  readonly frameFromSource: Mat4
  readonly warnings: readonly Warning[]
}

/** Resolves units and fits the landmarks. Throws what `landmarkStart` throws, and input/unit-unknown. */
export const alignmentFrame = (pair: ScanPair, scale: 'free' | 'fixed'): AlignmentFrame => {
  const sourcePoints = finitePoints(pair.sourceLandmarks, 'source')
  const targetPoints = finitePoints(pair.targetLandmarks, 'target')
  const found = {
    source: scanUnit({
      which: 'source',
      stated: pair.sourceUnit,
      points: sourcePoints,
      longestSide: longestSideOf(pair.source.positions),
    }),
    target: scanUnit({
      which: 'target',
      stated: pair.targetUnit,
      points: targetPoints,
      longestSide: longestSideOf(pair.target.positions),
    }),
  }
  const { source, target } = scale === 'fixed' ? comparableUnits(found) : found
  const targetMm = scaledPoints(targetPoints, target.mmPerUnit)
  const start = landmarkStart({ sourceMm: scaledPoints(sourcePoints, source.mmPerUnit), targetMm, scale })
  const mmFromSource = scaling(source.mmPerUnit)
  const frameFromMm = translation(meanOf(start.target), -1)
  return {
    sourceUnit: source,
    targetUnit: target,
    start,
    mmFromSource,
    frameFromMm,
    frameFromTarget: multiply4(frameFromMm, scaling(target.mmPerUnit)),
    frameFromSource: multiply4(frameFromMm, multiply4(start.fit.targetFromSource, mmFromSource)),
    warnings: [...warningsOf([...source.findings, ...target.findings]), ...start.warnings],
  }
}

/** `targetFromSource` for a motion of the source within the frame, on top of the landmarks (or of another start). */
export const targetFromSourceOf = (frame: AlignmentFrame, motion: Mat4): Mat4 =>
  multiply4(invertAffine4(frame.frameFromTarget), multiply4(motion, frame.frameFromSource))

/** The mesh moved into the frame, single precision about its origin. */
export const meshInFrame = (mesh: Mesh, frameFromMesh: Mat4): Mesh => ({
  positions: Float32Array.from(transformPoints(frameFromMesh, Float64Array.from(mesh.positionsF64 ?? mesh.positions))),
  triangles: mesh.triangles,
  ...(mesh.normals ? { normals: mesh.normals } : {}),
})

const finitePoints = (set: LandmarkSet, which: 'source' | 'target'): ReadonlyMap<string, Vec3> => {
  const points = placedPoints(set)
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

const meanOf = (rows: Float64Array): Vec3 => {
  const mean = [0, 1, 2].map((axis) => rows.filter((_, i) => i % 3 === axis).reduce((sum, v) => sum + v, 0))
  const count = rows.length / 3
  return [mean[0] / count, mean[1] / count, mean[2] / count]
}

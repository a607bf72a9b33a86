import { alignScans } from '../../geometry/alignScans.ts'
import { quantile } from '../../geometry/distances.ts'
import { fitSimilarity } from '../../geometry/similarity.ts'
import { CameoError } from '../../model/errors.ts'
import type { FaceContour } from '../../model/faceContours.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { Mesh, Warning } from '../../model/mesh.ts'
import type { RunContext } from '../../model/run.ts'
import { type Mat4, toMat4, type Vec3 } from '../../model/transform.ts'
import { type LengthUnit, mmPer } from '../../model/units.ts'
import { contourTargets } from '../contours/contourTargets.ts'
import type { LandmarkEmbedding } from '../embedding.ts'
import { FitState } from '../fitState.ts'
import { type LandmarkTarget, pointOnSurface } from '../landmarkRows.ts'
import { wrongFitM } from '../landmarkStart.ts'
import type { FlameModel } from '../model.ts'
import type { OpenedScan } from '../openScan.ts'
import { matchInput } from '../registerToFlame.ts'
import { facesInward, reversedTriangles } from '../scanSide.ts'
import { ScanSurface, scanMatchesFor } from '../scanSurface.ts'
import { type FrameParameters, moveRigidly, setParameters } from './frameParameters.ts'

export interface FrameInput {
  readonly scan: Mesh
  readonly unit: LengthUnit
  readonly model: FlameModel
  readonly embedding: LandmarkEmbedding | null
  /** Of this frame, where there are any. */
  readonly landmarks: LandmarkSet | null
  /** Lines along its lips and lids. */
  readonly contours?: readonly FaceContour[]
  /** What the frame starts from. */
  readonly before: FrameParameters
}

export interface OpenedFrame {
  readonly state: FitState
  readonly opened: OpenedScan
  readonly start: {
    readonly unit: LengthUnit
    readonly metresPerUnit: number
    readonly originInScan: Vec3
    readonly warnings: readonly Warning[]
  }
  readonly unused: readonly string[]
}

/** The head moved less than this (m, median of the face) since the frame before: the fit finds it without help. */
const nearM = 0.003
/** A landmark farther than this (m) from the scan is not on it. */
const offScanM = 0.012
const nearReachM = 0.05
/** So many landmarks say where a head has gone. */
const fewestLandmarks = 3

/**
 * The scan of a frame, with a state that lies on it: that of the frame before, moved rigidly where the head moved far, by
 * the frame's own landmarks where it has three, else by the surfaces.
 * The surface is to be released.
 * @param face vertices that are skin for certain.
 */
export const openFrame = (input: FrameInput, face: Uint32Array, context: RunContext): OpenedFrame => {
  const { model, unit, before } = input
  const metresPerUnit = mmPer(unit) / 1000
  const state = new FitState(model)
  setParameters(state, before, [0, 0, 0])
  const originM = middleOf(state.forward.vertices, face)
  const originInScan = originM.map((metres) => metres / metresPerUnit) as unknown as Vec3
  setParameters(state, before, originM)
  const warnings: Warning[] = []
  let scan = new ScanSurface(input.scan, { metresPerUnit, originInScan }, context)
  const { triangles } = model
  const { landmarks, offScan, unused } = landmarksOn(input, scan, { metresPerUnit, originInScan })
  const { vertices } = state.forward
  if (!(medianDistance(scan, vertices, face) <= nearM)) {
    const motion = motionOfLandmarks(landmarks, vertices) ?? motionTo(scan, vertices, triangles, context)
    if (motion) moveRigidly(state, motion)
  }
  // Only a surface that lies on the scan can tell its inside.
  if (facesInward(scan, state.forward.vertices, triangles)) {
    warnings.push({ code: 'scan-inside-out', message: "The scan's triangles face inward; it was turned inside out." })
    scan.release()
    const turned = { ...input.scan, triangles: reversedTriangles(input.scan.triangles) }
    scan = new ScanSurface(turned, { metresPerUnit, originInScan }, context)
  }
  const { contours, warnings: ofContours } = contourTargets({
    ...{ contours: input.contours ?? [], model, embedding: input.embedding, scan },
    ...{ start: { metresPerUnit, originInScan }, surfaceFromTemplate: turnOf(state) },
  })
  warnings.push(...ofContours)
  return {
    state,
    opened: { scan, landmarks, contours, offScan, warnings },
    start: { unit, metresPerUnit, originInScan, warnings: [] },
    unused,
  }
}

/** How the head is turned: which way is up. */
const turnOf = ({ rotations: r }: FitState): Mat4 =>
  toMat4([r[0], r[1], r[2], 0, r[3], r[4], r[5], 0, r[6], r[7], r[8], 0, 0, 0, 0, 1])

const middleOf = (vertices: Float64Array, chosen: Uint32Array): Vec3 => {
  const sum = [0, 0, 0]
  for (const v of chosen) for (let axis = 0; axis < 3; axis++) sum[axis] += vertices[v * 3 + axis]
  return [sum[0] / chosen.length, sum[1] / chosen.length, sum[2] / chosen.length]
}

/** Metres; NaN where most of it has no scan within reach. */
const medianDistance = (scan: ScanSurface, vertices: Float64Array, face: Uint32Array): number => {
  const points = Float64Array.from(
    { length: face.length * 3 },
    (_, i) => vertices[face[Math.floor(i / 3)] * 3 + (i % 3)],
  )
  const matches = scanMatchesFor(face.length)
  scan.match(points, matches, nearReachM)
  return quantile(Float64Array.from(matches.closest.distances).sort(), 0.5)
}

/** The rigid motion (metres) that lays a surface on landmarks; null where there are too few, or they form no face. */
const motionOfLandmarks = (landmarks: readonly LandmarkTarget[], vertices: Float64Array): Mat4 | null => {
  if (landmarks.length < fewestLandmarks) return null
  const source = landmarks.flatMap((landmark) => pointOnSurface(landmark, vertices))
  const target = landmarks.flatMap(({ position }) => position)
  try {
    const { targetFromSource, rms } = fitSimilarity({ source, target, scale: 'fixed' })
    return rms <= wrongFitM ? targetFromSource : null
  } catch (error) {
    // They lie on a line: the surfaces have to tell.
    if (error instanceof CameoError && error.code.startsWith('input/')) return null
    throw error
  }
}

/** The rigid motion (metres) that lays a surface on the scan; null where none is found. */
const motionTo = (
  scan: ScanSurface,
  vertices: Float64Array,
  triangles: Uint32Array,
  context: RunContext,
): Mat4 | null => {
  const surface = { positions: Float32Array.from(vertices), triangles }
  const target = { positions: scan.positions, triangles: scan.triangles }
  try {
    const { targetFromSource } = alignScans(
      {
        source: { mesh: surface, landmarks: null, unit: 'm' },
        target: { mesh: target, landmarks: null, unit: 'm' },
        options: { scale: 'fixed', metric: 'point-to-plane', overlap: 'auto', restarts: 0, start: unmoved },
      },
      { signal: context.signal, queryThreads: context.queryThreads },
    )
    return targetFromSource
  } catch (error) {
    // Too little in common to align: the fit begins where the head was, and its numbers tell whether that was enough.
    if (error instanceof CameoError && error.code.startsWith('input/')) return null
    throw error
  }
}

const unmoved = toMat4([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])

const landmarksOn = (
  { landmarks, model, embedding }: FrameInput,
  scan: ScanSurface,
  { metresPerUnit, originInScan }: { readonly metresPerUnit: number; readonly originInScan: Vec3 },
) => {
  if (!landmarks) return { landmarks: [], offScan: [], unused: [] }
  const match = matchInput({ landmarks, model, embedding })
  const located = match.pairs.map(({ position, ...place }): LandmarkTarget => {
    const at = (axis: number): number => (position[axis] - originInScan[axis]) * metresPerUnit
    return { ...place, position: [at(0), at(1), at(2)] }
  })
  const isOn = ({ position }: LandmarkTarget): boolean => scan.distanceTo(position) <= offScanM
  return {
    landmarks: located.filter(isOn),
    offScan: located.filter((landmark) => !isOn(landmark)).map(({ name }) => name),
    unused: match.unused,
  }
}

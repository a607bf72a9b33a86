import { quantile } from '../geometry/distances.ts'
import { badInput } from '../model/errors.ts'
import type { FaceContour } from '../model/faceContours.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { RunContext } from '../model/run.ts'
import type { Vec3 } from '../model/transform.ts'
import { type ContourTarget, contourTargets } from './contours/contourTargets.ts'
import type { LandmarkEmbedding } from './embedding.ts'
import type { FitState } from './fitState.ts'
import type { LandmarkTarget } from './landmarkRows.ts'
import type { LandmarkStart } from './landmarkStart.ts'
import type { LandmarkMatch } from './matchLandmarks.ts'
import { facesInward, reversedTriangles } from './scanSide.ts'
import { ScanSurface } from './scanSurface.ts'

/** A landmark farther than this (m) from the scan is not on it. */
const offScanM = 0.012

export interface OpenedScan {
  readonly scan: ScanSurface
  /** The landmarks that lie on the scan, in its surface's frame. */
  readonly landmarks: readonly LandmarkTarget[]
  /** Lines along lips and lids, as far as scan and model have them. */
  readonly contours: readonly ContourTarget[]
  readonly offScan: readonly string[]
  readonly warnings: readonly Warning[]
}

/**
 * The scan as the fit sees it, with the landmarks that lie on it. An inside-out scan (all normals inward) is turned.
 * @throws CameoError `input/landmarks-off-scan` where most landmarks are far from the scan, `input/scan-…`.
 */
export const openScan = (input: {
  readonly scan: Mesh
  readonly start: LandmarkStart
  readonly match: LandmarkMatch
  readonly contours?: readonly FaceContour[]
  /** Where the landmarks lie on the model: it tells the model's outer lips. */
  readonly embedding: LandmarkEmbedding | null
  /** At its start. */
  readonly state: FitState
  readonly context?: Pick<RunContext, 'signal' | 'trees'>
}): OpenedScan => {
  const { start, match, state, context } = input
  const warnings: Warning[] = []
  let scan = new ScanSurface(input.scan, start, context)
  const landmarks = match.pairs.map(({ name, vertices, barycentrics, position }) => {
    const at = (axis: number): number => (position[axis] - start.originInScan[axis]) * start.metresPerUnit
    return { name, vertices, barycentrics, position: [at(0), at(1), at(2)] as Vec3 }
  })
  const distances = landmarks.map(({ position }) => scan.distanceTo(position))
  const offScan = landmarks.filter((_, i) => distances[i] > offScanM).map(({ name }) => name)
  const onScan = landmarks.filter((_, i) => distances[i] <= offScanM)
  if (onScan.length < 3 || offScan.length > onScan.length) throw offScanError(distances)
  if (offScan.length > 0) {
    const message = `Left out, because not on the scan (more than ${offScanM * 1000} mm away): ${offScan.join(', ')}.`
    warnings.push({ code: 'landmarks-off-scan', message })
  }
  if (facesInward(scan, state.forward.vertices, state.forward.model.triangles)) {
    warnings.push({ code: 'scan-inside-out', message: "The scan's triangles face inward; it was turned inside out." })
    scan.release()
    scan = new ScanSurface({ ...input.scan, triangles: reversedTriangles(input.scan.triangles) }, start, context)
  }
  if (scan.droppedTriangles > 0) {
    const message = `${scan.droppedTriangles} triangles in small separate pieces were not fitted to.`
    warnings.push({ code: 'scan-floating-pieces', message })
  }
  const { contours, warnings: ofContours } = contourTargets({
    ...{ contours: input.contours ?? [], model: state.forward.model, embedding: input.embedding },
    ...{ scan, start, surfaceFromTemplate: start.scanFromTemplate },
  })
  warnings.push(...ofContours)
  return { scan, landmarks: onScan, contours, offScan, warnings }
}

const offScanError = (distancesM: readonly number[]): Error => {
  const medianMm = 1000 * quantile(Float64Array.from(distancesM).sort(), 0.5)
  return badInput(
    'landmarks-off-scan',
    `The landmarks lie ${medianMm.toFixed(0)} mm (median) from the scan's surface: they belong to another scan, or are in another unit or frame.`,
    { medianMm },
  )
}

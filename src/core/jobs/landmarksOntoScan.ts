import { readLandmarks } from '../formats/index.ts'
import { surfacePosition } from '../formats/landmarks/meshPlaces.ts'
import { counted } from '../formats/warningList.ts'
import { inUnitOf } from '../geometry/landmarkUnit.ts'
import { longestSideOf } from '../geometry/meshUnit.ts'
import { snapLandmarks } from '../geometry/snapLandmarks.ts'
import { CameoError } from '../model/errors.ts'
import type { ProposalSurface } from '../model/landmarkProposals.ts'
import type { Landmark, LandmarkSet } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { LengthUnit } from '../model/units.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import { onSurface } from './proposeLandmarks.ts'
import type { Job, MeshReference } from './types.ts'

export interface LandmarksOntoScanInput {
  readonly file: NamedFile
  readonly scan: MeshReference
  /** Of the scan. */
  readonly unit: LengthUnit | null
}

interface OntoScan {
  readonly landmarks: readonly Landmark[]
  readonly warnings: readonly Warning[]
}

/** Of the scan's longest side: what files round. A point this near lies on the surface, and keeps its numbers. */
const roundingShare = 1e-5

/**
 * Reads landmarks for a scan, also those that count its vertices or triangles, brings them to its unit, and moves placed
 * and uncertain ones onto its surface, which a warning tells. Single points far from it stay where the file has them, and
 * are named.
 *
 * @throws input/landmarks-off-surface where half of the points or more are far: another scan, unit or frame.
 */
export const landmarksOntoScan: Job<LandmarksOntoScanInput, { set: LandmarkSet; warnings: readonly Warning[] }> = {
  id: 'landmarksOntoScan',
  run: async ({ file, scan, unit }, context) => {
    const bytes = await context.readFile(file.ref)
    const { mesh } = await openMesh(scan, context)
    const read = readLandmarks(bytes, file.fileName, { mesh })
    const inScan = inUnitOf({ unit, name: scan.fileName }, read.set)
    const onto = onSurface(mesh, (surface) => ontoScan(inScan.landmarks, surface, mesh), context)
    return {
      set: { ...read.set, landmarks: onto.landmarks },
      warnings: [...read.warnings, ...inScan.warnings, ...onto.warnings],
    }
  },
  transfers: () => [],
}

const ontoScan = (landmarks: readonly Landmark[], surface: ProposalSurface, mesh: Mesh): OntoScan => {
  const longestSide = longestSideOf(mesh.positions)
  const rounding = roundingShare * longestSide
  const far = farNames(landmarks, surface, longestSide)
  const near = landmarks.filter(({ name }) => !far.has(name))
  const snapped = snapLandmarks(near, surface, longestSide)
  const moved = snapped.moved.filter(({ distance }) => distance > rounding)
  const isMoved = new Set(moved.map(({ name }) => name))
  const settled = new Map(
    snapped.landmarks.map((point, i) => [
      point.name,
      isMoved.has(point.name) ? point : keptPlace(near[i], point, mesh, rounding),
    ]),
  )
  return {
    landmarks: landmarks.map((landmark) => settled.get(landmark.name) ?? { ...landmark, surface: null }),
    warnings: [...movedWarnings(moved), ...farWarnings([...far])],
  }
}

/** A point on the surface keeps its position, and its triangle where that is one of this scan. */
const keptPlace = (before: Landmark, onSurface: Landmark, mesh: Mesh, rounding: number): Landmark => {
  const { position, surface } = before
  const named = position && surface && surfacePosition(mesh, surface)
  const isOfScan = named && position.every((value, axis) => Math.abs(value - named[axis]) <= rounding)
  return { ...before, surface: isOfScan ? surface : onSurface.surface }
}

/** Single points that are far; where they are half of all or more, `snapLandmarks` has refused them with the reason. */
const farNames = (
  landmarks: readonly Landmark[],
  surface: ProposalSurface,
  longestSide: number,
): ReadonlySet<string> => {
  try {
    snapLandmarks(landmarks, surface, longestSide)
    return new Set()
  } catch (error) {
    const far = error instanceof CameoError ? error.detail.far : null
    if (!Array.isArray(far) || 2 * far.length >= landmarks.filter(({ position }) => position).length) throw error
    return new Set(far.map(String))
  }
}

const movedWarnings = (moved: readonly { readonly name: string; readonly distance: number }[]): Warning[] => {
  if (moved.length === 0) return []
  const farthest = moved.reduce((best, each) => (each.distance > best.distance ? each : best))
  const by = `${farthest.distance.toPrecision(3)} at most (${farthest.name})`
  const message = `${counted(moved.length, 'point')} did not lie on the surface of the scan: moved onto it, by ${by}.`
  return [{ code: 'landmarks-moved', message }]
}

const farWarnings = (far: readonly string[]): Warning[] =>
  far.length === 0
    ? []
    : [
        {
          code: 'landmarks-far',
          message: `Far from the surface of the scan, and left where the file has them: ${far.join(', ')}. Look at them.`,
        },
      ]

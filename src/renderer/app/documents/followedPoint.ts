import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { headAxes } from '#core/editor/headAxes.ts'
import { guideRows } from '#core/editor/landmarkGuide.ts'
import { pairResiduals } from '#core/editor/pairResiduals.ts'
import { alignmentBetween, frameFromOther } from '#core/editor/scanPairs.ts'
import { identity4, type Mat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { usePreferences } from '../state/preferences.ts'
import { schemeNamed } from '../state/schemes.ts'
import { activeScanOf } from '../state/selection.ts'
import { useSession } from '../state/session.ts'
import { withDragged } from './draggedPoint.ts'
import { useLandmarks } from './landmarkDocuments.ts'
import { useGhosts } from './landmarkGhosts.ts'
import { pointToPlace } from './landmarkWork.ts'
import { frameScanOf } from './pointInPhotos.ts'

/** The point of the active scan as the photos' cameras know it. */
export interface FollowedPoint {
  readonly name: string
  readonly title: string
  /** In the frame of the cameras: where it is placed, dragged to or proposed; null where none of it is known. */
  readonly place: Vec3 | null
  /** Whose place it is: the photos show that of their own scan anyhow. */
  readonly from: 'own-scan' | 'other-scan' | 'proposal'
  /** Where the face looks, in the frame of the cameras; null before the points tell. */
  readonly facing: Vec3 | null
}

/** From a scan's frame to another's: by the alignment, or before there is one by the points placed on both. */
const useFrameFromScan = (subject: SubjectDetail, scan: Scan | null, frame: Scan | null): Mat4 | null => {
  const onScan = useLandmarks(scan?.id ?? null)?.set.landmarks
  const onFrame = useLandmarks(frame?.id ?? null)?.set.landmarks
  if (!scan || !frame) return null
  if (scan.id === frame.id) return identity4
  const alignment = alignmentBetween(subject, scan, frame)
  if (alignment) return frameFromOther(alignment, frame)
  if (!onScan || !onFrame) return null
  return pairResiduals({ landmarks: onScan }, { landmarks: onFrame })?.targetFromSource ?? null
}

const turned = (matrix: Mat4, direction: Vec3): Vec3 => {
  const origin = transformPoint(matrix, [0, 0, 0])
  const end = transformPoint(matrix, direction)
  return [end[0] - origin[0], end[1] - origin[1], end[2] - origin[2]]
}

/** Null where the photos have no cameras, or no point waits or is chosen. */
export const useFollowedPoint = (subject: SubjectDetail): FollowedPoint | null => {
  const preferences = usePreferences()
  const chosen = useSession(({ currentPoint }) => currentPoint)
  const dragged = useSession(({ draggedPoint }) => draggedPoint)
  const scan: Scan | null = activeScanOf(subject, preferences)
  const landmarks = useLandmarks(scan?.id ?? null)?.set.landmarks
  const { ghosts } = useGhosts(scan)
  const frame = frameScanOf(subject)
  const frameFromScan = useFrameFromScan(subject, scan, frame)
  if (!scan || !frame || !landmarks) return null
  const rows = guideRows(schemeNamed(preferences.scheme), withDragged(scan, landmarks, dragged))
  const row = rows.find(({ name }) => name === pointToPlace(rows, chosen))
  if (!row) return null
  const position = row.position ?? ghosts.find(({ name }) => name === row.name)?.position ?? null
  const axes = headAxes({ landmarks })
  return {
    name: row.name,
    title: row.title,
    from: !row.position ? 'proposal' : scan.id === frame.id ? 'own-scan' : 'other-scan',
    place: position && frameFromScan ? transformPoint(frameFromScan, position) : null,
    facing: axes && frameFromScan ? turned(frameFromScan, axes.front) : null,
  }
}

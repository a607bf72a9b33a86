import type { Image, Scan, SubjectDetail } from '#core/contract/contract.ts'
import { type GuideRow, guideRows } from '#core/editor/landmarkGuide.ts'
import { photoProjection } from '#core/editor/photoProjection.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { type TriangulatedPoint, triangulatePoint } from '#core/geometry/triangulatePoint.ts'
import type { Projection } from '#core/model/camera.ts'
import { CameoError } from '#core/model/errors.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import { usePreferences } from '../state/preferences.ts'
import { scanSurface } from '../state/scanSurfaces.ts'
import { schemeNamed } from '../state/schemes.ts'
import { activeScan, activeScanOf, selectedSubject } from '../state/selection.ts'
import { useSession } from '../state/session.ts'
import { editLandmarks, shownSet, useLandmarks } from './landmarkDocuments.ts'
import { currentPointOf, pointToPlace } from './landmarkWork.ts'
import { type PhotoClick, photoClicksOf, usePhotoClicks } from './photoPointDocuments.ts'

/** A photo with its camera in the frame of the scan. */
export interface CalibratedPhoto extends Projection {
  readonly image: Image
}

/** The point to place as the photos of a scan see it. */
export interface PointInPhotos {
  readonly scan: Scan
  readonly name: string
  readonly title: string
  readonly photos: readonly CalibratedPhoto[]
  readonly clicks: readonly PhotoClick[]
  /** From the clicks; null with fewer than two, or where they fix none. */
  readonly found: TriangulatedPoint | null
  /** Why the clicks fix no point; null where they do, or are too few. */
  readonly obstacle: string | null
  /** Where it is placed on the scan; null where it is not. */
  readonly placed: Vec3 | null
}

const triangulated = (photos: readonly CalibratedPhoto[], clicks: readonly PhotoClick[]) => {
  const views = clicks.flatMap(({ imageId, xPx, yPx }) => {
    const photo = photos.find(({ image }) => image.id === imageId)
    return photo ? [{ worldMat: photo.worldMat, distortion: photo.distortion, xPx, yPx }] : []
  })
  if (views.length < 2) return { found: null, obstacle: null }
  try {
    return { found: triangulatePoint(views), obstacle: null }
  } catch (error) {
    if (error instanceof CameoError) return { found: null, obstacle: error.message }
    throw error
  }
}

/** The scan in whose frame the cameras of the subject's photos lie; null where they have none. */
export const frameScanOf = ({ images, scans }: SubjectDetail): Scan | null => {
  const frameScanId = images.find(({ worldMat, frameScanId: id }) => worldMat && id)?.frameScanId
  return scans.find(({ id }) => id === frameScanId) ?? null
}

/** The photos whose cameras lie in the frame of that scan. */
export const calibratedPhotosOf = (subject: SubjectDetail): readonly CalibratedPhoto[] => {
  const scan = frameScanOf(subject)
  return subject.images.flatMap((image) => {
    const camera = photoProjection(image)
    return camera && image.frameScanId === scan?.id ? [{ image, ...camera }] : []
  })
}

/** What the frame's scan knows of a point that waits or is chosen on the scan that is worked on. */
const rowIn = (landmarks: readonly Landmark[], scheme: string, name: string | null): GuideRow | null =>
  (name !== null && guideRows(schemeNamed(scheme), landmarks).find((row) => row.name === name)) || null

const seenFrom = (
  subject: SubjectDetail,
  scan: Scan,
  { name, title, position }: GuideRow,
  clicks: readonly PhotoClick[],
): PointInPhotos => {
  const photos = calibratedPhotosOf(subject)
  return { scan, name, title, photos, clicks, placed: position, ...triangulated(photos, clicks) }
}

/** Null where the subject's photos have no cameras, or every point is decided and none is chosen. */
export const usePointInPhotos = (subject: SubjectDetail): PointInPhotos | null => {
  const scan = frameScanOf(subject)
  const landmarks = useLandmarks(scan?.id ?? null)
  const preferences = usePreferences()
  const { scheme } = preferences
  const chosen = useSession(({ currentPoint }) => currentPoint)
  const active = useLandmarks(activeScanOf(subject, preferences)?.id ?? null)
  const name = active && pointToPlace(guideRows(schemeNamed(scheme), active.set.landmarks), chosen)
  const row = landmarks && rowIn(landmarks.set.landmarks, scheme, name)
  const clicks = usePhotoClicks(subject, row?.name ?? null)
  return scan && row ? seenFrom(subject, scan, row, clicks) : null
}

/** The same outside of components, from what has been read already. */
export const currentPointInPhotos = (): PointInPhotos | null => {
  const subject = selectedSubject()
  const scan = subject && frameScanOf(subject)
  const set = scan && shownSet(scan.id)
  if (!subject || !scan || !set) return null
  const active = activeScan()
  const name = active && currentPointOf(active.id)
  const row = rowIn(set.landmarks, usePreferences.getState().scheme, name)
  return row && seenFrom(subject, scan, row, photoClicksOf(subject, row.name))
}

/** A place from photos this far (mm) from the surface is beside it: it is placed where the rays have it. */
const besideMm = 10

/** Places the current point where its clicks have it: on the surface of its scan where that is near and loaded. */
export const placeFromPhotos = (): void => {
  const point = currentPointInPhotos()
  if (!point?.found) return
  const { scan, name, found } = point
  const hit = scanSurface(scan.id)?.closestPoint(...found.point, besideMm / (scan.unit ? mmPer(scan.unit) : 1))
  const surface = hit ? { triangle: hit.triangle, barycentrics: hit.barycentrics } : null
  editLandmarks(scan.id, { kind: 'place', name, position: hit?.point ?? found.point, surface })
}

/** Where a point of the scan's frame comes to lie in a photo; null behind the camera and outside of the photo. */
export const seenIn = ({ image, ...camera }: CalibratedPhoto, point: Vec3): { xPx: number; yPx: number } | null => {
  const { xPx, yPx, depth } = projectPoint(camera, point)
  const isInside = xPx >= 0 && yPx >= 0 && xPx < image.widthPx && yPx < image.heightPx
  return depth > 0 && isInside ? { xPx, yPx } : null
}

import type { Image, Scan, SubjectDetail } from '#core/contract/contract.ts'
import { guideRows } from '#core/editor/landmarkGuide.ts'
import { projectPoint } from '#core/geometry/camera.ts'
import { type TriangulatedPoint, triangulatePoint } from '#core/geometry/triangulatePoint.ts'
import { CameoError } from '#core/model/errors.ts'
import { type Mat4, toMat4, type Vec3 } from '#core/model/transform.ts'
import { clicksKey, type PhotoClick, usePhotoClicks } from '../state/photoClicks.ts'
import { usePreferences } from '../state/preferences.ts'
import { schemeNamed } from '../state/schemes.ts'
import { useSession } from '../state/session.ts'
import { useLandmarks } from './landmarkDocuments.ts'
import { pointToPlace } from './landmarkWork.ts'

/** A photo with its camera in the frame of the scan. */
export interface CalibratedPhoto {
  readonly image: Image
  readonly worldMat: Mat4
}

/** The point to place as the photos of a scan see it. */
export interface PointInPhotos {
  readonly scan: Scan
  readonly name: string
  readonly title: string
  readonly key: string
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
    return photo ? [{ worldMat: photo.worldMat, xPx, yPx }] : []
  })
  if (views.length < 2) return { found: null, obstacle: null }
  try {
    return { found: triangulatePoint(views), obstacle: null }
  } catch (error) {
    if (error instanceof CameoError) return { found: null, obstacle: error.message }
    throw error
  }
}

/** Null where the subject's photos have no cameras, or every point is decided and none is chosen. */
export const usePointInPhotos = (subject: SubjectDetail): PointInPhotos | null => {
  const frameScanId = subject.images.find(({ worldMat, frameScanId: id }) => worldMat && id)?.frameScanId ?? null
  const landmarks = useLandmarks(frameScanId)
  const scheme = usePreferences((preferences) => preferences.scheme)
  const chosen = useSession(({ currentPoint }) => currentPoint)
  const allClicks = usePhotoClicks(({ clicks }) => clicks)
  const scan = subject.scans.find(({ id }) => id === frameScanId)
  if (!scan || !landmarks) return null
  const rows = guideRows(schemeNamed(scheme), landmarks.set.landmarks)
  const row = rows.find(({ name }) => name === pointToPlace(rows, chosen))
  if (!row) return null
  const photos = subject.images.flatMap((image) =>
    image.worldMat && image.frameScanId === scan.id ? [{ image, worldMat: toMat4(image.worldMat) }] : [],
  )
  const key = clicksKey(scan.id, row.name)
  const clicks = allClicks[key] ?? []
  const { name, title, position } = row
  return { scan, name, title, key, photos, clicks, placed: position, ...triangulated(photos, clicks) }
}

/** Where a point of the scan's frame comes to lie in a photo; null behind the camera and outside of the photo. */
export const seenIn = ({ image, worldMat }: CalibratedPhoto, point: Vec3): { xPx: number; yPx: number } | null => {
  const { xPx, yPx, depth } = projectPoint(worldMat, point)
  const isInside = xPx >= 0 && yPx >= 0 && xPx < image.widthPx && yPx < image.heightPx
  return depth > 0 && isInside ? { xPx, yPx } : null
}

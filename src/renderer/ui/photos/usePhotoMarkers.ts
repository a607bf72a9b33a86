import type { Image, SubjectDetail } from '#core/contract/contract.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { photoProjection } from '#core/editor/photoProjection.ts'
import { currentAlignment } from '#core/editor/subjectSteps.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { invertAffine4, toMat4, transformPoint } from '#core/model/transform.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import type { PhotoViewProps } from '../../image/types.ts'

/**
 * The landmarks as the photo's camera sees them. Cameras live in the frame of one scan; points of the other scan
 * are carried there by the alignment.
 */
export const usePhotoMarkers = (subject: SubjectDetail, image: Image | null): PhotoViewProps['markers'] => {
  const alignment = currentAlignment(subject)
  const ownScanId = image?.frameScanId ?? null
  const otherScanId =
    alignment && ownScanId
      ? alignment.sourceScanId === ownScanId
        ? alignment.targetScanId
        : alignment.sourceScanId
      : null
  const own = useLandmarks(ownScanId)
  const other = useLandmarks(otherScanId)
  const camera = image && photoProjection(image)
  if (!camera) return []
  const ownPoints = own ? [...placedPoints(own.set)] : []
  const project = ([name, point]: (typeof ownPoints)[number]) => {
    const { xPx, yPx, depth } = projectPoint(camera, point)
    return depth > 0 ? [{ name: landmarkTitle(name), xPx, yPx }] : []
  }
  if (ownPoints.length > 0 || !alignment || !other) return ownPoints.flatMap(project)
  const targetFromSource = toMat4(alignment.targetFromSource)
  const ownFromOther = alignment.sourceScanId === ownScanId ? invertAffine4(targetFromSource) : targetFromSource
  return [...placedPoints(other.set)].flatMap(([name, point]) => project([name, transformPoint(ownFromOther, point)]))
}

import { useMemo } from 'react'
import type { Image, SubjectDetail } from '#core/contract/contract.ts'
import { photoProjection } from '#core/editor/photoProjection.ts'
import { currentAlignment, scanOfRole } from '#core/editor/subjectSteps.ts'
import { cutPlaneIn } from '#core/masks/propose/cutPlane.ts'
import { identity4, invertAffine4, type Mat4, multiply4, toMat4 } from '#core/model/transform.ts'
import { useMaskCut } from '../../app/documents/maskCutDocuments.ts'
import { bytesAddress } from '../../app/transport/addresses.ts'
import type { SilhouetteSource } from '../../image/types.ts'

const fileNameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

type Scan = SubjectDetail['scans'][number]

/** From the frame of the photo's camera to the best scan that can be drawn: the fine one where it is aligned. */
const drawnScan = (
  subject: SubjectDetail,
  image: Image,
): { readonly scan: Scan; readonly scanFromCamera: Mat4 } | null => {
  const own = subject.scans.find(({ id }) => id === image.frameScanId)
  if (!own) return null
  const fine = scanOfRole(subject, 'fine')
  const alignment = currentAlignment(subject)
  const isCarried = alignment?.sourceScanId === own.id && alignment.targetScanId === fine?.id
  return fine && isCarried
    ? { scan: fine, scanFromCamera: toMat4(alignment.targetFromSource) }
    : { scan: own, scanFromCamera: identity4 }
}

/**
 * The best scan that can be drawn in a photo: the fine one where it is aligned to that of the cameras, else that one,
 * as far as the subject's cut line leaves it, as in proposals and checks. Null where the photo has no camera.
 */
export const useSilhouette = (
  subject: SubjectDetail,
  image: Image | null,
  isWanted: boolean,
): SilhouetteSource | null => {
  const line = useMaskCut(subject.id)
  return useMemo(() => {
    const camera = isWanted && image ? photoProjection(image) : null
    const drawn = camera && image ? drawnScan(subject, image) : null
    if (!camera || !drawn) return null
    const { scan, scanFromCamera } = drawn
    // A line on the camera's own scan comes along with the camera; one on a third scan says nothing here.
    const scanFromLine =
      line?.scanId === scan.id ? identity4 : line?.scanId === image?.frameScanId ? scanFromCamera : null
    return {
      meshUrl: bytesAddress(scan.meshUrl),
      fileName: fileNameOf(scan.file.path),
      worldMat: multiply4(camera.worldMat, invertAffine4(scanFromCamera)),
      distortion: camera.distortion,
      cut: line && scanFromLine && cutPlaneIn(line, scanFromLine),
    }
  }, [subject, image, isWanted, line])
}

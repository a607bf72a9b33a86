import { useMemo } from 'react'
import type { Image, SubjectDetail } from '#core/contract/contract.ts'
import { currentAlignment, scanOfRole } from '#core/editor/subjectSteps.ts'
import { invertAffine4, multiply4, toMat4 } from '#core/model/transform.ts'
import { bytesAddress } from '../../app/transport/addresses.ts'
import type { SilhouetteSource } from '../../image/types.ts'

const fileNameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

/**
 * The best scan that can be drawn in a photo: the fine one where it is aligned to that of the cameras, else that one.
 * Null where the photo has no camera.
 */
export const useSilhouette = (
  subject: SubjectDetail,
  image: Image | null,
  isWanted: boolean,
): SilhouetteSource | null =>
  useMemo(() => {
    if (!isWanted || !image?.worldMat || !image.frameScanId) return null
    const worldMat = toMat4(image.worldMat)
    const own = subject.scans.find(({ id }) => id === image.frameScanId)
    const fine = scanOfRole(subject, 'fine')
    const alignment = currentAlignment(subject)
    const source = (scan: typeof own, mat: typeof worldMat): SilhouetteSource | null =>
      scan ? { meshUrl: bytesAddress(scan.meshUrl), fileName: fileNameOf(scan.file.path), worldMat: mat } : null
    if (!fine || fine.id === own?.id || !alignment) return source(own, worldMat)
    if (alignment.sourceScanId !== own?.id || alignment.targetScanId !== fine.id) return source(own, worldMat)
    return source(fine, multiply4(worldMat, invertAffine4(toMat4(alignment.targetFromSource))))
  }, [subject, image, isWanted])

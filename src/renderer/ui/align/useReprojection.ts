import { useMemo } from 'react'
import type { Image, SubjectDetail } from '#core/contract/contract.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { photoProjection } from '#core/editor/photoProjection.ts'
import { alignmentOfPair } from '#core/editor/scanPairs.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { invertAffine4, multiply4, toMat4, type Vec3 } from '#core/model/transform.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useScanPair } from '../../app/state/scanPair.ts'
import { useServerData } from '../../app/state/serverData.ts'
import type { PhotoViewProps } from '../../image/types.ts'

export interface Reprojection {
  readonly outlines: NonNullable<PhotoViewProps['outlines']>
  readonly markers: PhotoViewProps['markers']
  /** How far apart the two scans see their landmarks in this photo, pixels; null where none is shared. */
  readonly rmsPx: number | null
}

const nothing: Reprojection = { outlines: [], markers: [], rmsPx: null }
const noLines: Reprojection['outlines'] = []

/**
 * The aligned scan in a photo: what of the target a camera sees that the alignment has carried from the source's frame
 * to the target's. Nothing where it is not wanted or there is no alignment.
 */
export const useReprojection = (subject: SubjectDetail, image: Image | null): Reprojection => {
  const isWanted = usePreferences(({ showAlignedOutline }) => showAlignedOutline)
  const pair = useScanPair(subject)
  const alignment = alignmentOfPair(subject, pair)
  const isCarried = alignment !== null && image?.frameScanId === alignment.sourceScanId
  const shown = isWanted && isCarried ? image : null
  const outlines = useServerData('alignments.outline', shown && { imageId: shown.id }).data?.lines ?? noLines
  const onSource = useLandmarks(shown && alignment ? alignment.sourceScanId : null)?.set
  const onTarget = useLandmarks(shown && alignment ? alignment.targetScanId : null)?.set
  const isAligning = usePreferences(({ step }) => step === 'align')
  const clicks = useServerData('photoPoints.list', shown && isAligning ? { subjectId: subject.id } : null).data?.photos
  return useMemo(() => {
    const camera = shown && photoProjection(shown)
    if (!camera || !alignment || !onTarget) return shown ? { ...nothing, outlines } : nothing
    const sourceFromTarget = invertAffine4(toMat4(alignment.targetFromSource))
    const carried = { ...camera, worldMat: multiply4(camera.worldMat, sourceFromTarget) }
    const sourcePoints = onSource ? placedPoints(onSource) : new Map<string, Vec3>()
    const squares: number[] = []
    const markers = [...placedPoints(onTarget)].flatMap(([name, point]) => {
      const { xPx, yPx, depth } = projectPoint(carried, point)
      const own = sourcePoints.get(name)
      if (own) {
        const seen = projectPoint(camera, own)
        squares.push((seen.xPx - xPx) ** 2 + (seen.yPx - yPx) ** 2)
      }
      return depth > 0 ? [{ name: landmarkTitle(name), xPx, yPx, kind: 'carried' as const }] : []
    })
    const clicked = clicks?.find(({ imageId }) => imageId === shown.id)?.points ?? []
    const clickMarkers = clicked.map(({ name, xPx, yPx }) => ({ name: `${landmarkTitle(name)}: clicked`, xPx, yPx }))
    const mean = squares.reduce((sum, square) => sum + square / squares.length, 0)
    return { outlines, markers: [...markers, ...clickMarkers], rmsPx: squares.length > 0 ? Math.sqrt(mean) : null }
  }, [shown, alignment, onSource, onTarget, outlines, clicks])
}

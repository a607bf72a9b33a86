/**
 * The photos of a subject and their masks.
 * The user wants: to go through all photos, take good proposals over and repair the others with a few strokes.
 * Fewest actions: A accepts, B and E paint and erase, D goes to the next photo; nothing has to be saved.
 */
import { Callout } from '@blueprintjs/core'
import { Media } from '@blueprintjs/icons'
import { useMemo } from 'react'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { cancelled } from '#core/model/errors.ts'
import { editMask, maskDocuments, useMask } from '../../app/documents/maskDocuments.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { shownImageOf } from '../../app/state/selection.ts'
import { photoViewRef } from '../../app/state/viewHandles.ts'
import { bytesAddress, optionalBytesAddress } from '../../app/transport/addresses.ts'
import { PhotoView } from '../../image/PhotoView.tsx'
import type { PhotoViewProps } from '../../image/types.ts'
import { useReprojection } from '../align/useReprojection.ts'
import { EmptyState } from '../controls/EmptyState.tsx'
import { MaskSaveFailure } from './MaskSaveFailure.tsx'
import { MissingMaskHint } from './MissingMaskHint.tsx'
import { PhotoStrip } from './PhotoStrip.tsx'
import { PhotoToolbar } from './PhotoToolbar.tsx'
import { usePhotoClicking } from './usePhotoClicking.ts'
import { usePhotoMarkers } from './usePhotoMarkers.ts'

/** The view keeps the stroke on top until it is written, and takes it away where it was given up. */
const saveStroke: (imageId: string, stroke: Parameters<PhotoViewProps['onStroke']>[0]) => Promise<void> = async (
  imageId,
  stroke,
) => {
  const isWritten = await editMask(imageId, { kind: 'stroke', stroke: { ...stroke, points: [...stroke.points] } })
  if (!isWritten) throw cancelled()
}

export const PhotoPane = ({ subject }: { readonly subject: SubjectDetail }) => {
  const preferences = usePreferences()
  const shown = shownImageOf(subject, preferences)
  const mask = useMask(shown?.id ?? null)
  const points = usePhotoMarkers(subject, preferences.showPhotoPoints ? shown : null)
  const carried = useReprojection(subject, shown)
  const clicking = usePhotoClicking(subject, shown)
  const markers = useMemo(
    () => [...points, ...carried.markers, ...clicking.markers],
    [points, carried.markers, clicking.markers],
  )
  if (!shown) {
    return (
      <EmptyState
        icon={<Media size={36} />}
        title="No photos"
        description="This subject came without photos. Masks and exports with images need a capture with an images folder."
      />
    )
  }
  // The list may be a moment behind the open document, or ahead of it after a proposal.
  const image = mask && mask.image.id === shown.id ? { ...shown, maskUrl: mask.image.maskUrl } : shown
  return (
    <div className="photo-pane fill">
      <PhotoToolbar />
      {mask?.failureMessage && <MaskSaveFailure message={mask.failureMessage} queue={maskDocuments.queue(shown.id)} />}
      {!shown.file.present && (
        <Callout intent="warning" compact>
          {shown.file.path} is not where it was when it was imported. Use “Locate missing files”.
        </Callout>
      )}
      <div className="photo-stage" {...clicking.handlers}>
        <PhotoView
          key={shown.id}
          ref={photoViewRef}
          imageUrl={bytesAddress(shown.imageUrl)}
          widthPx={shown.widthPx}
          heightPx={shown.heightPx}
          maskUrl={optionalBytesAddress(image.maskUrl)}
          proposalUrl={optionalBytesAddress(shown.proposalUrl)}
          show={preferences.photoShow}
          overlayOpacity={preferences.maskOpacity}
          tool={preferences.photoTool}
          radiusPx={preferences.brushRadiusPx}
          onRadiusChange={(brushRadiusPx) => setPreferences({ brushRadiusPx })}
          onStroke={(stroke) => saveStroke(shown.id, stroke)}
          markers={markers}
          outlines={carried.outlines}
          label={`Photo ${shown.name}`}
          theme={preferences.theme}
        />
        {carried.rmsPx !== null && (
          <p className="photo-carried" role="status" aria-label="Aligned scan in the photo">
            Landmarks of both scans lie {carried.rmsPx.toFixed(1)} px apart (rms)
          </p>
        )}
        <MissingMaskHint
          show={preferences.photoShow}
          hasMask={image.maskUrl !== null}
          hasProposal={shown.proposalUrl !== null}
        />
      </div>
      <PhotoStrip subject={subject} shownId={shown.id} />
    </div>
  )
}

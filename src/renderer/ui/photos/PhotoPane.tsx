/**
 * The photos of a subject and their masks.
 * The user wants: to go through all photos, take good proposals over and repair the others with a few strokes.
 * Fewest actions: A accepts, B and E paint and erase, D goes to the next photo; nothing has to be saved.
 */
import { Callout } from '@blueprintjs/core'
import { Media } from '@blueprintjs/icons'
import { useEffect, useMemo } from 'react'
import type { Image, SubjectDetail } from '#core/contract/contract.ts'
import { builtInClasses, foreground } from '#core/model/maskClasses.ts'
import { proposeFromHints } from '../../app/documents/drawnProposals.ts'
import { maskDocuments, saveMaskEdit, useMask } from '../../app/documents/maskDocuments.ts'
import { type Preferences, setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { shownImageOf } from '../../app/state/selection.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { photoViewRef } from '../../app/state/viewHandles.ts'
import { bytesAddress, optionalBytesAddress } from '../../app/transport/addresses.ts'
import { preparePictures } from '../../image/openPhoto.ts'
import { PhotoView } from '../../image/PhotoView.tsx'
import type { AreaSettings, BrushSettings, PhotoViewProps } from '../../image/types.ts'
import { useReprojection } from '../align/useReprojection.ts'
import { EmptyState } from '../controls/EmptyState.tsx'
import { useUnchanged } from '../controls/useUnchanged.ts'
import { BrushBar } from './BrushBar.tsx'
import { MaskSaveFailure } from './MaskSaveFailure.tsx'
import { MissingMaskHint } from './MissingMaskHint.tsx'
import { PhotoStrip } from './PhotoStrip.tsx'
import { PhotoToolbar } from './PhotoToolbar.tsx'
import { photoSourceOf } from './photoSourceOf.ts'
import { ToolPalette } from './ToolPalette.tsx'
import { useCarvedAreas } from './useCarvedAreas.ts'
import { usePhotoClicking } from './usePhotoClicking.ts'
import { usePhotoMarkers } from './usePhotoMarkers.ts'
import { useSilhouette } from './useSilhouette.ts'

const useToolSettings = (preferences: Preferences): { brush: BrushSettings; area: AreaSettings } => {
  const { brushRadiusPx, eraserRadiusPx, brushUnit, brushHardness, penPressure, isPaintLimited, brightness } =
    preferences
  const { isSubtracting, wandTolerance, wandContiguous } = preferences
  const brush = useMemo(
    () => ({
      radiusPx: brushRadiusPx,
      eraserRadiusPx,
      unit: brushUnit,
      hardness: brushHardness,
      pressure: penPressure,
      limit: isPaintLimited ? brightness : null,
    }),
    [brushRadiusPx, eraserRadiusPx, brushUnit, brushHardness, penPressure, isPaintLimited, brightness],
  )
  const area = useMemo(
    () => ({ isSubtracting, wandTolerance, wandContiguous }),
    [isSubtracting, wandTolerance, wandContiguous],
  )
  return { brush, area }
}

const noMarkers: PhotoViewProps['markers'] = []

const changeBrush: PhotoViewProps['onBrush'] = ({ radiusPx, eraserRadiusPx }) => {
  if (radiusPx !== undefined) setPreferences({ brushRadiusPx: radiusPx })
  if (eraserRadiusPx !== undefined) setPreferences({ eraserRadiusPx })
}

/** The photos beside the one that is shown are likely to be next. */
const usePreparedNeighbours = (subject: SubjectDetail, shown: Image | null): void => {
  useEffect(() => {
    const at = subject.images.findIndex(({ id }) => id === shown?.id)
    const wait = setTimeout(() => {
      const near = [subject.images[at + 1], subject.images[at - 1]]
      preparePictures(near.flatMap((image) => (image?.smallUrl ? [bytesAddress(image.smallUrl)] : [])))
    }, 300)
    return () => clearTimeout(wait)
  }, [subject.images, shown?.id])
}

export const PhotoPane = ({ subject }: { readonly subject: SubjectDetail }) => {
  const preferences = usePreferences()
  const shown = shownImageOf(subject, preferences)
  const mask = useMask(shown)
  const points = usePhotoMarkers(subject, preferences.showPhotoPoints ? shown : null)
  const carried = useReprojection(subject, shown)
  const clicking = usePhotoClicking(subject, shown)
  const markers = useUnchanged([...points, ...carried.markers, ...clicking.markers])
  const carved = useCarvedAreas(shown)
  const silhouette = useSilhouette(subject, shown, preferences.photoShow === 'silhouette')
  const classes = useServerData('masks.classes', {}).data?.classes ?? builtInClasses
  const { brush, area } = useToolSettings(preferences)
  usePreparedNeighbours(subject, shown)
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
  const layers = mask?.layers ?? null
  // Labels would lie over what is painted.
  const isPainting = preferences.photoTool !== 'pan'
  const className = classes.some(({ name }) => name === preferences.maskClass) ? preferences.maskClass : foreground
  return (
    <div className="photo-pane fill">
      <PhotoToolbar />
      <BrushBar classes={classes} />
      {mask?.failureMessage && <MaskSaveFailure message={mask.failureMessage} queue={maskDocuments.queue(shown.id)} />}
      {!shown.file.present && (
        <Callout intent="warning" compact>
          {shown.file.path} is not where it was when it was imported. Use “Locate missing files”.
        </Callout>
      )}
      <div className="photo-work">
        <ToolPalette />
        <div className="photo-stage" {...clicking.handlers}>
          <PhotoView
            ref={photoViewRef}
            photo={photoSourceOf(shown)}
            layers={layers}
            className={className}
            classes={classes}
            proposalUrl={optionalBytesAddress(shown.proposalUrl)}
            silhouette={silhouette}
            show={preferences.photoShow}
            overlayOpacity={preferences.maskOpacity}
            tool={preferences.photoTool}
            brush={brush}
            area={area}
            onBrush={changeBrush}
            onEdit={(pending) => layers && void attempt(() => saveMaskEdit(shown.id, layers, pending))}
            onHints={(hints) => proposeFromHints(shown.id, hints)}
            onLost={(message) => void showNote({ message, intent: 'warning' })}
            markers={isPainting ? noMarkers : markers}
            outlines={carried.outlines}
            areas={carved}
            label={`Photo ${shown.name}`}
            theme={preferences.theme}
          />
          {carried.rmsPx !== null && !isPainting && (
            <p className="photo-carried" role="status" aria-label="Aligned scan in the photo">
              Landmarks of both scans lie {carried.rmsPx.toFixed(1)} px apart (rms)
            </p>
          )}
          <MissingMaskHint
            show={preferences.photoShow}
            hasMask={image.maskUrl !== null || (layers?.classNames().length ?? 0) > 0}
            hasProposal={shown.proposalUrl !== null}
          />
        </div>
      </div>
      <PhotoStrip subject={subject} shownId={shown.id} />
    </div>
  )
}

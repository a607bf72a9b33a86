/**
 * A photo beside the scan while points are placed.
 * The user wants: to see in a photo what the scan only hints at, and to click there where it is plainer.
 * Fewest actions: Shift+F once; the photo that sees the point best comes by itself, with the point in its middle.
 */
import { Button } from '@blueprintjs/core'
import { ArrowLeft, ArrowRight } from '@blueprintjs/icons'
import { useEffect, useMemo, useRef } from 'react'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { bestPhoto } from '#core/editor/bestPhoto.ts'
import { builtInClasses, foreground } from '#core/model/maskClasses.ts'
import { followBestPhoto } from '../../app/actions/photoBeside.ts'
import { useFollowedPoint } from '../../app/documents/followedPoint.ts'
import { calibratedPhotosOf, seenIn } from '../../app/documents/pointInPhotos.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { selectImage, shownImageOf } from '../../app/state/selection.ts'
import { setSession } from '../../app/state/session.ts'
import { PhotoView } from '../../image/PhotoView.tsx'
import type { PhotoViewHandle, PhotoViewProps } from '../../image/types.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { photoSourceOf } from './photoSourceOf.ts'
import { usePhotoClicking } from './usePhotoClicking.ts'

const brush = { radiusPx: 1, eraserRadiusPx: 1, unit: 'image', hardness: 1, pressure: false, limit: null } as const
const area = { isSubtracting: false, wandTolerance: 0, wandContiguous: true } as const
const nothing = (): void => undefined

export const PhotoBeside = ({ subject }: { readonly subject: SubjectDetail }) => {
  const preferences = usePreferences()
  const shown = shownImageOf(subject, preferences)
  const followed = useFollowedPoint(subject)
  const clicking = usePhotoClicking(subject, shown, { isBeside: true })
  const view = useRef<PhotoViewHandle>(null)
  const photos = useMemo(() => calibratedPhotosOf(subject), [subject])
  const photo = photos.find(({ image }) => image.id === shown?.id)
  const seen = followed?.place && photo ? seenIn(photo, followed.place) : null

  // Another point: the photo that sees it best. While one is dragged the photo stays.
  const pointName = followed?.place ? followed.name : null
  const latest = useRef(followed)
  latest.current = followed
  useEffect(() => {
    const { place, facing } = latest.current ?? {}
    if (pointName === null || !place || !preferences.followBestPhoto) return
    const best = bestPhoto(
      photos.map(({ image: { widthPx, heightPx }, ...camera }) => ({ ...camera, widthPx, heightPx })),
      { point: place, facing: facing ?? null },
    )
    if (best !== null) selectImage(subject.id, photos[best].image.id)
  }, [pointName, photos, preferences.followBestPhoto, subject.id])
  const told = seen ? `${shown?.id} ${pointName}` : null
  const target = useRef(seen)
  target.current = seen
  useEffect(() => {
    if (told !== null && target.current) view.current?.lookAt(target.current.xPx, target.current.yPx)
  }, [told])

  const markerText = JSON.stringify([
    ...clicking.markers,
    ...(seen && followed && followed.from !== 'own-scan'
      ? [
          {
            name: `${followed.title}: ${followed.from === 'proposal' ? 'proposed' : 'on the other scan'}`,
            ...seen,
            kind: 'carried',
          },
        ]
      : []),
  ])
  const markers = useMemo<PhotoViewProps['markers']>(() => JSON.parse(markerText), [markerText])
  if (!shown) return null

  const step = (by: 1 | -1): void => {
    const at = subject.images.findIndex(({ id }) => id === shown.id)
    const next = subject.images[(at + by + subject.images.length) % subject.images.length]
    selectImage(subject.id, next.id)
  }
  return (
    <section
      className="photo-beside"
      aria-label="Photo beside the scan"
      onFocus={() => setSession({ photoBesideHasFocus: true })}
      onBlur={() => setSession({ photoBesideHasFocus: false })}
    >
      <div className="photo-beside-bar row row-tight">
        <Button
          size="small"
          variant="minimal"
          icon={<ArrowLeft />}
          aria-label="Photo before"
          onClick={() => step(-1)}
        />
        <span className="grow one-line" role="status" aria-label="Photo shown">
          {shown.name}
          {followed?.place && !seen && <span className="quiet"> · {followed.title} is not in it</span>}
        </span>
        <ActionButton action={followBestPhoto} size="small" />
        <Button size="small" variant="minimal" icon={<ArrowRight />} aria-label="Photo after" onClick={() => step(1)} />
      </div>
      <div className="photo-stage" {...clicking.handlers}>
        <PhotoView
          ref={view}
          photo={photoSourceOf(shown)}
          layers={null}
          className={foreground}
          classes={builtInClasses}
          proposalUrl={null}
          silhouette={null}
          show="photo"
          overlayOpacity={0}
          tool="pan"
          brush={brush}
          area={area}
          onBrush={nothing}
          onEdit={nothing}
          onHints={nothing}
          onLost={nothing}
          markers={markers}
          label={`Photo ${shown.name}`}
          theme={preferences.theme}
        />
      </div>
    </section>
  )
}

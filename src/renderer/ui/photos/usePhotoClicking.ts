import { type PointerEvent, useRef } from 'react'
import type { Image, SubjectDetail } from '#core/contract/contract.ts'
import { editPhotoPoints, useShownPhotoPoints } from '../../app/documents/photoPointDocuments.ts'
import {
  type CalibratedPhoto,
  type PointInPhotos,
  seenIn,
  usePointInPhotos,
} from '../../app/documents/pointInPhotos.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { attempt } from '../../app/state/toasts.ts'
import type { PhotoViewProps } from '../../image/types.ts'

/** A press that moves less than this is a click, as in the 3D view. */
const clickPx = 3

/** Pixel of the photo under the pointer, from what the photo view publishes; null beside the photo. */
const imagePixelOf = (event: PointerEvent, image: Image): { xPx: number; yPx: number } | null => {
  const view = event.currentTarget.querySelector<HTMLElement>('[data-image-to-screen]')
  if (!view) return null
  const box = view.getBoundingClientRect()
  const [scale, txPx, tyPx] = (view.dataset.imageToScreen ?? '').split(' ').map(Number)
  const xPx = (event.clientX - box.left - txPx) / scale
  const yPx = (event.clientY - box.top - tyPx) / scale
  const isInside = xPx >= -0.5 && yPx >= -0.5 && xPx < image.widthPx - 0.5 && yPx < image.heightPx - 0.5
  return isInside ? { xPx, yPx } : null
}

/** The point as clicked in the photo, as it follows from all clicks, and as placed on the scan. */
const markersIn = (point: PointInPhotos, photo: CalibratedPhoto): PhotoViewProps['markers'] => {
  const from = (what: string, at: { xPx: number; yPx: number } | null | undefined): PhotoViewProps['markers'] =>
    at ? [{ name: `${point.title}: ${what}`, xPx: at.xPx, yPx: at.yPx }] : []
  return [
    ...from(
      'clicked',
      point.clicks.find(({ imageId }) => imageId === photo.image.id),
    ),
    ...from('from the clicks', point.found && seenIn(photo, point.found.point)),
    ...from('on the scan', point.placed && seenIn(photo, point.placed)),
  ]
}

/** While points are placed and the photo is not painted on: a click says where the point is in this photo. */
export const usePhotoClicking = (subject: SubjectDetail, image: Image | null, o: { isBeside?: boolean } = {}) => {
  const { step, photoTool } = usePreferences()
  const point = usePointInPhotos(subject)
  const pressed = useRef<{ readonly x: number; readonly y: number } | null>(null)
  const photo = point?.photos.find((each) => each.image.id === image?.id)
  const isOpen = step === 'landmarks' && (photoTool === 'pan' || o.isBeside === true)
  useShownPhotoPoints(isOpen ? (image?.id ?? null) : null)
  const markers = isOpen && point && photo ? markersIn(point, photo) : []
  if (!isOpen || !point || !photo) return { handlers: {}, markers }

  const handlers = {
    onPointerDown: ({ clientX, clientY, button }: PointerEvent) => {
      pressed.current = button === 0 ? { x: clientX, y: clientY } : null
    },
    onPointerUp: (event: PointerEvent) => {
      const start = pressed.current
      pressed.current = null
      if (!start || Math.hypot(event.clientX - start.x, event.clientY - start.y) >= clickPx) return
      const at = imagePixelOf(event, photo.image)
      if (at) void attempt(() => editPhotoPoints(photo.image.id, { kind: 'click', point: { name: point.name, ...at } }))
    },
  }
  return { handlers, markers }
}

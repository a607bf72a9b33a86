import { Cross, Intersection } from '@blueprintjs/icons'
import { editPhotoPoints } from '../documents/photoPointDocuments.ts'
import { currentPointInPhotos, placeFromPhotos } from '../documents/pointInPhotos.ts'
import { usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsPhoto, showsScan } from './conditions.ts'

const clicksPhotos = (): boolean => {
  const { step, photoTool, photoBeside } = usePreferences.getState()
  return step === 'landmarks' && ((showsPhoto() && photoTool === 'pan') || (showsScan() && photoBeside))
}

export const placePointFromPhotos: Action = {
  id: 'photo.place-point',
  title: 'Place the point where its clicks meet',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['shift+u'],
  icon: Intersection,
  isEnabled: () => clicksPhotos() && Boolean(currentPointInPhotos()?.found),
  run: placeFromPhotos,
}

export const forgetPhotoClicks: Action = {
  id: 'photo.forget-clicks',
  title: 'Forget the clicks of the point in all photos',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['shift+delete'],
  icon: Cross,
  isEnabled: () => clicksPhotos() && (currentPointInPhotos()?.clicks.length ?? 0) > 0,
  run: async () => {
    const point = currentPointInPhotos()
    for (const { imageId } of point?.clicks ?? []) {
      await editPhotoPoints(imageId, { kind: 'forget', name: point?.name ?? '' })
    }
  },
}

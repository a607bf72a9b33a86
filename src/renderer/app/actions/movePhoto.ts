import { ArrowLeft, ArrowRight } from '@blueprintjs/icons'
import { orderedImages, useMaskChecks } from '../state/maskChecks.ts'
import { selectedSubject, selectImage, shownImage } from '../state/selection.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

const move = (by: 1 | -1): void => {
  const subject = selectedSubject()
  const shown = shownImage()
  if (!subject || !shown) return
  const images = orderedImages(subject, useMaskChecks.getState())
  const next = images[images.findIndex(({ id }) => id === shown.id) + by]
  if (next) selectImage(subject.id, next.id)
}

export const nextPhoto: Action = {
  id: 'photo.next',
  title: 'Next photo',
  group: 'Photo',
  scope: 'photo',
  keys: ['d'],
  icon: ArrowRight,
  isEnabled: showsPhoto,
  run: () => move(1),
}

export const previousPhoto: Action = {
  id: 'photo.previous',
  title: 'Previous photo',
  group: 'Photo',
  scope: 'photo',
  keys: ['s'],
  icon: ArrowLeft,
  isEnabled: showsPhoto,
  run: () => move(-1),
}

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Output, SubjectDetail } from '#core/contract/contract.ts'
import { historyState } from '#core/editor/historyState.ts'
import { applyPhotoPointEdit, type PhotoPointEdit } from '#core/editor/photoPointEdits.ts'
import { peekServerData, useServerData, useServerEntries } from '../state/serverData.ts'
import { attempt } from '../state/toasts.ts'
import { client } from '../transport/client.ts'
import { OpenDocuments } from './openDocuments.ts'

type PhotoPointRecord = Output<'photoPoints.get'>

const write = (imageId: string, edit: PhotoPointEdit, stored: PhotoPointRecord): Promise<PhotoPointRecord> => {
  if (edit.kind === 'undo')
    return stored.canUndo ? client.call('photoPoints.undo', { imageId }) : Promise.resolve(stored)
  if (edit.kind === 'redo')
    return stored.canRedo ? client.call('photoPoints.redo', { imageId }) : Promise.resolve(stored)
  const points = [...applyPhotoPointEdit(stored.points, edit)]
  return client.call('photoPoints.commit', { imageId, baseRevision: stored.revision, points })
}

/** The points clicked in the photos that were shown in this window. */
export const photoPointDocuments = new OpenDocuments<PhotoPointRecord, PhotoPointEdit>({
  read: (imageId) => client.call('photoPoints.get', { imageId }),
  write,
})

/** Photos on the screen: only their points are read again when something changes. */
const shown = new Set<string>()

export const refreshShownPhotoPoints = (): void => photoPointDocuments.refresh(shown)

/** Opens the points of the photo that is shown, so that clicks and undo reach them. */
export const useShownPhotoPoints = (imageId: string | null): void =>
  useEffect(() => {
    if (imageId === null) return
    shown.add(imageId)
    const queue = photoPointDocuments.queue(imageId)
    void attempt(() => queue?.refresh() ?? photoPointDocuments.ensure(imageId))
    return () => {
      shown.delete(imageId)
    }
  }, [imageId])

export const editPhotoPoints = async (imageId: string, edit: PhotoPointEdit): Promise<void> => {
  await photoPointDocuments.ensure(imageId)
  await photoPointDocuments.queue(imageId)?.push(edit)
}

/** The points of a photo with the edits that are on their way; null where it has not been shown. */
const openPoints = (imageId: string): PhotoPointRecord['points'] | null => {
  const state = photoPointDocuments.state(imageId)
  if (!state) return null
  return state.pending.reduce(applyPhotoPointEdit, state.stored.points) as PhotoPointRecord['points']
}

/** Steps of the photo's own history; null while it has not been read. */
export const photoPointHistory = (imageId: string) => {
  const state = photoPointDocuments.state(imageId)
  return state && historyState(state.stored, state.pending)
}

/** Where a point was clicked, photo by photo. */
export interface PhotoClick {
  readonly imageId: string
  readonly xPx: number
  readonly yPx: number
}

/** The clicks of a point in all photos of the subject: as stored, and in shown photos as they are on their way. */
export const photoClicksOf = (subject: SubjectDetail, name: string | null): readonly PhotoClick[] => {
  const listed = peekServerData('photoPoints.list', { subjectId: subject.id })?.photos ?? []
  return subject.images.flatMap(({ id }) => {
    const points = openPoints(id) ?? listed.find(({ imageId }) => imageId === id)?.points ?? []
    return points.filter((point) => point.name === name).map(({ xPx, yPx }) => ({ imageId: id, xPx, yPx }))
  })
}

export const usePhotoClicks = (subject: SubjectDetail, name: string | null): readonly PhotoClick[] => {
  useServerData('photoPoints.list', { subjectId: subject.id })
  // Text, so that it is the same as long as it says the same.
  const told = useSyncExternalStore(
    (listener) => {
      const stops = [photoPointDocuments.subscribe(listener), useServerEntries.subscribe(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
    () => JSON.stringify(photoClicksOf(subject, name)),
  )
  return useMemo(() => JSON.parse(told), [told])
}

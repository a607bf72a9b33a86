import { landmarkDocuments } from './landmarkDocuments.ts'
import { maskCutDocuments } from './maskCutDocuments.ts'
import { maskDocuments, refreshShownMasks } from './maskDocuments.ts'
import { photoPointDocuments, refreshShownPhotoPoints } from './photoPointDocuments.ts'
import { trustDocuments } from './trustDocuments.ts'

/** Every kind of document that this window edits. To add a kind: a line here, and in `refreshDocuments`. */
export const everyDocument = [
  landmarkDocuments,
  maskDocuments,
  trustDocuments,
  photoPointDocuments,
  maskCutDocuments,
] as const

/** Hears of every change of any document. */
export const subscribeDocuments = (listener: () => void): (() => void) => {
  const stops = everyDocument.map((documents) => documents.subscribe(listener))
  return () => {
    for (const stop of stops) stop()
  }
}

/** Reads again what others may have changed; of masks and clicks, of which there are many, what is shown. */
export const refreshDocuments = (): void => {
  landmarkDocuments.refresh()
  refreshShownMasks()
  trustDocuments.refresh()
  refreshShownPhotoPoints()
  maskCutDocuments.refresh()
}

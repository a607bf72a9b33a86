import { create } from 'zustand'
import type { Image, Output, SubjectDetail } from '#core/contract/contract.ts'
import { client } from '../transport/client.ts'

export type CheckedView = Output<'maskChecks.run'>['views'][number]

interface MaskChecks {
  /** The last check of each subject in this window, by image. */
  readonly views: Readonly<Record<string, ReadonlyMap<string, CheckedView>>>
  /** The strip shows the photos that disagree most first. */
  readonly isSorted: boolean
}

/** How far the masks agreed with the scan when they were last checked. */
export const useMaskChecks = create<MaskChecks>(() => ({ views: {}, isSorted: false }))

/** Checks the subject's masks against its scan and each other, and sorts the strip by what was found. */
export const checkAndSort = async (subjectId: string): Promise<void> => {
  const { views } = await client.run('maskChecks.run', { subjectId })
  const found = new Map(views.map((view) => [view.imageId, view]))
  useMaskChecks.setState((state) => ({ isSorted: true, views: { ...state.views, [subjectId]: found } }))
}

/** The subject's photos in the order of the strip: by number, or those that disagree most first. */
export const orderedImages = (subject: SubjectDetail, { views, isSorted }: MaskChecks): readonly Image[] => {
  const found = views[subject.id]
  if (!isSorted || !found) return subject.images
  // Photos that could not be checked come last.
  const agreement = ({ id }: Image): number => found.get(id)?.iou ?? 2
  return [...subject.images].sort((a, b) => agreement(a) - agreement(b))
}

/** A landmark as it was clicked in a photo; pixel centres at whole numbers. */
export interface PhotoPoint {
  readonly name: string
  readonly xPx: number
  readonly yPx: number
}

/** One thing a person did to the points of a photo, as data. */
export type PhotoPointEdit =
  | { readonly kind: 'click'; readonly point: PhotoPoint }
  | { readonly kind: 'forget'; readonly name: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }

/** The points after the edit; a second click of a name replaces the first. Undo and redo are known to the host only. */
export const applyPhotoPointEdit = (points: readonly PhotoPoint[], edit: PhotoPointEdit): readonly PhotoPoint[] => {
  if (edit.kind === 'click') return [...points.filter(({ name }) => name !== edit.point.name), edit.point]
  return edit.kind === 'forget' ? points.filter(({ name }) => name !== edit.name) : points
}

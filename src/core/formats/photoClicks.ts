import type { PhotoLandmarks } from '../model/landmarks.ts'
import { quotedCell } from './landmarks/splitCells.ts'

/** What people clicked in one photo. */
export interface PhotoClicks {
  /** The photo's file name. */
  readonly photo: string
  readonly widthPx: number
  readonly heightPx: number
  readonly points: PhotoLandmarks
}

export const isPhotoClicksTable = (fileName: string): boolean => fileName.toLowerCase().endsWith('.photos.csv')

/** A table with a line for each click: `photo,name,x_px,y_px`; px, the middle of the first pixel is 0 0. */
export const writePhotoClicksTable = (photos: readonly PhotoClicks[]): Uint8Array => {
  const lines = photos.flatMap(({ photo, points }) =>
    [...points].map(([name, at]) => [quotedCell(photo), quotedCell(name), ...at].join(',')),
  )
  return new TextEncoder().encode(`${['photo,name,x_px,y_px', ...lines].join('\n')}\n`)
}

import { create } from 'zustand'

/** Where a point was clicked in a photo; pixel centres at whole numbers. */
export interface PhotoClick {
  readonly imageId: string
  readonly xPx: number
  readonly yPx: number
}

/** Clicks of this window by scan and point; a point is stored once its place is taken from them. */
export const usePhotoClicks = create<{ readonly clicks: Readonly<Record<string, readonly PhotoClick[]>> }>(() => ({
  clicks: {},
}))

export const clicksKey = (scanId: string, pointName: string): string => `${scanId} ${pointName}`

/** A second click in the same photo replaces the first. */
export const addPhotoClick = (key: string, click: PhotoClick): void =>
  usePhotoClicks.setState(({ clicks }) => ({
    clicks: { ...clicks, [key]: [...(clicks[key] ?? []).filter((each) => each.imageId !== click.imageId), click] },
  }))

export const clearPhotoClicks = (key: string): void =>
  usePhotoClicks.setState(({ clicks }) => ({ clicks: { ...clicks, [key]: [] } }))

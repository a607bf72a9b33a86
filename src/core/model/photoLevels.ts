/**
 * Longer sides of the small versions of a photo, px: the picture in the strip, what a window of ordinary size shows of
 * all of the photo, and the same for large screens.
 */
export const photoLevelsPx = { thumbnail: 256, small: 800, preview: 1600 } as const

/** Longer side of a photo that opens as quickly as a small version of it: of such there is only the thumbnail. */
export const smallPhotoPx = 2048

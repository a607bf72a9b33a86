/** The name of a photo's mask in the history, and of the line in which its edits wait. */
export const maskDocument = (imageId: string): string => `mask:${imageId}`

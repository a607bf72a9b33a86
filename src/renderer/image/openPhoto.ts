import { fetchBytes } from '../compute/fetchBytes.ts'
import { decodePhoto } from './decodePhoto.ts'
import type { PhotoTextures } from './PhotoTextures.ts'
import type { PhotoSource } from './types.ts'

/** Small versions that are kept as files: some hundred kilobytes each. */
const keptPreviews = 64
const previews = new Map<string, Blob>()

const absolute = (url: string): string => new URL(url, document.baseURI).href

const previewOf = async (url: string, signal: AbortSignal): Promise<Blob> => {
  const known = previews.get(url)
  const blob = known ?? new Blob([(await fetchBytes(absolute(url), 'The photo', signal)) as Uint8Array<ArrayBuffer>])
  previews.delete(url)
  previews.set(url, blob)
  for (const oldest of previews.keys()) {
    if (previews.size <= keptPreviews) break
    previews.delete(oldest)
  }
  return blob
}

/** Fetches small versions that will be wanted soon. */
export const preparePreviews = (urls: readonly string[]): void => {
  // One that does not come now is asked for again when it is shown.
  for (const url of urls) previewOf(url, new AbortController().signal).catch(() => {})
}

/** Brings the small version of a photo to the card, where it has one. */
export const openPreview = async (
  { previewUrl }: PhotoSource,
  textures: PhotoTextures,
  signal: AbortSignal,
): Promise<void> => {
  if (previewUrl === null) return
  const blob = await previewOf(previewUrl, signal)
  const picture = await createImageBitmap(blob, { premultiplyAlpha: 'none' })
  if (!signal.aborted) textures.setPreview(picture)
  picture.close()
}

/** Decodes all pixels of a photo, off the window's thread. Throws a sentence where it is not the photo of its import. */
export const openFull = async (source: PhotoSource, textures: PhotoTextures, signal: AbortSignal): Promise<void> => {
  const picture = await decodePhoto({ ...source, imageUrl: absolute(source.imageUrl) }, signal)
  if (signal.aborted) picture.close()
  else textures.setFull(picture)
}

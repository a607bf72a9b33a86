import { photoLevelsPx } from '#core/model/photoLevels.ts'
import { fetchBytes } from '../compute/fetchBytes.ts'
import { decodePhoto } from './decodePhoto.ts'
import { KeptBytes } from './KeptBytes.ts'
import type { PhotoSource } from './types.ts'

/** Small versions as files, some dozens of kilobytes each, and decoded: of the photos that were shown last. */
const files = new KeptBytes<Blob>({ budgetBytes: 16 * 1024 * 1024, sizeOf: ({ size }) => size })
const pictures = new KeptBytes<ImageBitmap>({
  budgetBytes: 32 * 1024 * 1024,
  sizeOf: ({ width, height }) => 4 * width * height,
  drop: (picture) => picture.close(),
})

const absolute = (url: string): string => new URL(url, document.baseURI).href

export type PhotoLevel = 'small' | 'preview'

/** The smallest version that shows this zoom (photo pixels a screen pixel) as well as the photo would; else the finest. */
export const levelFor = (
  { widthPx, heightPx }: Pick<PhotoSource, 'widthPx' | 'heightPx'>,
  imagePerScreen: number,
): PhotoLevel => (Math.max(widthPx, heightPx) / imagePerScreen <= photoLevelsPx.small ? 'small' : 'preview')

const fileOf = async (url: string, signal: AbortSignal): Promise<Blob> => {
  const known = files.get(url)
  if (known) return known
  const blob = new Blob([(await fetchBytes(absolute(url), 'The photo', signal)) as Uint8Array<ArrayBuffer>])
  files.put(url, blob)
  return blob
}

/** A small version that is decoded already; it may be closed as soon as others are. */
export const keptPicture = (url: string | null): ImageBitmap | undefined =>
  url === null ? undefined : pictures.get(url)

/** Fetches and decodes a small version, off the window's thread; it may be closed as soon as others are decoded. */
export const openPicture = async (url: string, signal: AbortSignal): Promise<ImageBitmap> => {
  const blob = await fileOf(url, signal)
  const kept = pictures.get(url)
  if (kept) return kept
  const picture = await createImageBitmap(blob, { premultiplyAlpha: 'none' })
  pictures.put(url, picture)
  return picture
}

/** Decodes small versions that will be wanted soon. */
export const preparePictures = (urls: readonly string[]): void => {
  // One that does not come now is asked for again when it is shown.
  for (const url of urls) if (!keptPicture(url)) openPicture(url, new AbortController().signal).catch(() => {})
}

/** All pixels of a photo, decoded off the window's thread. Throws a sentence where it is not the photo of its import. */
export const openFull = (source: PhotoSource, signal: AbortSignal): Promise<ImageBitmap> =>
  decodePhoto({ ...source, imageUrl: absolute(source.imageUrl) }, signal)

import type { Image } from '#core/contract/contract.ts'
import { bytesAddress, optionalBytesAddress } from '../../app/transport/addresses.ts'
import type { PhotoSource } from '../../image/types.ts'

/** Where the view finds a photo and its smaller versions. */
export const photoSourceOf = ({
  imageUrl,
  thumbnailUrl,
  smallUrl,
  previewUrl,
  widthPx,
  heightPx,
}: Image): PhotoSource => ({
  imageUrl: bytesAddress(imageUrl),
  thumbnailUrl: bytesAddress(thumbnailUrl),
  smallUrl: optionalBytesAddress(smallUrl),
  previewUrl: optionalBytesAddress(previewUrl),
  widthPx,
  heightPx,
})

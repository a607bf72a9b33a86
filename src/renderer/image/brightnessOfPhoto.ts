import { maskComputeClient } from '../compute/computeClient.ts'
import type { PhotoSource } from './types.ts'

interface Asked {
  readonly url: string
  brightness: Uint8Array | null
  done: Promise<void>
}

/** The photo whose brightness was asked for last. */
let asked: Asked | null = null

/** The brightness of a photo's pixels, `[height*width]`, read in a worker when first asked for. `done` throws. */
export const brightnessOfPhoto = ({ imageUrl, widthPx, heightPx }: PhotoSource): Readonly<Asked> => {
  const url = new URL(imageUrl, document.baseURI).href
  if (asked?.url === url) return asked
  const mine: Asked = { url, brightness: null, done: Promise.resolve() }
  asked = mine
  mine.done = maskComputeClient()
    .run(
      'photo.brightness',
      { url, size: { widthPx, heightPx } },
      {
        onPart: ({ brightness }) => {
          mine.brightness = brightness
        },
      },
    )
    .catch((error: unknown) => {
      if (asked === mine) asked = null
      throw error
    })
  return mine
}

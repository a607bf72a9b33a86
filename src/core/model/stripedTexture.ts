import { growGutter } from './gutter.ts'
import { textureMask } from './texture.ts'

/** sRGB of the stripes over what was filled. */
const stripeColor = [168, 60, 235] as const
/** How much of the stripes' colour there is on a stripe and between two. */
const strengths = { on: 0.72, between: 0.3 } as const
/** Stripes from edge to edge of the layout. */
const stripeCount = 48

/**
 * Marks what was filled with slanting stripes, so that guess and measurement are told apart on any skin and by anyone.
 * @param rgba `[w*h*4]` the texture, changed in place. @param mask `[w*h*4]` values of `textureMask` in each channel.
 */
export const stripeFilled = (rgba: Uint8ClampedArray, mask: Uint8ClampedArray, width: number): void => {
  const kinds = Uint8Array.from({ length: rgba.length / 4 }, (_, pixel) => mask[pixel * 4])
  const isInside = kinds.map((kind) => (kind === textureMask.outside ? 0 : 1))
  growGutter(isInside, width, (from, to) => {
    kinds[to] = kinds[from]
  })
  const period = Math.max(4, width / stripeCount)
  for (let pixel = 0; pixel < kinds.length; pixel++) {
    if (kinds[pixel] !== textureMask.filled) continue
    const slant = (pixel % width) + Math.floor(pixel / width)
    const strength = slant % period < period / 2 ? strengths.on : strengths.between
    for (let channel = 0; channel < 3; channel++) {
      const at = pixel * 4 + channel
      rgba[at] = Math.round(rgba[at] + strength * (stripeColor[channel] - rgba[at]))
    }
  }
}

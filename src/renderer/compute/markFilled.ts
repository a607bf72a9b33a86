import { badInput } from '#core/model/errors.ts'
import { stripeFilled } from '#core/model/stripedTexture.ts'

const pixelsOf = (picture: ImageBitmap): ImageData => {
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d', { willReadFrequently: true })
  if (!context) throw badInput('no-canvas', 'This browser gives no canvas to draw the marks of a texture on.')
  context.drawImage(picture, 0, 0)
  picture.close()
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height)
}

/** The texture with stripes where its mask says that it was filled. Both pictures are used up. */
export const markFilled = async (picture: ImageBitmap, mask: ImageBitmap): Promise<ImageBitmap> => {
  const [pixels, values] = [pixelsOf(picture), pixelsOf(mask)]
  stripeFilled(pixels.data, values.data, pixels.width)
  return createImageBitmap(pixels)
}

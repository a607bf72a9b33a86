import type { Picture } from '#core/jobs/renderPictures.ts'
import { sharp } from '../files/sharp.ts'

/** A drawn picture as a PNG data URL, for pages that need nothing else. */
export const pictureUrl = async ({ rgba, widthPx, heightPx }: Picture): Promise<string> => {
  const picture = sharp(rgba, { raw: { width: widthPx, height: heightPx, channels: 4 } })
  const png = await picture.png({ palette: true, quality: 90 }).toBuffer()
  return `data:image/png;base64,${png.toString('base64')}`
}

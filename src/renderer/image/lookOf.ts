import type { PhotoLook } from './PhotoCanvas.ts'
import { colorOf } from './photoLook.ts'
import type { PhotoViewProps } from './types.ts'

type Shown = Pick<PhotoViewProps, 'className' | 'classes' | 'show' | 'overlayOpacity' | 'tool' | 'theme'>

/** How the photo is drawn: while a tool is chosen the outline of the mask is always seen, but for cut-outs. */
export const lookOf = ({ className, classes, show, overlayOpacity, tool, theme }: Shown): PhotoLook => {
  const color = classes.find(({ name }) => name === className)?.color ?? '#2994ff'
  const isCutout = show.startsWith('cutout') || show === 'mask-only'
  return { show, overlayOpacity, theme, maskOutline: tool !== 'pan' && !isCutout, maskColor: colorOf(color) }
}

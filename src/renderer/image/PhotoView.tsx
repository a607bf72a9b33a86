import { forwardRef, type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { PhotoScene, type PhotoSceneEvents } from './PhotoScene.ts'
import type { PhotoViewHandle, PhotoViewProps } from './types.ts'
import './photo.css'

export { photoKeys } from './photoKeys.ts'

type Notice = Parameters<PhotoSceneEvents['onNotice']>[0]

const noGraphics: Notice = {
  status: 'failed',
  message:
    "This view needs WebGL 2. Update the graphics driver, or turn on the browser's hardware acceleration, and reload.",
}
const contextLost: Notice = {
  status: 'loading',
  message: 'The graphics driver was reset. The photo comes back in a moment.',
}

const noOutlines: NonNullable<PhotoViewProps['outlines']> = []
const noAreas: NonNullable<PhotoViewProps['areas']> = []

/** Makes a scene in `root` for as long as the component lives; its events reach the newest props. */
const usePhotoScene = (
  root: RefObject<HTMLDivElement | null>,
  props: PhotoViewProps,
): { readonly scene: PhotoScene | null; readonly notice: Notice } => {
  const latest = useRef(props)
  latest.current = props
  const [scene, setScene] = useState<PhotoScene | null>(null)
  const [notice, setNotice] = useState<Notice>(null)

  useEffect(() => {
    if (!root.current) return
    let made: PhotoScene
    try {
      made = new PhotoScene(root.current, {
        onBrush: (change) => latest.current.onBrush(change),
        onEdit: (pending) => latest.current.onEdit(pending),
        onHints: (hints) => latest.current.onHints(hints),
        onLost: (message) => latest.current.onLost(message),
        onNotice: setNotice,
        onContext: (state) => setNotice(state === 'lost' ? contextLost : null),
      })
    } catch {
      setNotice(noGraphics)
      return
    }
    setScene(made)
    return () => {
      setScene(null)
      setNotice(null)
      made.dispose()
    }
  }, [root])

  return { scene, notice }
}

/**
 * A photo with its mask: zoom, pan, paint and erase. What its root publishes as data attributes is described at
 * `PhotoScene`.
 */
export const PhotoView = forwardRef<PhotoViewHandle, PhotoViewProps>(function PhotoView(props, handle) {
  const { photo, layers, proposalUrl, silhouette, label, theme } = props
  const { imageUrl, thumbnailUrl, smallUrl, previewUrl, widthPx, heightPx } = photo
  const { className, classes, show, overlayOpacity, tool, brush, area, markers, outlines = noOutlines } = props
  const { areas = noAreas } = props
  const root = useRef<HTMLDivElement>(null)
  const { scene, notice } = usePhotoScene(root, props)

  useEffect(() => {
    if (imageUrl) scene?.setPhoto({ imageUrl, thumbnailUrl, smallUrl, previewUrl, widthPx, heightPx })
  }, [scene, imageUrl, thumbnailUrl, smallUrl, previewUrl, widthPx, heightPx])
  useEffect(() => scene?.setLayers(layers), [scene, layers])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another photo takes its layers anew, also where URLs are equal
  useEffect(
    () => scene?.setSide({ proposalUrl, silhouette }),
    [scene, imageUrl, widthPx, heightPx, proposalUrl, silhouette],
  )
  useEffect(
    () =>
      scene?.setProps({ className, classes, show, overlayOpacity, tool, brush, area, theme, markers, outlines, areas }),
    [scene, className, classes, show, overlayOpacity, tool, brush, area, theme, markers, outlines, areas],
  )
  useImperativeHandle(
    handle,
    () => ({
      fit: () => scene?.fit(),
      actualSize: () => scene?.actualSize(),
      lookAt: (xPx, yPx) => scene?.lookAt(xPx, yPx),
      operate: (operation) => scene?.operate(operation),
    }),
    [scene],
  )

  return (
    <div
      ref={root}
      className="cameo-photo"
      data-theme={theme}
      role="application"
      aria-roledescription="photo"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the view answers keys (photoKeys) while it has the focus
      tabIndex={0}
    >
      {notice && (
        <div
          className="cameo-photo__notice"
          data-status={notice.status}
          role={notice.status === 'failed' ? 'alert' : 'status'}
        >
          {notice.status === 'loading' && <span className="cameo-photo__spinner" aria-hidden="true" />}
          {notice.message}
        </div>
      )}
    </div>
  )
})

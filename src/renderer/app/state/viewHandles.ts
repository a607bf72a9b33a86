import type { PhotoViewHandle } from '../../image/types.ts'
import type { Viewport3dHandle } from '../../viewport/types.ts'

/** The 3D views that are on the screen. */
const viewports = new Set<Viewport3dHandle>()
let photoView: PhotoViewHandle | null = null

export const shownViewports = (): readonly Viewport3dHandle[] => [...viewports]
export const shownPhotoView = (): PhotoViewHandle | null => photoView

/** For `ref`: announces a 3D view while it is mounted. */
export const viewportRef = (handle: Viewport3dHandle | null): (() => void) | undefined => {
  if (!handle) return
  viewports.add(handle)
  return () => {
    viewports.delete(handle)
  }
}

/** For `ref`: announces the photo view while it is mounted. */
export const photoViewRef = (handle: PhotoViewHandle | null): (() => void) | undefined => {
  if (!handle) return
  photoView = handle
  return () => {
    if (photoView === handle) photoView = null
  }
}

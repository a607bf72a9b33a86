/// <reference types="vite/client" />
import { createRef, StrictMode, useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { MaskTiles, type Tile } from '../../../../src/core/masks/tiles/maskTiles.ts'
import { builtInClasses, foreground } from '../../../../src/core/model/maskClasses.ts'
import { computeClient } from '../../../../src/renderer/compute/computeClient.ts'
import { MaskLayers } from '../../../../src/renderer/image/MaskLayers.ts'
import { PhotoView } from '../../../../src/renderer/image/PhotoView.tsx'
import type { PhotoViewHandle, PhotoViewProps } from '../../../../src/renderer/image/types.ts'
import type { SurfaceHit, Viewport3dHandle, Viewport3dProps } from '../../../../src/renderer/viewport/types.ts'
import { Viewport3d } from '../../../../src/renderer/viewport/Viewport3d.tsx'

/** What a test says to the page, and what the page tells it. */
export interface Harness {
  show3d(props: Partial<Viewport3dProps>): void
  /**
   * `maskUrl`: a picture that becomes the stored mask; the answer comes when it has. Without one a new photo has an
   * empty mask, with `isMaskLate` none until a call brings it.
   */
  showPhoto(
    props: Partial<Omit<PhotoViewProps, 'layers'>> & { maskUrl?: string | null; isMaskLate?: boolean },
  ): Promise<void>
  /** Shows nothing, and forgets what was shown and told. */
  clear(): void
  /** What the window holds of the foreground. */
  maskValue(x: number, y: number): number
  /** All pixels of it, row by row. */
  maskPixels(): Uint8Array
  readonly view: { readonly current: Viewport3dHandle | null }
  readonly photo: { readonly current: PhotoViewHandle | null }
  readonly events: { kind: string; name?: string; hit?: SurfaceHit; done?: boolean; detail?: unknown }[]
}

declare global {
  interface Window {
    harness: Harness
  }
}

const events: Harness['events'] = []
const view = createRef<Viewport3dHandle>()
const photo = createRef<PhotoViewHandle>()

const initial3d: Viewport3dProps = {
  layers: [],
  markers: [],
  mode: 'navigate',
  upInView: [0, 1, 0],
  theme: 'dark',
  label: '3D view',
  onPlace: (hit) => events.push({ kind: 'place', hit }),
  onMarkerSelect: (name) => events.push({ kind: 'select', name }),
  onMarkerMove: (name, hit, done) => events.push({ kind: 'move', name, hit, done }),
  onLayerState: (name, detail) => events.push({ kind: 'layer', name, detail }),
}
const initialPhoto: PhotoViewProps = {
  photo: { imageUrl: '', thumbnailUrl: null, smallUrl: null, previewUrl: null, widthPx: 1, heightPx: 1 },
  layers: null,
  className: foreground,
  classes: builtInClasses,
  proposalUrl: null,
  silhouette: null,
  show: 'photo',
  overlayOpacity: 0.5,
  tool: 'pan',
  brush: { radiusPx: 20, eraserRadiusPx: 20, unit: 'image', hardness: 1, pressure: true, limit: null },
  area: { isSubtracting: false, wandTolerance: 20, wandContiguous: true },
  onBrush: (change) => events.push({ kind: 'brush', detail: change }),
  onEdit: (pending) => events.push({ kind: 'edit', name: pending.tool }),
  onHints: (hints) => events.push({ kind: 'hints', detail: hints }),
  onLost: (message) => events.push({ kind: 'lost', detail: message }),
  markers: [],
  label: 'Photo',
  theme: 'dark',
}

/** The layers of the photo that is shown; another mask is loaded into them. */
let layers: MaskLayers | null = null

const loadMask = async (url: string | null): Promise<void> => {
  const shown = layers
  if (!shown) return
  const take = (tiles?: readonly Tile[]) =>
    shown.load(new Map([[foreground, new MaskTiles(shown.size, tiles)]]), shown.revision + 1)
  if (url === null) take()
  else
    await computeClient().run(
      'mask.decode',
      { url: new URL(url, document.baseURI).href, ...shown.size },
      { onPart: ({ tiles }) => take(tiles) },
    )
}

const Page = () => {
  const [props3d, set3d] = useState<Viewport3dProps | null>(null)
  const [propsPhoto, setPhoto] = useState<PhotoViewProps | null>(null)
  window.harness = {
    show3d: (props) => set3d((before) => ({ ...(before ?? initial3d), ...props })),
    showPhoto: async ({ maskUrl, isMaskLate = false, ...props }) => {
      if (props.photo) layers = new MaskLayers(props.photo)
      const shown = layers
      // A test goes on at once: what it gave has to have reached the view.
      flushSync(() => setPhoto((before) => ({ ...(before ?? initialPhoto), ...props, layers: shown })))
      if (maskUrl !== undefined) await loadMask(maskUrl)
      else if (props.photo && !isMaskLate) await loadMask(null)
    },
    clear: () => {
      flushSync(() => {
        set3d(null)
        setPhoto(null)
      })
      layers = null
      events.length = 0
    },
    maskPixels: () => layers?.layer(foreground).toMask() ?? new Uint8Array(0),
    maskValue: (x, y) => layers?.layer(foreground).valueAt(x, y) ?? -1,
    view,
    photo,
    events,
  }
  return (
    <>
      {props3d && <Viewport3d ref={view} {...props3d} />}
      {propsPhoto && <PhotoView ref={photo} {...propsPhoto} />}
    </>
  )
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
)

/// <reference types="vite/client" />
import { createRef, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { PhotoView } from '../../../../src/renderer/image/PhotoView.tsx'
import type { PhotoViewHandle, PhotoViewProps } from '../../../../src/renderer/image/types.ts'
import type { SurfaceHit, Viewport3dHandle, Viewport3dProps } from '../../../../src/renderer/viewport/types.ts'
import { Viewport3d } from '../../../../src/renderer/viewport/Viewport3d.tsx'

/** What a test says to the page, and what the page tells it. */
export interface Harness {
  show3d(props: Partial<Viewport3dProps>): void
  showPhoto(props: Partial<PhotoViewProps>): void
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
  imageUrl: '',
  widthPx: 1,
  heightPx: 1,
  maskUrl: null,
  proposalUrl: null,
  show: 'photo',
  overlayOpacity: 0.5,
  tool: 'pan',
  radiusPx: 20,
  onRadiusChange: (radiusPx) => events.push({ kind: 'radius', detail: radiusPx }),
  onStroke: (stroke) => events.push({ kind: 'stroke', detail: stroke }),
  markers: [],
  label: 'Photo',
  theme: 'dark',
}

const Page = () => {
  const [props3d, set3d] = useState<Viewport3dProps | null>(null)
  const [propsPhoto, setPhoto] = useState<PhotoViewProps | null>(null)
  window.harness = {
    show3d: (props) => set3d((before) => ({ ...(before ?? initial3d), ...props })),
    showPhoto: (props) => setPhoto((before) => ({ ...(before ?? initialPhoto), ...props })),
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

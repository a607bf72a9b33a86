import { forwardRef, useImperativeHandle, useRef } from 'react'
import type { Viewport3dHandle, Viewport3dProps } from './types.ts'

/** The 3D view: layers of meshes, landmark markers, and the pointer and keyboard control of the camera. */
export const Viewport3d = forwardRef<Viewport3dHandle, Viewport3dProps>(function Viewport3d({ layers, label }, handle) {
  const root = useRef<HTMLDivElement>(null)
  useImperativeHandle(handle, () => ({ fit: () => root.current?.focus(), standardView: () => root.current?.focus() }))
  return (
    <div
      ref={root}
      role="application"
      aria-label={label}
      data-layers={layers.length}
      data-ready="false"
      style={{ position: 'relative', width: '100%', height: '100%' }}
    />
  )
})

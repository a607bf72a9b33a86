import { forwardRef, useEffect, useImperativeHandle, useRef } from 'react'
import { HeatLegend } from './HeatLegend.tsx'
import { LayerNotices } from './LayerNotices.tsx'
import type { Viewport3dHandle, Viewport3dProps } from './types.ts'
import { useViewportScene } from './useViewportScene.ts'
import './viewport.css'

export { viewportKeys } from './viewportKeys.ts'

const noLinks: NonNullable<Viewport3dProps['links']> = []
const noLines: NonNullable<Viewport3dProps['lines']> = []

/**
 * The 3D view: layers of meshes, landmark markers, camera control by pointer and keyboard. What its root publishes as
 * data attributes is described at `ViewportScene`.
 */
export const Viewport3d = forwardRef<Viewport3dHandle, Viewport3dProps>(function Viewport3d(props, handle) {
  const { layers, markers, links = noLinks, lines = noLines, brush = null, mode, theme, label, legend } = props
  const root = useRef<HTMLDivElement>(null)
  const { scene, trouble, states } = useViewportScene(root, props)
  const [upX, upY, upZ] = props.upInView
  const [frontX, frontY, frontZ] = props.frontInView ?? [0, 0, 0]
  const mmPerViewUnit = props.mmPerViewUnit ?? null

  useEffect(() => {
    const facing = frontX !== 0 || frontY !== 0 || frontZ !== 0
    const frontInView = facing ? ([frontX, frontY, frontZ] as const) : null
    scene?.setFrame({ upInView: [upX, upY, upZ], frontInView, mmPerViewUnit })
  }, [scene, upX, upY, upZ, frontX, frontY, frontZ, mmPerViewUnit])
  useEffect(() => scene?.setLayers(layers), [scene, layers])
  useEffect(() => scene?.setMarkers(markers), [scene, markers])
  useEffect(() => scene?.setLinks(links), [scene, links])
  useEffect(() => scene?.markers.setLines(lines), [scene, lines])
  useEffect(() => scene?.cameraLink.set(props.linkage ?? null), [scene, props.linkage])
  useEffect(() => scene?.setMode(mode), [scene, mode])
  useEffect(() => scene?.setBrush(brush), [scene, brush])
  useEffect(() => scene?.setLoupe(props.loupe ?? false), [scene, props.loupe])
  useEffect(() => scene?.markers.snap.setSnap(props.snap ?? null), [scene, props.snap])
  useImperativeHandle(
    handle,
    () => ({
      fit: () => scene?.fit(),
      standardView: (view) => scene?.standardView(view),
      lookCloser: () => scene?.lookCloser(),
    }),
    [scene],
  )

  return (
    <div
      ref={root}
      className="cameo-view"
      data-theme={theme}
      role="application"
      aria-roledescription="3D view"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the view answers keys (viewportKeys) while it has the focus
      tabIndex={0}
    >
      <LayerNotices layers={layers} states={states} />
      {legend && <HeatLegend {...legend} />}
      {trouble && (
        <div className="cameo-view__trouble" role="alert">
          <b>{trouble.title}</b>
          <span>{trouble.message}</span>
        </div>
      )}
    </div>
  )
})

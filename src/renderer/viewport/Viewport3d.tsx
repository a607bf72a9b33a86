import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { detectGraphics } from './graphics.ts'
import { HeatLegend } from './HeatLegend.tsx'
import type { LayerState } from './MeshLayer.ts'
import type { Viewport3dHandle, Viewport3dProps } from './types.ts'
import { ViewportScene } from './ViewportScene.ts'
import './viewport.css'

export { viewportKeys } from './viewportKeys.ts'

interface Trouble {
  readonly title: string
  readonly message: string
}

const noGraphics: Trouble = {
  title: 'This view needs WebGL 2',
  message:
    "The browser or the graphics driver does not offer it. Update the driver, or turn on the browser's hardware acceleration, and reload.",
}
const contextLost: Trouble = {
  title: 'The graphics driver was reset',
  message: 'Nothing is lost. The view comes back by itself in a moment; if it does not, reload the window.',
}

/** What is being opened or could not be opened, over the lower left of the view. */
const LayerNotices = ({
  layers,
  states,
}: Pick<Viewport3dProps, 'layers'> & { states: ReadonlyMap<string, LayerState> }) => (
  <ul className="cameo-view__notices" aria-live="polite">
    {layers.flatMap(({ id, label, visible }) => {
      const state = states.get(id)
      if (!visible || !state?.message) return []
      return (
        <li key={id} className="cameo-view__notice" data-status={state.status}>
          {state.status === 'loading' && <span className="cameo-view__spinner" aria-hidden="true" />}
          <span>
            <b>{label}</b> {state.message}
          </span>
        </li>
      )
    })}
  </ul>
)

/**
 * The 3D view: layers of meshes, landmark markers, camera control by pointer and keyboard. What its root publishes as
 * data attributes is described at `ViewportScene`.
 */
export const Viewport3d = forwardRef<Viewport3dHandle, Viewport3dProps>(function Viewport3d(props, handle) {
  const { layers, markers, mode, upInView, theme, label, legend } = props
  const frontInView = props.frontInView ?? null
  const mmPerViewUnit = props.mmPerViewUnit ?? null
  const root = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  const [scene, setScene] = useState<ViewportScene | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [states, setStates] = useState<ReadonlyMap<string, LayerState>>(new Map())

  useEffect(() => {
    const graphics = detectGraphics()
    if (!root.current || !graphics.available) return setTrouble(noGraphics)
    const made = new ViewportScene(root.current, graphics, {
      onPlace: (hit) => latest.current.onPlace?.(hit),
      onMarkerSelect: (name) => latest.current.onMarkerSelect?.(name),
      onMarkerMove: (name, hit, done) => latest.current.onMarkerMove?.(name, hit, done),
      onLayerState: (id, state) => {
        setStates((before) => new Map(before).set(id, state))
        latest.current.onLayerState?.(id, state)
      },
      onContext: (state) => setTrouble(state === 'lost' ? contextLost : null),
    })
    setScene(made)
    return () => {
      setScene(null)
      setStates(new Map())
      made.dispose()
    }
  }, [])

  const [upX, upY, upZ] = upInView
  const [frontX, frontY, frontZ] = frontInView ?? []
  useEffect(() => {
    const front =
      frontX === undefined || frontY === undefined || frontZ === undefined ? null : ([frontX, frontY, frontZ] as const)
    scene?.setFrame({ upInView: [upX, upY, upZ], frontInView: front, mmPerViewUnit })
  }, [scene, upX, upY, upZ, frontX, frontY, frontZ, mmPerViewUnit])
  useEffect(() => scene?.setLayers(layers), [scene, layers])
  useEffect(() => scene?.setMarkers(markers), [scene, markers])
  useEffect(() => scene?.setMode(mode), [scene, mode])
  useImperativeHandle(handle, () => ({ fit: () => scene?.fit(), standardView: (view) => scene?.standardView(view) }), [
    scene,
  ])

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
      {legend && <HeatLegend title={legend.title} maxMm={legend.maxMm} />}
      {trouble && (
        <div className="cameo-view__trouble" role="alert">
          <b>{trouble.title}</b>
          <span>{trouble.message}</span>
        </div>
      )}
    </div>
  )
})

import { type RefObject, useEffect, useRef, useState } from 'react'
import { detectGraphics } from './graphics.ts'
import type { LayerState } from './MeshLayer.ts'
import type { Viewport3dProps } from './types.ts'
import { ViewportScene } from './ViewportScene.ts'

/** Why there is no picture. */
export interface ViewTrouble {
  readonly title: string
  readonly message: string
}

const noGraphics: ViewTrouble = {
  title: 'This view needs WebGL 2',
  message:
    "The browser or the graphics driver does not offer it. Update the driver, or turn on the browser's hardware acceleration, and reload.",
}
const contextLost: ViewTrouble = {
  title: 'The graphics driver was reset',
  message: 'Nothing is lost. The view comes back by itself in a moment; if it does not, reload the window.',
}

interface MountedScene {
  /** Null until the root is on the page, and where there is no WebGL 2. */
  readonly scene: ViewportScene | null
  readonly trouble: ViewTrouble | null
  /** By layer id. */
  readonly states: ReadonlyMap<string, LayerState>
}

/** Makes a scene in `root` for as long as the component lives; its events reach the newest props. */
export const useViewportScene = (root: RefObject<HTMLDivElement | null>, props: Viewport3dProps): MountedScene => {
  const latest = useRef(props)
  latest.current = props
  const [scene, setScene] = useState<ViewportScene | null>(null)
  const [trouble, setTrouble] = useState<ViewTrouble | null>(null)
  const [states, setStates] = useState<ReadonlyMap<string, LayerState>>(new Map())

  useEffect(() => {
    const graphics = detectGraphics()
    if (!root.current || !graphics.available) return setTrouble(noGraphics)
    const made = new ViewportScene(root.current, graphics, {
      onPlace: (hit) => latest.current.onPlace?.(hit),
      onMarkerSelect: (name) => latest.current.onMarkerSelect?.(name),
      onMarkerMove: (name, hit, done) => latest.current.onMarkerMove?.(name, hit, done),
      onSurface: (id, surface) => latest.current.onSurface?.(id, surface),
      onStroke: (layerId, stroke) => latest.current.onStroke?.(layerId, stroke),
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
  }, [root])

  return { scene, trouble, states }
}

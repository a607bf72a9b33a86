import type { LayerState } from './MeshLayer.ts'
import type { ViewLayer } from './types.ts'

interface LayerNoticesProps {
  readonly layers: readonly ViewLayer[]
  /** By layer id. */
  readonly states: ReadonlyMap<string, LayerState>
}

/** What is being opened, could not be opened, or lacks something: over the upper left of the view. */
export const LayerNotices = ({ layers, states }: LayerNoticesProps) => (
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

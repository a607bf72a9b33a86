import { MaskTiles, type Tile } from '#core/masks/tiles/maskTiles.ts'
import type { MaskSize } from '#core/masks/types.ts'
import { computeClient, maskComputeClient } from '../compute/computeClient.ts'
import type { SilhouetteSource } from './types.ts'

const absolute = (url: string): string => new URL(url, document.baseURI).href

export interface SideLayerEvents {
  readonly onLayer: (name: 'proposal' | 'silhouette', layer: MaskTiles | null) => void
  readonly onFailure: (error: unknown) => void
}

/** The layers beside the mask: the proposal, and the scan's silhouette, each read or drawn in a worker when asked for. */
export class SideLayers {
  private readonly events: SideLayerEvents
  private size: MaskSize = { widthPx: 1, heightPx: 1 }
  private readonly loading: Partial<Record<'proposal' | 'silhouette', AbortController>> = {}
  private proposalUrl: string | null = null
  private silhouetteKey: string | null = null
  proposal: MaskTiles | null = null

  constructor(events: SideLayerEvents) {
    this.events = events
  }

  get isLoading(): boolean {
    return Object.keys(this.loading).length > 0
  }

  /** Another photo: nothing of the old one stays. */
  start(size: MaskSize): void {
    this.dispose()
    this.size = size
    this.proposalUrl = null
    this.silhouetteKey = null
    this.proposal = null
  }

  setProposal(url: string | null): void {
    if (url === this.proposalUrl) return
    this.proposalUrl = url
    void this.fetch(
      'proposal',
      url === null
        ? null
        : (take, signal) =>
            computeClient().run(
              'mask.decode',
              { url: absolute(url), ...this.size },
              { signal, onPart: ({ tiles }) => take(tiles) },
            ),
    )
  }

  /** Null: it is not shown. Once drawn it is kept for as long as the photo is, so that blinking waits for nothing. */
  setSilhouette(source: SilhouetteSource | null): void {
    if (source === null) return
    const key = JSON.stringify(source)
    if (key === this.silhouetteKey) return
    this.silhouetteKey = key
    void this.fetch('silhouette', (take, signal) => {
      const input = { ...source, meshUrl: absolute(source.meshUrl), size: this.size }
      return maskComputeClient().run('mask.silhouette', input, { signal, onPart: ({ tiles }) => take(tiles) })
    })
  }

  dispose(): void {
    for (const loading of Object.values(this.loading)) loading.abort()
  }

  private async fetch(
    name: 'proposal' | 'silhouette',
    run: ((take: (tiles: readonly Tile[]) => void, signal: AbortSignal) => Promise<void>) | null,
  ): Promise<void> {
    this.loading[name]?.abort()
    const loading = new AbortController()
    this.loading[name] = loading
    const take = (tiles: readonly Tile[] | null): void => {
      if (loading.signal.aborted) return
      const layer = tiles && new MaskTiles(this.size, tiles)
      if (name === 'proposal') this.proposal = layer
      this.events.onLayer(name, layer)
    }
    try {
      if (run) await run(take, loading.signal)
      else take(null)
    } catch (error) {
      if (!loading.signal.aborted) this.events.onFailure(error)
    } finally {
      if (this.loading[name] === loading) delete this.loading[name]
      // The view tells anew whether everything is there.
      if (!loading.signal.aborted) this.events.onFailure(null)
    }
  }
}

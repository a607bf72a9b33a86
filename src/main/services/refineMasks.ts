import type { MeshReference } from '#core/jobs/types.ts'
import type { MaskEvidence } from '#core/masks/propose/proposeMask.ts'
import type { MaskSize } from '#core/masks/types.ts'
import type { Projection } from '#core/model/camera.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { photoPixels } from './photoPixels.ts'

/** Outlines are drawn to whole pixels: no σ is smaller. */
const leastSigmaPx = 0.7

export const sigmaInPx = (sigmaMm: number, mmPerUnit: number, pxPerUnit: number): number =>
  Math.max(leastSigmaPx, (sigmaMm / mmPerUnit) * pxPerUnit)

export interface RefineItem extends MaskSize {
  readonly photo: string
  readonly evidence: MaskEvidence
}

/**
 * Refines masks by their photos, as many at a time as there are threads. `onMask` is awaited for each, in the order in
 * which they become ready; no more photos than threads are held at a time.
 */
export const refineMasks = async <Item extends RefineItem>(
  pool: WorkerPool,
  items: readonly Item[],
  onMask: (item: Item, mask: Uint8Array) => Promise<void>,
  context: RunContext,
): Promise<void> => {
  const waiting = [...items]
  let done = 0
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      checkCancelled(context)
      const rgb = await photoPixels(item.photo)
      const { widthPx, heightPx, evidence } = item
      const mask = await pool.run('refineMask', { rgb, widthPx, heightPx, evidence }, { signal: context.signal })
      await onMask(item, mask)
      done++
      context.report?.({ fraction: done / items.length, message: `Mask ${done} of ${items.length}` })
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: Math.min(pool.size, items.length) }, work))
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
}

/** A mask with more of it outside of what the other views leave is cut again. */
const cutAgainFrom = 0.005
/** Fewer views carve too little. */
const fewestViews = 4
/** Masks for carving are held together: pixels. */
const mostHeldPixels = 400_000_000

export interface ViewItem extends RefineItem, Projection {
  readonly index: number
  readonly evidence: Extract<MaskEvidence, { kind: 'silhouette' }>
}

/**
 * The same for views of one scan, which then check each other: what the background of the others leaves no room for is
 * cut again without it. `onMask` is called once more for those. Returns how many were.
 */
export const refineViews = async <Item extends ViewItem>(
  pool: WorkerPool,
  { mesh, items }: { readonly mesh: MeshReference; readonly items: readonly Item[] },
  onMask: (item: Item, mask: Uint8Array) => Promise<void>,
  context: RunContext,
): Promise<number> => {
  const pixels = items.reduce((sum, { widthPx, heightPx }) => sum + widthPx * heightPx, 0)
  const isCarving = items.length >= fewestViews && pixels <= mostHeldPixels
  const masks = new Map<Item, Uint8Array>()
  const keep = async (item: Item, mask: Uint8Array): Promise<void> => {
    if (isCarving) masks.set(item, mask)
    await onMask(item, mask)
  }
  await refineMasks(pool, items, keep, partOf(context, { from: 0, to: isCarving ? 0.7 : 1 }))
  if (!isCarving) return 0
  const views = items.map((item) => {
    const { index, worldMat, distortion, widthPx, heightPx } = item
    return { index, worldMat, distortion, widthPx, heightPx, mask: masks.get(item) as Uint8Array }
  })
  const carved = await pool.run('carveMasks', { mesh, views }, { signal: context.signal })
  const again = items.flatMap((item, i) => {
    const { allowed, outsideShare } = carved[i]
    return outsideShare > cutAgainFrom ? [{ ...item, evidence: { ...item.evidence, allowed } }] : []
  })
  if (again.length > 0) await refineMasks(pool, again, onMask, partOf(context, { from: 0.75, to: 1 }))
  return again.length
}

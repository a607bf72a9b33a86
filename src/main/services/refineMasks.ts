import type { MaskEvidence } from '#core/masks/propose/proposeMask.ts'
import type { MaskSize } from '#core/masks/types.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
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

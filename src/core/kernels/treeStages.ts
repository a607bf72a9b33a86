import { checkCancelled, type RunContext } from '../model/run.ts'
import type { BoxTreeShape } from './boxTreeShape.ts'
import type { KernelExports } from './kernelExports.ts'

/** A stage of building a tree: parts of bounded work, which make the same bytes whoever does them, and when. */
export interface BuildStage {
  readonly parts: number
  /** Each part needs what the one before left. */
  readonly inOrder?: boolean
  /** False where the input is unsound: the build ends there. */
  readonly run: (part: number) => boolean
}

/** A stage over `count` items in ranges of `size`. */
export const rangesStage = (
  { count, size }: { readonly count: number; readonly size: number },
  run: (from: number, to: number) => boolean,
): BuildStage => ({
  parts: Math.ceil(count / size),
  run: (part) => run(part * size, Math.min(count, (part + 1) * size)),
})

/** A stage of one part. */
export const onceStage = (run: () => void): BuildStage => ({
  parts: 1,
  run: () => {
    run()
    return true
  },
})

/** Leaves of a run that a part has to itself: the most, a power of two, with no more than `itemsPerPart` items. */
export const leavesPerRun = ({ leafRoom }: BoxTreeShape, leafItems: number, itemsPerPart: number): number => {
  let leaves = leafRoom
  while (leaves > 1 && leaves * leafItems > itemsPerPart) leaves /= 2
  return leaves
}

/** Puts places in order: level by level, then each run of leaves to its bottom. */
export const halvingStages = (
  kernels: KernelExports,
  { leafCount, leafRoom, itemCount }: BoxTreeShape,
  o: { readonly places: number; readonly leafItems: number; readonly leavesPerRun: number },
): BuildStage[] => {
  const stages: BuildStage[] = []
  for (let span = leafRoom; span >= o.leavesPerRun; span /= 2) {
    const order = span > o.leavesPerRun ? kernels.splitPlaces : kernels.halvePlaces
    stages.push(
      rangesStage({ count: leafCount, size: span }, (leaf) => {
        order(o.places, itemCount, o.leafItems, leaf, span)
        return true
      }),
    )
  }
  return stages
}

/** Does all parts of all stages; false where the input is unsound. Throws job/cancelled. */
export const runStages = (stages: readonly BuildStage[], context: RunContext): boolean => {
  for (const stage of stages) {
    for (let part = 0; part < stage.parts; part++) {
      checkCancelled(context)
      if (!stage.run(part)) return false
    }
  }
  return true
}

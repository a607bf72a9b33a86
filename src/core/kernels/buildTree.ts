import { checkCancelled, type RunContext } from '../model/run.ts'
import type { SharedTreeBuild } from '../model/treeBuild.ts'
import { KernelInstance, stackBytes } from './kernelInstance.ts'
import { controlFor, HelperLost, leadBuild } from './sharedBuild.ts'
import { TreeMemory } from './treeMemory.ts'
import { type BuildStage, runStages } from './treeStages.ts'

/** Some milliseconds of work. */
const usualItemsPerPart = 1 << 16
/** A helper that needs so long for a part is taken for dead, and the tree is built alone. */
const patienceMs = 2000

/** What a tree may be built with. */
export interface TreeBuildOptions {
  /** In a memory of its own that other threads can attach to. */
  readonly shared?: boolean
  /** Asked between two parts whether to go on. Where it has threads that are free, they help with a large tree. */
  readonly context?: RunContext
  /** The most items of a part, whole leaves at least. Trees are the same for any. */
  readonly itemsPerPart?: number
}

interface Plan {
  readonly tree: number
  /** A block that the build needs beside the tree, or null. */
  readonly lent: number | null
}

/** A kind of tree: how it is made of its input. */
export interface TreeKind<Input, Made extends Plan> {
  readonly kind: SharedTreeBuild['kind']
  readonly countOf: (input: Input) => number
  /** Allocates the tree and copies the input. */
  readonly plan: (instance: KernelInstance, input: Input) => Made
  readonly stages: (instance: KernelInstance, plan: Made, itemsPerPart: number) => BuildStage[]
  /** What is wrong with the input where a stage found it unsound. */
  readonly refusal: (input: Input) => Error
}

const runWithHelpers = (
  instance: KernelInstance,
  stages: readonly BuildStage[],
  build: Omit<SharedTreeBuild, 'control'>,
  { helpers, context }: { readonly helpers: number; readonly context: RunContext },
): boolean => {
  const control = controlFor(stages)
  const stacks = Array.from({ length: helpers }, () => instance.allocate(stackBytes))
  context.queryThreads?.helpBuild({ ...build, control }, stacks)
  let isLost = false
  try {
    return leadBuild(stages, control, { check: () => checkCancelled(context), patienceMs })
  } catch (error) {
    isLost = error instanceof HelperLost
    throw error
  } finally {
    if (!isLost) for (const stack of stacks) instance.release(stack)
  }
}

const builtIn = <Input, Made extends Plan>(
  instance: KernelInstance,
  { kind, plan: planOf, stages: stagesOf, refusal }: TreeKind<Input, Made>,
  input: Input,
  o: Required<TreeBuildOptions> & { readonly helpers: number },
): TreeMemory => {
  const plan = planOf(instance, input)
  try {
    const stages = stagesOf(instance, plan, o.itemsPerPart)
    const { memory } = instance
    const isSound =
      o.helpers > 0
        ? runWithHelpers(instance, stages, { kind, memory, plan, itemsPerPart: o.itemsPerPart }, o)
        : runStages(stages, o.context)
    if (!isSound) throw refusal(input)
  } catch (error) {
    // A lost helper may write there yet: nobody else is to have it.
    if (!(error instanceof HelperLost)) {
      instance.release(plan.tree)
      if (plan.lent !== null) instance.release(plan.lent)
    }
    throw error
  }
  if (plan.lent !== null) instance.release(plan.lent)
  return new TreeMemory(instance, plan.tree, { isOwned: !o.shared })
}

/** Builds a tree, with the same bytes on any number of threads. Throws what `refusal` says, and job/cancelled. */
export const buildTree = <Input, Made extends Plan>(
  kind: TreeKind<Input, Made>,
  input: Input,
  { shared = false, context = {}, itemsPerPart = usualItemsPerPart }: TreeBuildOptions,
): TreeMemory => {
  const options = { shared, context, itemsPerPart }
  const helpers = context.queryThreads?.helpersFor(kind.countOf(input)) ?? 0
  if (helpers > 0) {
    const instance = shared ? KernelInstance.createShared() : KernelInstance.sharedOfThread()
    try {
      return builtIn(instance, kind, input, { ...options, helpers })
    } catch (error) {
      if (!(error instanceof HelperLost)) throw error
      KernelInstance.forgetSharedOfThread()
    }
  }
  const instance = shared ? KernelInstance.createShared() : KernelInstance.ofThread()
  return builtIn(instance, kind, input, { ...options, helpers: 0 })
}

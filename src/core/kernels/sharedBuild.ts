import type { SharedTreeBuild } from '../model/treeBuild.ts'
import type { KernelInstance } from './kernelInstance.ts'
import { type PointTreePlan, pointTreeStages } from './pointTreeBuild.ts'
import type { BuildStage } from './treeStages.ts'
import { type TriangleTreePlan, triangleTreeStages } from './triangleTreeBuild.ts'

/** What stands where in the control of a build: two numbers for all, then two for each stage. */
const isOver = 0
/** Helpers that are at a part, or about to see that there is none for them. */
const helpersAtWork = 1
/** The next part that nobody has taken, and how many are done. */
const nextOf = (stage: number): number => 2 + 2 * stage
const doneOf = (stage: number): number => 3 + 2 * stage

export const controlFor = (stages: readonly BuildStage[]): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer((2 + 2 * stages.length) * 4))

/** How a tree is built that another thread has planned. */
const stagesOf = (instance: KernelInstance, { kind, plan, itemsPerPart }: SharedTreeBuild): BuildStage[] =>
  kind === 'points'
    ? pointTreeStages(instance, plan as PointTreePlan, itemsPerPart)
    : triangleTreeStages(instance, plan as TriangleTreePlan, itemsPerPart)

/** A helper that sees nothing happen looks after so long whether the build is over. */
const lookAgainMs = 20

/** Does parts of a build that another thread leads, until it is over. */
export const helpBuild = (instance: KernelInstance, build: SharedTreeBuild): void => {
  const { control } = build
  for (const [stage, { parts, inOrder, run }] of stagesOf(instance, build).entries()) {
    for (;;) {
      if (inOrder) break
      Atomics.add(control, helpersAtWork, 1)
      const part = Atomics.load(control, isOver) === 1 ? parts : Atomics.add(control, nextOf(stage), 1)
      if (part < parts) {
        // One that is unsound is left undone: the leading thread finds it so.
        if (run(part)) Atomics.add(control, doneOf(stage), 1)
        else Atomics.store(control, isOver, 1)
        Atomics.notify(control, doneOf(stage))
      }
      Atomics.sub(control, helpersAtWork, 1)
      if (part >= parts) break
    }
    for (;;) {
      if (Atomics.load(control, isOver) === 1) return
      const done = Atomics.load(control, doneOf(stage))
      if (done >= parts) break
      Atomics.wait(control, doneOf(stage), done, lookAgainMs)
    }
  }
}

/** Thrown where a helper has taken a part and does not give it back: what it was at is lost. */
export class HelperLost extends Error {
  constructor() {
    super('A helping thread did not finish its part of a search tree.')
  }
}

export interface LeadOptions {
  /** Throws where the build is to end. */
  readonly check: () => void
  /** A helper that takes so long for a part is taken for dead. */
  readonly patienceMs: number
}

const pollMs = 1

/** Waits until the number that stands `at` is right; a helper has `patienceMs` for it. */
const awaited = (
  control: Int32Array<SharedArrayBuffer>,
  at: number,
  isRight: (value: number) => boolean,
  { check, patienceMs }: LeadOptions,
): void => {
  const giveUpMs = performance.now() + patienceMs
  for (;;) {
    const value = Atomics.load(control, at)
    if (isRight(value)) return
    if (performance.now() > giveUpMs) throw new HelperLost()
    check()
    Atomics.wait(control, at, value, pollMs)
  }
}

const leadStages = (stages: readonly BuildStage[], control: Int32Array<SharedArrayBuffer>, o: LeadOptions): boolean => {
  const isUnsound = (): boolean => Atomics.load(control, isOver) === 1
  for (const [stage, { parts, run }] of stages.entries()) {
    for (;;) {
      o.check()
      const part = Atomics.add(control, nextOf(stage), 1)
      if (part >= parts) break
      if (!run(part)) return false
      Atomics.add(control, doneOf(stage), 1)
    }
    awaited(control, doneOf(stage), (done) => done >= parts || isUnsound(), o)
    if (isUnsound()) return false
    Atomics.notify(control, doneOf(stage))
  }
  return true
}

/**
 * Builds a tree with all who help: stage after stage, each part taken by whoever is free, those that need an order by this
 * thread. False where the input is unsound. When it returns or throws, no helper touches the memory any more.
 *
 * @throws HelperLost, after which one still may; and what `check` throws.
 */
export const leadBuild = (
  stages: readonly BuildStage[],
  control: Int32Array<SharedArrayBuffer>,
  o: LeadOptions,
): boolean => {
  const end = (): void => {
    Atomics.store(control, isOver, 1)
  }
  const leave = (): void => {
    end()
    awaited(control, helpersAtWork, (helpers) => helpers === 0, { ...o, check: () => {} })
  }
  try {
    const isSound = leadStages(stages, control, o)
    leave()
    return isSound
  } catch (error) {
    if (error instanceof HelperLost) end()
    else leave()
    throw error
  }
}

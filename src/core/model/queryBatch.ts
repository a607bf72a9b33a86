import type { ClosestPoints, NearestPoints, TriangleSoup } from './queries.ts'
import type { RunContext } from './run.ts'
import type { SharedTreeBuild } from './treeBuild.ts'

/** Every kind of batch: what is asked of a tree that is made for it, and what is answered. Rows are `[m*3]` xyz. */
export interface BatchTable {
  /** Closest points of a surface. */
  readonly closest: {
    readonly input: { readonly surface: TriangleSoup; readonly queries: Float32Array }
    readonly output: ClosestPoints
  }
  /** Nearest of `points`. */
  readonly nearest: {
    readonly input: { readonly points: Float32Array; readonly queries: Float32Array }
    readonly output: NearestPoints
  }
  /** First hits of rays with a surface, on either side; `distances` are lengths. */
  readonly rays: {
    readonly input: {
      readonly surface: TriangleSoup
      readonly origins: Float32Array
      readonly directions: Float32Array
    }
    readonly output: ClosestPoints
  }
}
export type BatchKind = keyof BatchTable

/** Threads that share large batches and the building of large trees out. The answers are the same bytes whatever their number. */
export interface QueryThreads {
  /** Null where one thread does better: the batch is small, or no thread is free. Throws job/cancelled. */
  answer<Kind extends BatchKind>(
    kind: Kind,
    input: BatchTable[Kind]['input'],
    context: RunContext,
  ): BatchTable[Kind]['output'] | null
  /** How many threads would help to build a search tree of so many items: 0 where this one does better alone. */
  helpersFor(itemCount: number): number
  /** Asks as many of them for parts of a tree as there are `stacks`, memory for each; returns at once. */
  helpBuild(build: SharedTreeBuild, stacks: readonly number[]): void
}

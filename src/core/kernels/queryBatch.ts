import type { ClosestPoints, NearestPoints } from '../model/queries.ts'
import type { BatchKind, BatchTable } from '../model/queryBatch.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { pointTreeOf, triangleTreeOf } from './keptTrees.ts'
import { PointTree, type SharedPointTree } from './pointTree.ts'
import { releasing } from './releasing.ts'
import { type SharedTriangleTree, TriangleTree } from './triangleTree.ts'

/** Queries answered in one go, a few milliseconds: fixed, so that no answer depends on who shares the batch. */
export const rowsPerChunk = 1 << 14

type Rows = readonly Float32Array[]
type MakeBuffer = (byteLength: number) => ArrayBuffer | SharedArrayBuffer
type SharedTree = SharedPointTree & SharedTriangleTree

interface BatchTree {
  release(): void
  share(): SharedTree
}

interface BatchWork<Input, Output, Tree extends BatchTree> {
  /** The one that the run's store keeps, else a new one: for this thread alone, or `shared`. */
  treeOf(input: Input, context: RunContext, o?: { shared: boolean }): Tree
  attach(shared: SharedTree): Tree
  /** `[m*3]` each. */
  rowsOf(input: Input): Rows
  roomFor(count: number, make: MakeBuffer): Output
  answer(tree: Tree, rows: Rows, out: Output, range: { readonly start: number; readonly end: number }): void
}

type WorkOf<Kind extends BatchKind, Tree extends BatchTree> = BatchWork<
  BatchTable[Kind]['input'],
  BatchTable[Kind]['output'],
  Tree
>

const hitsFor = (count: number, make: MakeBuffer): ClosestPoints => ({
  triangles: new Int32Array(make(count * 4)).fill(-1),
  barycentrics: new Float64Array(make(count * 24)),
  points: new Float64Array(make(count * 24)),
  distances: new Float64Array(make(count * 8)).fill(Infinity),
})

const partOfHits = (hits: ClosestPoints, start: number, end: number): ClosestPoints => ({
  triangles: hits.triangles.subarray(start, end),
  barycentrics: hits.barycentrics.subarray(start * 3, end * 3),
  points: hits.points.subarray(start * 3, end * 3),
  distances: hits.distances.subarray(start, end),
})

const closest: WorkOf<'closest', TriangleTree> = {
  treeOf: ({ surface }, context, o) => triangleTreeOf(surface, context, o),
  attach: TriangleTree.attach,
  rowsOf: ({ queries }) => [queries],
  roomFor: hitsFor,
  answer: (tree, [queries], out, range) => tree.closestPoints(queries, out, range),
}

const nearest: WorkOf<'nearest', PointTree> = {
  treeOf: ({ points }, context, o) => pointTreeOf(points, context, o),
  attach: PointTree.attach,
  rowsOf: ({ queries }) => [queries],
  roomFor: (count, make): NearestPoints => ({
    indices: new Int32Array(make(count * 4)).fill(-1),
    squaredDistances: new Float64Array(make(count * 8)).fill(Infinity),
  }),
  answer: (tree, [queries], { indices, squaredDistances }, { start, end }) => {
    const out = { indices: indices.subarray(start, end), squaredDistances: squaredDistances.subarray(start, end) }
    tree.nearest(queries.subarray(start * 3, end * 3), { out })
  },
}

const rays: WorkOf<'rays', TriangleTree> = {
  treeOf: ({ surface }, context, o) => triangleTreeOf(surface, context, o),
  attach: TriangleTree.attach,
  rowsOf: ({ origins, directions }) => [origins, directions],
  roomFor: hitsFor,
  answer: (tree, [origins, directions], out, { start, end }) =>
    tree.raycasts(
      origins.subarray(start * 3, end * 3),
      directions.subarray(start * 3, end * 3),
      partOfHits(out, start, end),
    ),
}

type AnyWork<Kind extends BatchKind> = WorkOf<Kind, BatchTree>

/** Input, output and tree of a kind belong together, which the table's own types have checked. */
const workOf = <Kind extends BatchKind>(kind: Kind): AnyWork<Kind> =>
  ({ closest, nearest, rays })[kind] as unknown as AnyWork<Kind>

export const rowCountOf = <Kind extends BatchKind>(kind: Kind, input: BatchTable[Kind]['input']): number =>
  workOf(kind).rowsOf(input)[0].length / 3

const answerPart = <Kind extends BatchKind>(
  kind: Kind,
  { tree, rows, out }: { readonly tree: BatchTree; readonly rows: Rows; readonly out: BatchTable[Kind]['output'] },
  chunk: number,
): void => {
  const start = chunk * rowsPerChunk
  const end = Math.min(rows[0].length / 3, start + rowsPerChunk)
  workOf(kind).answer(tree, rows, out, { start, end })
}

/** A batch in memory that threads share, which crosses to them by reference. */
export interface SharedBatch<Kind extends BatchKind = BatchKind> {
  readonly kind: Kind
  readonly tree: SharedTree
  readonly rows: Rows
  readonly out: BatchTable[Kind]['output']
}

/** Finds or builds the tree and copies the queries into shared memory. Throws job/cancelled. */
export const shareBatch = <Kind extends BatchKind>(
  kind: Kind,
  input: BatchTable[Kind]['input'],
  context: RunContext = {},
): SharedBatch<Kind> => {
  const work = workOf(kind)
  const make = (byteLength: number): SharedArrayBuffer => new SharedArrayBuffer(byteLength)
  const rows = work.rowsOf(input).map((values) => {
    const shared = new Float32Array(make(values.byteLength))
    shared.set(values)
    return shared
  })
  const tree = work.treeOf(input, context, { shared: true }).share()
  return { kind, tree, rows, out: work.roomFor(rows[0].length / 3, make) }
}

/** Answers chunk after chunk of a shared batch, in any thread. */
export const chunkAnswerer = (batch: SharedBatch): ((chunk: number) => void) => {
  const tree = workOf(batch.kind).attach(batch.tree)
  return (chunk) => answerPart(batch.kind, { ...batch, tree }, chunk)
}

const answerAlone = <Kind extends BatchKind>(
  kind: Kind,
  input: BatchTable[Kind]['input'],
  context: RunContext,
): BatchTable[Kind]['output'] => {
  const work = workOf(kind)
  const rows = work.rowsOf(input)
  const count = rows[0].length / 3
  const out = work.roomFor(count, (byteLength) => new ArrayBuffer(byteLength))
  releasing(work.treeOf(input, context), (tree) => {
    for (let chunk = 0; chunk * rowsPerChunk < count; chunk++) {
      checkCancelled(context)
      answerPart(kind, { tree, rows, out }, chunk)
      context.report?.({ fraction: Math.min(1, ((chunk + 1) * rowsPerChunk) / count), message: 'Measuring distances' })
    }
  })
  return out
}

/**
 * All answers of a batch, on the context's threads where it has some and the batch is large: the same bytes either way.
 *
 * Throws input/not-finite, input/index-out-of-range, job/cancelled.
 */
export const answerBatch = <Kind extends BatchKind>(
  kind: Kind,
  input: BatchTable[Kind]['input'],
  context: RunContext = {},
): BatchTable[Kind]['output'] => context.queryThreads?.answer(kind, input, context) ?? answerAlone(kind, input, context)

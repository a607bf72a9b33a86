import type { Mesh } from '../model/mesh.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import type { Vec3 } from '../model/transform.ts'
import { leafStart } from './halvingOrder.ts'
import { degenerateTriangles } from './topology.ts'
import { meetElsewhere } from './triangleContact.ts'
import { boxStride, buildTriangleHierarchy, type TriangleHierarchy } from './triangleHierarchy.ts'

export interface SelfIntersections {
  /** Pairs of triangles that meet elsewhere than in what they share. */
  readonly pairs: number
  /** How many triangles are in at least one pair. */
  readonly triangles: number
  /** The first pairs, by the number of their triangles, and a place in the middle of each, in the frame of the mesh. */
  readonly examples: readonly { readonly triangles: readonly [number, number]; readonly place: Vec3 }[]
}

const exampleCount = 20
/** Triangles between two looks at whether the work is still wanted. */
const batch = 4096
/** Deeper than any hierarchy that fits into memory. */
const maxDepth = 64

/**
 * Where the surface runs through or touches itself, as CGAL's `self_intersections` counts it (Polygon Mesh Processing):
 * triangles whose boxes overlap are found in a box tree and tested exactly. Triangles without an area are passed over;
 * positions count in single precision.
 *
 * @throws input/not-finite, input/index-out-of-range; job/cancelled.
 */
export const selfIntersections = (
  { positions, triangles }: Pick<Mesh, 'positions' | 'triangles'>,
  context: RunContext = {},
): SelfIntersections => {
  const count = triangles.length / 3
  const examples: SelfIntersections['examples'][number][] = []
  if (count === 0) return { pairs: 0, triangles: 0, examples }
  const hierarchy = buildTriangleHierarchy({ positions, triangles })
  const isFlat = new Uint8Array(count)
  for (const triangle of degenerateTriangles({ positions, triangles })) isFlat[triangle] = 1
  const isInPair = new Uint8Array(count)
  const corners = (t: number) => [triangles[t * 3] * 3, triangles[t * 3 + 1] * 3, triangles[t * 3 + 2] * 3] as const
  const placeOf = (pair: readonly [number, number]): Vec3 => {
    const mean = (axis: number): number =>
      pair.flatMap((t) => corners(t)).reduce((sum, corner) => sum + positions[corner + axis], 0) / 6
    return [mean(0), mean(1), mean(2)]
  }
  const box = new Float64Array(6)
  let pairs = 0
  for (let t = 0; t < count; t++) {
    if (t % batch === 0) {
      checkCancelled(context)
      context.report?.({ fraction: t / count, message: 'Looking for places where the surface meets itself' })
    }
    if (isFlat[t]) continue
    boundTriangle(positions, corners(t), box)
    const partners: number[] = []
    eachNear(hierarchy, box, (other) => {
      if (other <= t || isFlat[other]) return
      if (meetElsewhere(positions, corners(t), corners(other))) partners.push(other)
    })
    if (partners.length === 0) continue
    pairs += partners.length
    isInPair[t] = 1
    for (const other of partners.sort((a, b) => a - b)) {
      isInPair[other] = 1
      const pair = [t, other] as const
      if (examples.length < exampleCount) examples.push({ triangles: pair, place: placeOf(pair) })
    }
  }
  return { pairs, triangles: isInPair.reduce((sum, value) => sum + value, 0), examples }
}

const boundTriangle = (positions: Float32Array, [a, b, c]: readonly number[], box: Float64Array): void => {
  for (let axis = 0; axis < 3; axis++) {
    box[axis] = Math.min(positions[a + axis], positions[b + axis], positions[c + axis])
    box[axis + 3] = Math.max(positions[a + axis], positions[b + axis], positions[c + axis])
  }
}

const stack = new Int32Array(maxDepth)

/** Visits the triangles of every leaf whose box overlaps `box`; of these the one whose own box does. */
const eachNear = (
  { boxes, corners, order, leafCount, capacity }: TriangleHierarchy,
  box: Float64Array,
  visit: (triangle: number) => void,
): void => {
  const innerCount = leafCount - 1
  let depth = 0
  stack[depth++] = 0
  while (depth > 0) {
    const node = stack[--depth]
    if (node >= innerCount) {
      const leaf = node - innerCount
      const start = leafStart(leaf, order.length, leafCount)
      const end = leafStart(leaf + 1, order.length, leafCount)
      for (let place = start; place < end; place++) {
        if (leafBoxOverlaps(corners, leaf * 9 * capacity + place - start, capacity, box)) visit(order[place])
      }
      continue
    }
    for (let side = 0; side < 2; side++) {
      const at = node * boxStride + side * 6
      const isApart =
        boxes[at] > box[3] ||
        boxes[at + 1] > box[4] ||
        boxes[at + 2] > box[5] ||
        boxes[at + 3] < box[0] ||
        boxes[at + 4] < box[1] ||
        boxes[at + 5] < box[2]
      if (!isApart) stack[depth++] = 2 * node + 1 + side
    }
  }
}

/** A leaf holds edges in single precision, so that its corners are rounded: the box is taken this much larger. */
const slack = 2 ** -22

const leafBoxOverlaps = (corners: Float32Array, row: number, capacity: number, box: Float64Array): boolean => {
  for (let axis = 0; axis < 3; axis++) {
    const a = corners[row + axis * capacity]
    const ab = corners[row + (3 + axis) * capacity]
    const ac = corners[row + (6 + axis) * capacity]
    const room = slack * (Math.abs(a) + Math.abs(ab) + Math.abs(ac))
    if (a + Math.min(0, ab, ac) - room > box[axis + 3] || a + Math.max(0, ab, ac) + room < box[axis]) return false
  }
  return true
}

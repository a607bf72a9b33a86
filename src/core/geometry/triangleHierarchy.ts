import { badInput } from '../model/errors.ts'
import type { TriangleSoup } from '../model/queries.ts'
import { halvingOrder, leafCountFor, leafStart } from './halvingOrder.ts'

/** Triangles a leaf holds at most. */
export const leafCapacity = 4
/** Numbers an inner node holds: for each of its two children the lowest and the highest corner of its box. */
export const boxStride = 12

/** What a triangle hierarchy consists of: plain arrays that can be sent to another thread. */
export interface TriangleHierarchy {
  /** `[(leafCount - 1) * 12]` boxes of the two children of every inner node, heap order. */
  readonly boxes: Float32Array
  /** `[leafCount * 9 * capacity]` leaf blocks, see `TriangleLeaves`. */
  readonly corners: Float32Array
  /** `[m]` triangle at each place, leaves from left to right. */
  readonly order: Uint32Array
  /** `[m]` place of each triangle: the inverse of `order`. */
  readonly places: Uint32Array
  readonly leafCount: number
  readonly capacity: number
}

/**
 * Builds the hierarchy: centroids into a complete binary tree by exact halving, triangles copied to their leaves, boxes
 * united from the leaves up. Throws input/not-finite and input/index-out-of-range.
 */
export const buildTriangleHierarchy = (soup: TriangleSoup): TriangleHierarchy => {
  const count = soup.triangles.length / 3
  const leafCount = leafCountFor(count, leafCapacity)
  const { order } = halvingOrder(centroidsOf(soup), leafCount)
  const places = new Uint32Array(count)
  for (let place = 0; place < count; place++) places[order[place]] = place
  const capacity = Math.max(1, Math.ceil(count / leafCount))
  const corners = new Float32Array(leafCount * 9 * capacity)
  const leafBoxes = new Float32Array(leafCount * 6)
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const start = leafStart(leaf, count, leafCount)
    const end = leafStart(leaf + 1, count, leafCount)
    fillLeaf(soup, order.subarray(start, end), corners.subarray(leaf * 9 * capacity), capacity)
    boundLeaf(soup, order, start, end, leafBoxes, leaf * 6)
  }
  return { boxes: unitedBoxes(leafBoxes, leafCount), corners, order, places, leafCount, capacity }
}

const centroidsOf = ({ positions, triangles }: TriangleSoup) => {
  const count = triangles.length / 3
  const vertexCount = positions.length / 3
  const x = new Float32Array(count)
  const y = new Float32Array(count)
  const z = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const a = triangles[i * 3]
    const b = triangles[i * 3 + 1]
    const c = triangles[i * 3 + 2]
    if (a >= vertexCount || b >= vertexCount || c >= vertexCount) {
      throw badInput(
        'index-out-of-range',
        `Triangle ${i} names vertex ${Math.max(a, b, c)}, but the mesh has ${vertexCount} vertices.`,
      )
    }
    x[i] = (positions[a * 3] + positions[b * 3] + positions[c * 3]) / 3
    y[i] = (positions[a * 3 + 1] + positions[b * 3 + 1] + positions[c * 3 + 1]) / 3
    z[i] = (positions[a * 3 + 2] + positions[b * 3 + 2] + positions[c * 3 + 2]) / 3
    if (!Number.isFinite(x[i] + y[i] + z[i])) {
      throw badInput('not-finite', `Triangle ${i} has a corner that is not a finite position.`)
    }
  }
  return { x, y, z }
}

/** Empty slots hold NaN: no comparison with them is ever true, so no kernel finds them. */
const fillLeaf = (
  { positions, triangles }: TriangleSoup,
  members: Uint32Array,
  block: Float32Array,
  capacity: number,
): void => {
  for (let slot = 0; slot < capacity; slot++) {
    if (slot >= members.length) {
      for (let row = 0; row < 9; row++) block[row * capacity + slot] = Number.NaN
      continue
    }
    const a = triangles[members[slot] * 3] * 3
    const b = triangles[members[slot] * 3 + 1] * 3
    const c = triangles[members[slot] * 3 + 2] * 3
    for (let axis = 0; axis < 3; axis++) {
      block[axis * capacity + slot] = positions[a + axis]
      block[(3 + axis) * capacity + slot] = positions[b + axis] - positions[a + axis]
      block[(6 + axis) * capacity + slot] = positions[c + axis] - positions[a + axis]
    }
  }
}

const boundLeaf = (
  { positions, triangles }: TriangleSoup,
  order: Uint32Array,
  start: number,
  end: number,
  boxes: Float32Array,
  box: number,
): void => {
  for (let axis = 0; axis < 3; axis++) {
    let low = Infinity
    let high = -Infinity
    for (let place = start; place < end; place++) {
      for (let corner = 0; corner < 3; corner++) {
        const value = positions[triangles[order[place] * 3 + corner] * 3 + axis]
        if (value < low) low = value
        if (value > high) high = value
      }
    }
    boxes[box + axis] = low
    boxes[box + 3 + axis] = high
  }
}

/** Boxes of all inner nodes from those of the leaves. */
const unitedBoxes = (leafBoxes: Float32Array, leafCount: number): Float32Array => {
  const innerCount = leafCount - 1
  const boxes = new Float32Array(innerCount * boxStride)
  for (let node = innerCount - 1; node >= 0; node--) {
    for (let side = 0; side < 2; side++) {
      const child = 2 * node + 1 + side
      const at = node * boxStride + side * 6
      if (child >= innerCount) {
        const leafBox = (child - innerCount) * 6
        for (let i = 0; i < 6; i++) boxes[at + i] = leafBoxes[leafBox + i]
        continue
      }
      const from = child * boxStride
      for (let axis = 0; axis < 3; axis++) {
        boxes[at + axis] = Math.min(boxes[from + axis], boxes[from + 6 + axis])
        boxes[at + 3 + axis] = Math.max(boxes[from + 3 + axis], boxes[from + 9 + axis])
      }
    }
  }
  return boxes
}

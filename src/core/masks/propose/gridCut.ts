/** The eight neighbours of a pixel as x and y steps; the opposite of direction d is 7 − d. */
export const stepsX = [-1, 0, 1, -1, 1, -1, 0, 1] as const
export const stepsY = [-1, -1, -1, 0, 0, 1, 1, 1] as const
const directions = 8

const none = -1
const terminal = 8
const orphaned = 9

/** A graph of nodes with up to eight neighbours each. All capacities are whole and not negative, except `terminals`. */
export interface GridGraph {
  /** `[n*8]` index of the neighbour in that direction, −1 where there is none. */
  readonly neighbours: Int32Array
  /** `[n*8]` capacity towards that neighbour. Used up by the cut. */
  readonly capacities: Int32Array
  /** `[n]` capacity from the source where positive, to the sink where negative. Used up by the cut. */
  readonly terminals: Int32Array
}

/**
 * The minimum cut between source and sink: 1 for the nodes that stay with the source, 0 for the others. Augmenting
 * paths between two search trees that are kept from path to path (Boykov and Kolmogorov, An Experimental Comparison of
 * Min-Cut/Max-Flow Algorithms, 2004). A node that neither side reaches goes to the sink. The same graph gives the same cut.
 *
 * @param onPath called now and then; may throw to end the search.
 */
export const minimumCut = (graph: GridGraph, onPath?: () => void): Uint8Array => new Search(graph, onPath).run()

const pathsBetweenCalls = 20_000

class Search {
  private readonly neighbours: Int32Array
  private readonly capacities: Int32Array
  private readonly terminals: Int32Array
  private readonly onPath: (() => void) | undefined
  private readonly parent: Int8Array
  private readonly isSink: Uint8Array
  private readonly stamp: Int32Array
  private readonly distance: Int32Array
  private readonly isActive: Uint8Array
  private readonly active: number[] = []
  private readonly orphans: number[] = []
  private time = 0

  constructor({ neighbours, capacities, terminals }: GridGraph, onPath: (() => void) | undefined) {
    this.neighbours = neighbours
    this.capacities = capacities
    this.terminals = terminals
    this.onPath = onPath
    const count = terminals.length
    this.parent = new Int8Array(count).fill(none)
    this.isSink = new Uint8Array(count)
    this.stamp = new Int32Array(count)
    this.distance = new Int32Array(count)
    this.isActive = new Uint8Array(count)
  }

  run(): Uint8Array {
    const { terminals, parent, isSink, active } = this
    for (let i = 0; i < terminals.length; i++) {
      if (terminals[i] === 0) continue
      parent[i] = terminal
      isSink[i] = terminals[i] < 0 ? 1 : 0
      this.distance[i] = 1
      this.activate(i)
    }
    let paths = 0
    for (let head = 0; head < active.length; head++) {
      const node = active[head]
      this.isActive[node] = 0
      while (parent[node] !== none) {
        const direction = this.grow(node)
        this.time++
        if (direction < 0) break
        if (isSink[node]) this.augment(this.neighbours[node * directions + direction], 7 - direction)
        else this.augment(node, direction)
        this.adopt()
        if (++paths % pathsBetweenCalls === 0) this.onPath?.()
      }
      if (head > 1_000_000) {
        active.splice(0, head + 1)
        head = -1
      }
    }
    const isSource = new Uint8Array(parent.length)
    for (let i = 0; i < parent.length; i++) isSource[i] = parent[i] !== none && !isSink[i] ? 1 : 0
    return isSource
  }

  private activate(node: number): void {
    if (this.isActive[node]) return
    this.isActive[node] = 1
    this.active.push(node)
  }

  /** Takes free neighbours into the node's tree. The direction of a neighbour in the other tree, −1 where none is. */
  private grow(node: number): number {
    const { neighbours, capacities, parent, isSink, stamp, distance } = this
    const sink = isSink[node]
    for (let d = 0; d < directions; d++) {
      const other = neighbours[node * directions + d]
      if (other < 0) continue
      const capacity = sink ? capacities[other * directions + 7 - d] : capacities[node * directions + d]
      if (capacity <= 0) continue
      if (parent[other] === none) {
        isSink[other] = sink
        parent[other] = 7 - d
        stamp[other] = stamp[node]
        distance[other] = distance[node] + 1
        this.activate(other)
      } else if (isSink[other] !== sink) {
        return d
      } else if (stamp[other] <= stamp[node] && distance[other] > distance[node]) {
        parent[other] = 7 - d
        stamp[other] = stamp[node]
        distance[other] = distance[node] + 1
      }
    }
    return -1
  }

  /** Sends as much as fits along source … node → neighbour … sink; who loses its way becomes an orphan. */
  private augment(node: number, direction: number): void {
    const { neighbours, capacities, terminals, parent } = this
    const start = neighbours[node * directions + direction]
    let flow = capacities[node * directions + direction]
    let at = node
    for (; parent[at] !== terminal; at = neighbours[at * directions + parent[at]]) {
      const up = neighbours[at * directions + parent[at]]
      flow = Math.min(flow, capacities[up * directions + 7 - parent[at]])
    }
    flow = Math.min(flow, terminals[at])
    at = start
    for (; parent[at] !== terminal; at = neighbours[at * directions + parent[at]]) {
      flow = Math.min(flow, capacities[at * directions + parent[at]])
    }
    flow = Math.min(flow, -terminals[at])

    capacities[node * directions + direction] -= flow
    capacities[start * directions + 7 - direction] += flow
    at = node
    while (parent[at] !== terminal) {
      const way = parent[at]
      const up = neighbours[at * directions + way]
      capacities[at * directions + way] += flow
      capacities[up * directions + 7 - way] -= flow
      if (capacities[up * directions + 7 - way] === 0) this.orphan(at)
      at = up
    }
    terminals[at] -= flow
    if (terminals[at] === 0) this.orphan(at)
    at = start
    while (parent[at] !== terminal) {
      const way = parent[at]
      const up = neighbours[at * directions + way]
      capacities[up * directions + 7 - way] += flow
      capacities[at * directions + way] -= flow
      if (capacities[at * directions + way] === 0) this.orphan(at)
      at = up
    }
    terminals[at] += flow
    if (terminals[at] === 0) this.orphan(at)
  }

  private orphan(node: number): void {
    this.parent[node] = orphaned
    this.orphans.push(node)
  }

  private adopt(): void {
    for (let node = this.orphans.pop(); node !== undefined; node = this.orphans.pop()) this.findParent(node)
  }

  /** Capacity on the way from the tree's root through `other` to `node`. */
  private inward(node: number, d: number, other: number): number {
    return this.isSink[node] ? this.capacities[node * directions + d] : this.capacities[other * directions + 7 - d]
  }

  private findParent(node: number): void {
    const { neighbours, parent, isSink, stamp, distance, time } = this
    let best = none
    let bestDistance = Number.POSITIVE_INFINITY
    for (let d = 0; d < directions; d++) {
      const other = neighbours[node * directions + d]
      if (other < 0 || isSink[other] !== isSink[node] || parent[other] === none) continue
      if (this.inward(node, d, other) <= 0) continue
      const found = this.distanceToRoot(other)
      if (found < bestDistance) {
        best = d
        bestDistance = found
      }
    }
    if (best !== none) {
      parent[node] = best
      stamp[node] = time
      distance[node] = bestDistance + 1
      return
    }
    parent[node] = none
    for (let d = 0; d < directions; d++) {
      const other = neighbours[node * directions + d]
      if (other < 0 || isSink[other] !== isSink[node] || parent[other] === none) continue
      if (this.inward(node, d, other) > 0) this.activate(other)
      if (parent[other] < terminal && neighbours[other * directions + parent[other]] === node) this.orphan(other)
    }
  }

  /** Steps to the terminal, infinite where the way ends at an orphan; marks the way for the next to ask. */
  private distanceToRoot(from: number): number {
    const { neighbours, parent, stamp, distance, time } = this
    let steps = 0
    let at = from
    for (;;) {
      if (stamp[at] === time) {
        steps += distance[at]
        break
      }
      const way = parent[at]
      steps++
      if (way === terminal) {
        stamp[at] = time
        distance[at] = 1
        break
      }
      if (way === orphaned) return Number.POSITIVE_INFINITY
      at = neighbours[at * directions + way]
    }
    for (let mark = from, left = steps; stamp[mark] !== time; mark = neighbours[mark * directions + parent[mark]]) {
      stamp[mark] = time
      distance[mark] = left--
    }
    return steps
  }
}

/** Cubes along an axis that a key can tell apart. */
const axisCells = 2 ** 17

/**
 * Points sorted into the cubes of a regular grid: neighbours within one edge lie in the 27 cubes around. Cubes are
 * hashed, so that stray points far away cost nothing.
 */
export class PointCells {
  private readonly points: Float64Array
  private readonly edge: number
  private readonly mask: number
  /** `[buckets+1]` where the points of each bucket begin in `order`. */
  private readonly starts: Uint32Array
  private readonly order: Uint32Array
  /** `[n]` key of the cube, in the order of `order`. */
  private readonly keys: Float64Array

  /** `points`: `[n*3]` finite xyz rows, kept and not to be changed. */
  constructor(points: Float64Array, edge: number) {
    this.points = points
    this.edge = edge
    const count = points.length / 3
    this.mask = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * count))) - 1
    const place = (i: number, axis: number): number => Math.floor(points[i * 3 + axis] / edge)
    const keys = Float64Array.from({ length: count }, (_, i) => keyOf(place(i, 0), place(i, 1), place(i, 2)))
    const buckets = Uint32Array.from(
      { length: count },
      (_, i) => hashOf(place(i, 0), place(i, 1), place(i, 2)) & this.mask,
    )
    this.starts = new Uint32Array(this.mask + 2)
    for (const bucket of buckets) this.starts[bucket + 1]++
    for (let bucket = 1; bucket < this.starts.length; bucket++) this.starts[bucket] += this.starts[bucket - 1]
    const next = this.starts.slice()
    this.order = new Uint32Array(count)
    for (let i = 0; i < count; i++) this.order[next[buckets[i]]++] = i
    this.keys = Float64Array.from(this.order, (i) => keys[i])
  }

  /**
   * The nearest point of those nearer than `edge`, the first in the order of `eachNear` of two as near; -1 where none is.
   * Written out beside `eachNear`, whose call for each point a search for a pose feels.
   */
  nearest(x: number, y: number, z: number): number {
    const { points, order, keys, starts, mask } = this
    const cx = Math.floor(x / this.edge)
    const cy = Math.floor(y / this.edge)
    const cz = Math.floor(z / this.edge)
    let least = this.edge * this.edge
    let found = -1
    for (let iz = cz - 1; iz <= cz + 1; iz++) {
      for (let iy = cy - 1; iy <= cy + 1; iy++) {
        for (let ix = cx - 1; ix <= cx + 1; ix++) {
          const bucket = hashOf(ix, iy, iz) & mask
          const end = starts[bucket + 1]
          let k = starts[bucket]
          if (k === end) continue
          for (const key = keyOf(ix, iy, iz); k < end; k++) {
            if (keys[k] !== key) continue
            const i = order[k]
            const dx = points[i * 3] - x
            const dy = points[i * 3 + 1] - y
            const dz = points[i * 3 + 2] - z
            const squared = dx * dx + dy * dy + dz * dz
            if (squared >= least) continue
            least = squared
            found = i
          }
        }
      }
    }
    return found
  }

  /** Calls `visit` with every point nearer than `edge`, in a fixed order. */
  eachNear(x: number, y: number, z: number, visit: (index: number, squared: number) => void): void {
    const cx = Math.floor(x / this.edge)
    const cy = Math.floor(y / this.edge)
    const cz = Math.floor(z / this.edge)
    for (let iz = cz - 1; iz <= cz + 1; iz++) {
      for (let iy = cy - 1; iy <= cy + 1; iy++) {
        for (let ix = cx - 1; ix <= cx + 1; ix++) {
          this.eachIn(hashOf(ix, iy, iz) & this.mask, keyOf(ix, iy, iz), x, y, z, visit)
        }
      }
    }
  }

  private eachIn(
    bucket: number,
    key: number,
    x: number,
    y: number,
    z: number,
    visit: (index: number, squared: number) => void,
  ): void {
    const { points, order, keys, starts } = this
    for (let k = starts[bucket]; k < starts[bucket + 1]; k++) {
      if (keys[k] !== key) continue
      const i = order[k]
      const dx = points[i * 3] - x
      const dy = points[i * 3 + 1] - y
      const dz = points[i * 3 + 2] - z
      const squared = dx * dx + dy * dy + dz * dz
      if (squared < this.edge * this.edge) visit(i, squared)
    }
  }
}

const keyOf = (x: number, y: number, z: number): number =>
  (wrapped(z) * axisCells + wrapped(y)) * axisCells + wrapped(x)

const hashOf = (x: number, y: number, z: number): number => {
  const mixed = Math.imul(
    Math.imul(Math.imul(wrapped(z), 0x9e3779b1) ^ wrapped(y), 0x85ebca6b) ^ wrapped(x),
    0xc2b2ae35,
  )
  return mixed ^ (mixed >>> 15)
}

const wrapped = (place: number): number => place & (axisCells - 1)

/**
 * Delaunay triangulation of points in the plane, by inserting one after the other (Bowyer 1981, Watson 1981).
 * For point sets without three equal or nearly equal points; the corners of the hull must not be nearly collinear.
 *
 * @param points `[n*2]` rows x y.
 * @returns `[m*3]` rows of point indices, counter-clockwise.
 */
export const delaunay = (points: Float64Array): Uint32Array => {
  const triangulation = new Triangulation(points)
  for (let i = 0; i < points.length / 2; i++) triangulation.insert(i)
  return triangulation.finish()
}

class Triangulation {
  readonly #count: number
  readonly #xy: Float64Array
  /** Three corners a triangle; −1 in the first marks a removed one. */
  readonly #corners: number[] = []
  /** Neighbour across the edge from corner k to corner k+1, −1 outside. */
  readonly #neighbours: number[] = []
  readonly #free: number[] = []
  #last = 0

  constructor(points: Float64Array) {
    this.#count = points.length / 2
    let reach = 1
    for (const value of points) reach = Math.max(reach, Math.abs(value))
    // A triangle around everything, far enough that its corners do not disturb the hull.
    const far = 1e4 * reach
    this.#xy = new Float64Array(points.length + 6)
    this.#xy.set(points)
    this.#xy.set([-2 * far, -far, 2 * far, -far, 0, 2 * far], points.length)
    this.#corners.push(this.#count, this.#count + 1, this.#count + 2)
    this.#neighbours.push(-1, -1, -1)
  }

  insert(point: number): void {
    const cavity = this.#cavityOf(point, this.#locate(point))
    const newByStart = new Map<number, number>()
    for (const { from, to, outside } of this.#rimOf(cavity)) {
      const triangle = this.#take(from, to, point)
      this.#neighbours[triangle * 3] = outside
      if (outside >= 0) this.#relink(outside, from, to, triangle)
      newByStart.set(from, triangle)
    }
    for (const triangle of newByStart.values()) {
      const next = newByStart.get(this.#corners[triangle * 3 + 1]) as number
      this.#neighbours[triangle * 3 + 1] = next
      this.#neighbours[next * 3 + 2] = triangle
      this.#last = triangle
    }
  }

  finish(): Uint32Array {
    const kept: number[] = []
    for (let t = 0; t < this.#corners.length; t += 3) {
      const [a, b, c] = [this.#corners[t], this.#corners[t + 1], this.#corners[t + 2]]
      if (a >= 0 && a < this.#count && b < this.#count && c < this.#count) kept.push(a, b, c)
    }
    return Uint32Array.from(kept)
  }

  #side(a: number, b: number, p: number): number {
    const xy = this.#xy
    const [ax, ay] = [xy[a * 2], xy[a * 2 + 1]]
    return (xy[b * 2] - ax) * (xy[p * 2 + 1] - ay) - (xy[b * 2 + 1] - ay) * (xy[p * 2] - ax)
  }

  /** Walks from the last new triangle towards the point. */
  #locate(point: number): number {
    let triangle = this.#last
    for (let steps = 0; steps < 4 * this.#corners.length; steps++) {
      let next = -1
      for (let k = 0; k < 3; k++) {
        const a = this.#corners[triangle * 3 + k]
        const b = this.#corners[triangle * 3 + ((k + 1) % 3)]
        if (this.#side(a, b, point) < 0) next = this.#neighbours[triangle * 3 + k]
      }
      if (next < 0) return triangle
      triangle = next
    }
    return triangle
  }

  /** Triangles whose circumcircle holds the point, connected to `start`. */
  #cavityOf(point: number, start: number): ReadonlySet<number> {
    const cavity = new Set([start])
    for (const triangle of cavity) {
      for (let k = 0; k < 3; k++) {
        const neighbour = this.#neighbours[triangle * 3 + k]
        if (neighbour >= 0 && !cavity.has(neighbour) && this.#isInCircle(neighbour, point)) cavity.add(neighbour)
      }
    }
    return cavity
  }

  #isInCircle(triangle: number, point: number): boolean {
    const xy = this.#xy
    const px = xy[point * 2]
    const py = xy[point * 2 + 1]
    const [a, b, c] = this.#corners.slice(triangle * 3, triangle * 3 + 3)
    const [ax, ay] = [xy[a * 2] - px, xy[a * 2 + 1] - py]
    const [bx, by] = [xy[b * 2] - px, xy[b * 2 + 1] - py]
    const [cx, cy] = [xy[c * 2] - px, xy[c * 2 + 1] - py]
    const [a2, b2, c2] = [ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy]
    return ax * (by * c2 - b2 * cy) - ay * (bx * c2 - b2 * cx) + a2 * (bx * cy - by * cx) > 0
  }

  /** Edges around the cavity; removes its triangles. */
  #rimOf(cavity: ReadonlySet<number>): { from: number; to: number; outside: number }[] {
    const rim: { from: number; to: number; outside: number }[] = []
    for (const triangle of cavity) {
      for (let k = 0; k < 3; k++) {
        const outside = this.#neighbours[triangle * 3 + k]
        if (outside >= 0 && cavity.has(outside)) continue
        const from = this.#corners[triangle * 3 + k]
        const to = this.#corners[triangle * 3 + ((k + 1) % 3)]
        rim.push({ from, to, outside })
      }
    }
    for (const triangle of cavity) {
      this.#corners[triangle * 3] = -1
      this.#free.push(triangle)
    }
    return rim
  }

  #take(a: number, b: number, c: number): number {
    const triangle = this.#free.pop() ?? this.#corners.length / 3
    this.#corners[triangle * 3] = a
    this.#corners[triangle * 3 + 1] = b
    this.#corners[triangle * 3 + 2] = c
    return triangle
  }

  #relink(triangle: number, from: number, to: number, neighbour: number): void {
    for (let k = 0; k < 3; k++) {
      const isEdge = this.#corners[triangle * 3 + k] === to && this.#corners[triangle * 3 + ((k + 1) % 3)] === from
      if (isEdge) this.#neighbours[triangle * 3 + k] = neighbour
    }
  }
}

import { KernelInstance } from './kernelInstance.ts'

/** How much text the kernel looks at at once: text and results stay in the cache. */
const windowBytes = 1 << 18
/** Bytes before and behind the text that the kernel may look at. */
const lead = 16
const slack = 64

/** Numbers of the header in order, as `ObjText` in objLines.c lays them out. */
const header = {
  place: 0,
  arrays: 2,
  bases: 11,
  counts: 14,
  lines: 19,
  hasColors: 20,
  faceForm: 21,
  needsDouble: 22,
  largest: 23,
  differs: 26,
  length: 27,
}

const done = 0
const lineFeed = 10

/** How many vertices, texture coordinates and normals a file holds, or has shown so far. */
export interface ObjCounts {
  readonly vertices: number
  readonly uvs: number
  readonly normals: number
}

/** What a run of lines holds: views that are valid until the next run. */
export interface ObjRun {
  /** Place in the window behind the last line that was read. */
  readonly end: number
  readonly lines: number
  /** False where the line at `end` needs the plain reader, or begins another run. */
  readonly isDone: boolean
  /** `[n*3]`, single and double. */
  readonly positions: Float32Array
  readonly doublePositions: Float64Array
  /** Whether a coordinate says more than single precision can repeat. */
  readonly needsDouble: boolean
  /** `[n*3]` as written; empty where the run has none. */
  readonly colors: Float64Array
  /** `[k*2]` */
  readonly uvs: Float32Array
  /** `[l*3]` */
  readonly normals: Float32Array
  /** `[m*3]` vertices of the triangles, 0-based, not checked; faces with more corners are fans. */
  readonly corners: Uint32Array
  /** The same for texture coordinates and normals; null where the faces have none. May be `corners` itself. */
  readonly uvCorners: Uint32Array | null
  readonly normalCorners: Uint32Array | null
  /** Pairs: first triangle, number of corners; faces with four corners or more. */
  readonly polygons: Uint32Array
  /** The largest index of each kind, where there are faces. */
  readonly largest: ObjCounts
}

/**
 * Reads `v`, `vt`, `vn` and `f` lines of a Wavefront OBJ, the kernel behind `ObjStatements`, out of a window of text.
 * Stops in front of every line that is anything else, malformed, continued or unusual (a weight, more than 19 digits).
 * One at a time in a thread, and no other scratch memory meanwhile.
 */
export class ObjLineReader {
  readonly #instance = KernelInstance.ofThread()
  readonly #text: number
  readonly #header: number
  readonly #arrays: readonly number[]

  constructor() {
    // The shortest lines: “v 0 0 0”, “vt 0 0”, “vn 0 0 0”; every corner of a polygon but two makes a triangle.
    const rows = windowBytes / 8
    const corners = windowBytes * 1.5 * 4
    const [at, text, ...arrays] = this.#instance.scratch(
      header.length * 4,
      lead + windowBytes + slack,
      rows * 12,
      rows * 24,
      rows * 24,
      (windowBytes / 7) * 8,
      rows * 12,
      corners,
      corners,
      corners,
      rows * 8,
    )
    this.#header = at
    this.#text = text + lead
    this.#arrays = arrays
  }

  /** Where the text is to be put. */
  get window(): Uint8Array {
    return this.#instance.bytes(this.#text, windowBytes)
  }

  /** Marks the end of a text whose last line does not. */
  closeLine(at: number): void {
    this.#instance.bytes(this.#text, at + 1)[at] = lineFeed
  }

  /**
   * Reads the lines from `start` on; `end` is behind the end of a line.
   *
   * @param known How many there were before: what negative indices count back from.
   */
  read(start: number, end: number, { vertices, uvs, normals }: ObjCounts): ObjRun {
    const numbers = this.#instance.uint32(this.#header, header.length).fill(0)
    numbers[header.place] = this.#text + start
    numbers[header.place + 1] = this.#text + end
    numbers.set(this.#arrays, header.arrays)
    numbers[header.bases] = vertices
    numbers[header.bases + 1] = uvs
    numbers[header.bases + 2] = normals
    const status = this.#instance.kernels.readObjLines(this.#header)
    return this.#runOf(numbers, status === done)
  }

  #runOf(numbers: Uint32Array, isDone: boolean): ObjRun {
    const instance = this.#instance
    const [positions, doubles, colors, uvs, normals, corners, uvCorners, normalCorners, polygons] = this.#arrays
    const { counts, faceForm, largest } = header
    const vertices = numbers[counts]
    const cornerCount = numbers[counts + 3]
    const vertexCorners = instance.uint32(corners, cornerCount)
    const differs = numbers[header.differs] !== 0
    const cornersOfKind = (kind: number, at: number): Uint32Array | null => {
      if (cornerCount === 0 || (numbers[faceForm] & kind) === 0) return null
      return differs ? instance.uint32(at, cornerCount) : vertexCorners
    }
    const largestOf = (kind: number): number => {
      if (cornerCount === 0 || (kind > 0 && (numbers[faceForm] & kind) === 0)) return -1
      return numbers[largest + (differs ? kind : 0)]
    }
    return {
      end: numbers[header.place] - this.#text,
      lines: numbers[header.lines],
      isDone,
      positions: instance.float32(positions, vertices * 3),
      doublePositions: instance.float64(doubles, vertices * 3),
      needsDouble: numbers[header.needsDouble] !== 0,
      colors: instance.float64(colors, numbers[header.hasColors] ? vertices * 3 : 0),
      uvs: instance.float32(uvs, numbers[counts + 1] * 2),
      normals: instance.float32(normals, numbers[counts + 2] * 3),
      corners: vertexCorners,
      uvCorners: cornersOfKind(1, uvCorners),
      normalCorners: cornersOfKind(2, normalCorners),
      polygons: instance.uint32(polygons, numbers[counts + 4] * 2),
      largest: { vertices: largestOf(0), uvs: largestOf(1), normals: largestOf(2) },
    }
  }
}

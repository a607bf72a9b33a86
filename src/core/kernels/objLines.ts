import { KernelInstance } from './kernelInstance.ts'

const chunkBytes = 1 << 20
const lineFeed = 10
const space = 32
const tab = 9
/** Bytes behind a chunk that the kernel may look at. */
const slack = 64
/** Files whose arrays would not fit into the kernels' 4 GB are left to the plain reader. */
const largestFileBytes = 300 * 2 ** 20
/** The shortest lines expected on average; a file with shorter ones is left to the plain reader. */
const bytesPerVertex = 16
const bytesPerCorner = 4
const bytesPerPolygon = 24

const status = { done: 0, otherStatement: 1 }

/** Numbers of the header in order, as `ObjText` in objLines.c lays them out. */
const header = {
  vertexCount: 15,
  colorCount: 16,
  uvCount: 17,
  normalCount: 18,
  cornerCount: 19,
  polygonCount: 20,
  faceForm: 21,
  largestVertex: 22,
  largestUv: 23,
  largestNormal: 24,
  needsDouble: 25,
  length: 26,
}

/** What the lines of an OBJ hold, indices 0-based and checked. */
export interface ObjLines {
  /** `[n*3]`; double where a coordinate says more than single precision can repeat. */
  readonly positions: Float32Array | Float64Array
  /** `[n*3]` as written, or null. */
  readonly colors: Float64Array | null
  /** `[k*2]` */
  readonly uvs: Float32Array
  /** `[l*3]` */
  readonly normals: Float32Array
  /** `[m*3]` vertices of the triangles; faces with more corners are fans. */
  readonly corners: Uint32Array
  readonly uvCorners: Uint32Array | null
  readonly normalCorners: Uint32Array | null
  /** Pairs: first triangle, number of corners; faces with four corners or more. */
  readonly polygons: Uint32Array
}

/**
 * Reads the `v`, `vt`, `vn` and `f` lines of a Wavefront OBJ, the kernel behind `readObj`. Null where the file needs the
 * plain reader: a malformed line, wrong index, number with more than 15 digits, faces of mixed forms, weights, lines
 * continued by a backslash or indented.
 *
 * @param onStatement Called with the bytes from `start` up to the end of each line of another kind (`usemtl`, `g` …).
 */
export const readObjLines = (bytes: Uint8Array, onStatement: (start: number, end: number) => void): ObjLines | null => {
  if (bytes.length > largestFileBytes) return null
  const instance = KernelInstance.ofThread()
  const text = openText(instance, bytes.length)
  try {
    let start = 0
    while (start < bytes.length) {
      const next = readChunk(instance, text, bytes, { start, onStatement })
      if (next < 0) return null
      start = next
    }
    return collect(instance, text)
  } finally {
    instance.releaseScratch()
  }
}

interface TextMemory {
  readonly at: number
  readonly chunk: number
  readonly arrays: readonly number[]
}

const openText = (instance: KernelInstance, byteLength: number): TextMemory => {
  const vertices = Math.ceil(byteLength / bytesPerVertex) + 8
  const corners = Math.ceil(byteLength / bytesPerCorner) + 24
  const polygons = Math.ceil(byteLength / bytesPerPolygon) + 8
  const [at, chunk, ...arrays] = instance.scratch(
    header.length * 4,
    chunkBytes + slack,
    vertices * 24,
    vertices * 24,
    vertices * 16,
    vertices * 24,
    corners * 4,
    corners * 4,
    corners * 4,
    polygons * 8,
  )
  const numbers = instance.int32(at, header.length).fill(0)
  numbers.set(arrays, 2)
  numbers.set([vertices, vertices, vertices, corners, polygons], 10)
  numbers.fill(-1, header.largestVertex, header.largestNormal + 1)
  return { at, chunk, arrays }
}

/** Reads whole lines from `start`; returns where the next chunk starts, or -1 where the plain reader is needed. */
const readChunk = (
  instance: KernelInstance,
  text: TextMemory,
  bytes: Uint8Array,
  { start, onStatement }: { start: number; onStatement: (start: number, end: number) => void },
): number => {
  const isLast = start + chunkBytes >= bytes.length
  const end = isLast ? bytes.length : bytes.lastIndexOf(lineFeed, start + chunkBytes - 1) + 1
  if (end <= start) return -1
  const chunk = instance.bytes(text.chunk, chunkBytes + slack)
  chunk.set(bytes.subarray(start, end))
  chunk.fill(0, end - start, end - start + slack)
  chunk[end - start] = lineFeed
  const place = instance.uint32(text.at, 2)
  place[0] = text.chunk
  place[1] = text.chunk + end - start
  while (place[0] < place[1]) {
    const result = instance.kernels.readObjLines(text.at)
    if (result === status.done) break
    const line = start + place[0] - text.chunk
    if (result !== status.otherStatement || bytes[line] === space || bytes[line] === tab) return -1
    const found = bytes.indexOf(lineFeed, line)
    const lineEnd = found < 0 || found > end ? end : found
    onStatement(line, lineEnd)
    place[0] += lineEnd + 1 - line
  }
  return end
}

const collect = (instance: KernelInstance, text: TextMemory): ObjLines | null => {
  const numbers = instance.int32(text.at, header.length)
  const count = (name: keyof typeof header): number => numbers[header[name]]
  const [positions, colors, uvs, normals, corners, uvCorners, normalCorners, polygons] = text.arrays
  const vertices = count('vertexCount')
  const isSound =
    count('largestVertex') < vertices &&
    count('largestUv') < count('uvCount') &&
    count('largestNormal') < count('normalCount') &&
    (count('colorCount') === 0 || count('colorCount') === vertices)
  if (!isSound) return null
  const cornerCount = count('cornerCount')
  const written = instance.float64(positions, vertices * 3)
  return {
    positions: count('needsDouble') === 0 ? new Float32Array(written) : new Float64Array(written),
    colors: count('colorCount') > 0 ? new Float64Array(instance.float64(colors, vertices * 3)) : null,
    uvs: new Float32Array(instance.float64(uvs, count('uvCount') * 2)),
    normals: new Float32Array(instance.float64(normals, count('normalCount') * 3)),
    corners: new Uint32Array(instance.uint32(corners, cornerCount)),
    uvCorners: count('faceForm') & 1 ? new Uint32Array(instance.uint32(uvCorners, cornerCount)) : null,
    normalCorners: count('faceForm') & 2 ? new Uint32Array(instance.uint32(normalCorners, cornerCount)) : null,
    polygons: new Uint32Array(instance.uint32(polygons, count('polygonCount') * 2)),
  }
}

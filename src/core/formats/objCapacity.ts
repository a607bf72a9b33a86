import type { ByteSource } from '../model/byteSource.ts'

/** How long the arrays of an OBJ may become; where one becomes longer, it grows. */
export interface ObjCapacity {
  /** Numbers: three a vertex. */
  readonly positions: number
  readonly colors: number
  /** Two a texture coordinate. */
  readonly uvs: number
  readonly normals: number
  /** Three a triangle. */
  readonly corners: number
}

/** What a text of this length can hardly exceed: pages that are never touched cost nothing. */
export const largestObjCapacity = (byteLength: number): ObjCapacity => {
  const shared = Math.ceil(byteLength / 30)
  return {
    positions: Math.ceil(byteLength / 10),
    colors: shared,
    uvs: shared,
    normals: shared,
    corners: Math.ceil(byteLength / 6),
  }
}

const sampleCount = 64
const sampleBytes = 2048
/** Below, the largest capacity costs nothing worth speaking of. */
const smallestSampledBytes = 1 << 20

/**
 * The capacity of a file by samples spread evenly over it, with room for what lies between two of them: near enough that
 * the arrays need not be copied when their lengths are known, which would take the memory of both.
 */
export const sampledObjCapacity = (source: ByteSource): ObjCapacity => {
  const { sizeBytes } = source
  if (sizeBytes < smallestSampledBytes) return largestObjCapacity(sizeBytes)
  const piece = sizeBytes / sampleCount
  const window = new Uint8Array(sampleBytes)
  const sums = noNumbers()
  const most = noNumbers()
  for (let i = 0; i < sampleCount; i++) {
    const length = source.readInto(window, Math.floor((i + 0.5) * piece))
    const { numbers, bytes } = numbersIn(window.subarray(0, length))
    // A line longer than the sample says nothing of the others.
    if (bytes === 0) return largestObjCapacity(sizeBytes)
    for (const kind of kinds) {
      const inPiece = (numbers[kind] * piece) / bytes
      sums[kind] += inPiece
      most[kind] = Math.max(most[kind], inPiece)
    }
  }
  for (const kind of kinds) sums[kind] = Math.ceil(sums[kind] * 1.02 + most[kind])
  return sums
}

const kinds = ['positions', 'colors', 'uvs', 'normals', 'corners'] as const

const noNumbers = (): Record<keyof ObjCapacity, number> => ({ positions: 0, colors: 0, uvs: 0, normals: 0, corners: 0 })

/** What the whole lines of a sample hold, and how long they are. */
const numbersIn = (sample: Uint8Array): { numbers: ObjCapacity; bytes: number } => {
  const text = new TextDecoder('latin1').decode(sample)
  const start = text.indexOf('\n') + 1
  const end = text.lastIndexOf('\n') + 1
  const numbers = noNumbers()
  for (const line of text.slice(start, end).split('\n')) {
    const [keyword, ...values] = line.split(/\s+/).filter((word) => word !== '')
    if (keyword === 'v') {
      numbers.positions += 3
      if (values.length >= 6) numbers.colors += 3
    } else if (keyword === 'vt') numbers.uvs += 2
    else if (keyword === 'vn') numbers.normals += 3
    else if (keyword === 'f') numbers.corners += Math.max(0, values.length - 2) * 3
  }
  return { numbers, bytes: end - start }
}

import type { Warning } from '../../model/mesh.ts'

/** Where faces of a UV layout lie on each other. */
export interface UvOverlap {
  /** Part (0..1) of the layout's texels that more than one face claims. */
  readonly share: number
  readonly texelCount: number
  /** Faces that lie, in part or whole, on one that comes before them, and get its colours there. */
  readonly faceCount: number
  /** Pieces of the picture, joined at sides and corners, in which texels are claimed twice. */
  readonly placeCount: number
  /** The largest of them, and faces of the model that meet in it. */
  readonly largest: {
    readonly texelCount: number
    /** Least and largest u and v, origin at the lower left. */
    readonly uRange: readonly [number, number]
    readonly vRange: readonly [number, number]
    readonly face: number
    readonly onFace: number
  }
}

/** Collects the texels that a second face claims. */
export const overlapCollector = (sizePx: number) => {
  /** The first face that came second to a texel; made when there is one. */
  let second: Int32Array | null = null
  const faces = new Set<number>()
  return {
    add: (pixel: number, face: number): void => {
      second ??= new Int32Array(sizePx * sizePx).fill(-1)
      if (second[pixel] < 0) second[pixel] = face
      faces.add(face)
    },
    /**
     * @param owner `[sizePx*sizePx]` the face that each texel has gone to.
     * @param count texels of the layout.
     */
    finish: (owner: Int32Array, count: number): UvOverlap | null => {
      if (!second) return null
      const { texelCount, places, largest } = placesOf(second, sizePx)
      const onFace = owner[largest.first]
      const face = second[largest.first]
      const { left, right, top, bottom } = largest
      const [uRange, vRange] = [
        [left / sizePx, (right + 1) / sizePx],
        [1 - (bottom + 1) / sizePx, 1 - top / sizePx],
      ] as const
      return {
        ...{ share: texelCount / count, texelCount, faceCount: faces.size, placeCount: places },
        largest: { texelCount: largest.count, uRange, vRange, face, onFace },
      }
    },
  }
}

interface Place {
  /** Its first pixel, row by row. */
  readonly first: number
  count: number
  left: number
  right: number
  top: number
  bottom: number
}

/** The pieces of a picture where something is; of two as large the upper one is the largest. */
const placesOf = (
  second: Int32Array,
  sizePx: number,
): { readonly texelCount: number; readonly places: number; readonly largest: Place } => {
  const isSeen = new Uint8Array(second.length)
  const stack: number[] = []
  let [texelCount, places] = [0, 0]
  let largest: Place | null = null
  for (let start = 0; start < second.length; start++) {
    if (second[start] < 0 || isSeen[start]) continue
    const place: Place = { first: start, count: 0, left: sizePx, right: 0, top: sizePx, bottom: 0 }
    isSeen[start] = 1
    stack.push(start)
    for (let pixel = stack.pop(); pixel !== undefined; pixel = stack.pop()) {
      const [x, y] = [pixel % sizePx, Math.floor(pixel / sizePx)]
      place.count++
      place.left = Math.min(place.left, x)
      place.right = Math.max(place.right, x)
      place.top = Math.min(place.top, y)
      place.bottom = Math.max(place.bottom, y)
      for (let ny = Math.max(0, y - 1); ny <= Math.min(sizePx - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(sizePx - 1, x + 1); nx++) {
          const next = ny * sizePx + nx
          if (second[next] < 0 || isSeen[next]) continue
          isSeen[next] = 1
          stack.push(next)
        }
      }
    }
    texelCount += place.count
    places++
    if (!largest || place.count > largest.count) largest = place
  }
  if (!largest) throw new Error('No texel is claimed twice.')
  return { texelCount, places, largest }
}

const inPercent = (share: number): string => (share < 0.0005 ? 'less than 0.1 %' : `${(100 * share).toFixed(1)} %`)

/** What a person is told of it. */
export const overlapWarning = ({ share, texelCount, faceCount, placeCount, largest }: UvOverlap): Warning => {
  const range = ([least, most]: readonly [number, number]): string => `${least.toFixed(3)} to ${most.toFixed(3)}`
  const where = `u ${range(largest.uRange)}, v ${range(largest.vRange)}: triangle ${largest.face} lies on triangle ${largest.onFace}`
  const [place, triangles] = [
    placeCount === 1 ? 'At' : `In ${placeCount} places, the largest at`,
    faceCount === 1 ? '1 triangle gets' : `${faceCount} triangles get`,
  ]
  return {
    code: 'uv-overlap',
    message: `Charts of the UV layout lie on each other: ${inPercent(share)} of its texels (${texelCount}) are claimed by more than one triangle, and ${triangles} the colours of another there. ${place} ${where}. Take a layout whose charts lie apart.`,
  }
}

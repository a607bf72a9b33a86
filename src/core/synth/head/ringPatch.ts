import type { Vec3 } from '../../model/transform.ts'
import type { SkinPlace } from './skinLocator.ts'

/** What a vertex belongs to: decides colour, what a scanner sees, and what hair and shirt may cover. */
export const headParts = {
  skin: 0,
  lips: 1,
  mouthInside: 2,
  lidInside: 3,
  ear: 4,
  eyeball: 5,
} as const
export type HeadPart = (typeof headParts)[keyof typeof headParts]

/**
 * A feature that no height over the face can describe (lids around an eyeball, lips, an ear): closed rings of vertices
 * inside one another, each counter-clockwise seen from outside.
 */
export interface RingPatch {
  /** Outermost ring first; it lies on the skin. A last ring of one vertex closes the patch. */
  readonly rings: readonly (readonly RingVertex[])[]
  /** Where the outermost ring lies on the skin. */
  readonly border: readonly SkinPlace[]
}

export interface RingVertex {
  /** Millimetres. */
  readonly position: Vec3
  readonly part: HeadPart
  /** See `BuiltHead.lipSide`; 0 where it is not given. */
  readonly lipSide?: number
}

/** Vertices of a ring: each is in many patches. */
export const ringSize = 32

/** Angle of vertex k, counter-clockwise from the viewer's right. */
export const ringAngle = (k: number): number => (2 * Math.PI * k) / ringSize

export const mix = (a: number, b: number, t: number): number => a + (b - a) * t

export const mixPoints = (a: Vec3, b: Vec3, t: number): Vec3 => [
  mix(a[0], b[0], t),
  mix(a[1], b[1], t),
  mix(a[2], b[2], t),
]

/**
 * Triangles between two rings, given by vertex number, the outer one first; counter-clockwise like the rings. Rings
 * may differ in size. At each step the shorter of the two possible edges is taken.
 */
export const zipRings = (
  outer: readonly number[],
  inner: readonly number[],
  squaredDistance: (a: number, b: number) => number,
): number[] => {
  const triangles: number[] = []
  let i = 0
  let j = 0
  const innerSteps = inner.length === 1 ? 0 : inner.length
  while (i < outer.length || j < innerSteps) {
    const o = outer[i % outer.length]
    const n = inner[j % inner.length]
    const nextOuter = outer[(i + 1) % outer.length]
    const nextInner = inner[(j + 1) % inner.length]
    const lead = (i + 1) / outer.length - (j + 1) / (innerSteps || Number.POSITIVE_INFINITY)
    const mayOuter = i < outer.length
    const mayInner = j < innerSteps
    const isOuterShorter = squaredDistance(nextOuter, n) <= squaredDistance(o, nextInner)
    const isFar = Math.abs(lead) > 1.01 / Math.min(outer.length, innerSteps || 1)
    const takesOuter = mayOuter && (!mayInner || (isFar ? lead < 0 : isOuterShorter))
    if (takesOuter) {
      triangles.push(o, nextOuter, n)
      i++
    } else {
      triangles.push(o, nextInner, n)
      j++
    }
  }
  return triangles
}

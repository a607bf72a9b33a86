import { vertexNormals } from '../../geometry/normals.ts'
import type { Vec3 } from '../../model/transform.ts'
import { isBetweenLids } from '../head/eyePatch.ts'
import { headParts } from '../head/ringPatch.ts'
import { writeBlend, writeCurvedPoint } from './curvedSurface.ts'
import { hairCoverAt, hairThicknessMm } from './hair.ts'
import type { Person } from './person.ts'
import { refineSurface, type SurfaceSamples } from './refineSurface.ts'
import { collarEdgeDown, collarEdgeYMm, type ShirtMesh, shirtMesh } from './shirt.ts'

/** What a triangle is made of. */
export const materials = { head: 0, mouthInside: 1, lidInside: 2, eyeball: 3, shirt: 4 } as const
export type Material = (typeof materials)[keyof typeof materials]

/** Head, hair and shirt as one dense mesh, mm, in the model's frame; vertex arrays go together, n vertices. */
export interface PersonMesh {
  /** `[n*3]`. */
  readonly positions: Float64Array
  /** `[n*3]`. */
  readonly normals: Float32Array
  /** `[m*3]`. */
  readonly triangles: Uint32Array
  /** `[n*3]` where the vertex lies on the model's template (the shirt: on the person), mm: what colours follow. */
  readonly places: Float32Array
  /** `[n]` how much hair covers it, 0..1. */
  readonly hairCover: Float32Array
  /** `[n]` red of the lips, 0..1. */
  readonly lips: Float32Array
  /** `[m]`. */
  readonly materials: Uint8Array
  /** `[m]` 1 where a scanner can see it: not inside of mouth, lids and collar. */
  readonly scannable: Uint8Array
}

/** Farther below the collar's edge than this the neck is left out altogether, mm. */
const neckBelowCollarMm = 18
/** So far into the collar a scanner looks, mm. */
const seenIntoCollarMm = 3

/**
 * @param o.longestMm no edge of the head is longer.
 * @param o.shirtSpacingMm between vertices of the shirt.
 */
export const personMesh = (
  person: Person,
  o: { readonly longestMm: number; readonly shirtSpacingMm: number },
): PersonMesh => {
  const facts = baseFacts(person)
  const kept = facts.flatMap(({ isLeftOut }, base) => (isLeftOut ? [] : [base]))
  const samples = refineSurface(person.surface, { kept, longestMm: o.longestMm })
  const head = headVertices(person, samples)
  const shirt = shirtMesh({ spacingMm: o.shirtSpacingMm, move: ontoNeck(person) })
  const headCount = samples.bases.length
  const positions = joined(head.positions, shirt.positions)
  const triangles = new Uint32Array(samples.triangles.length + shirt.triangles.length)
  triangles.set(samples.triangles)
  for (let i = 0; i < shirt.triangles.length; i++) {
    triangles[samples.triangles.length + i] = headCount + shirt.triangles[i]
  }
  const headTriangles = samples.trianglesBase.length
  const count = triangles.length / 3
  const material = new Uint8Array(count).fill(materials.shirt)
  const scannable = new Uint8Array(count).fill(1)
  for (let i = 0; i < headTriangles; i++) {
    const fact = facts[samples.trianglesBase[i]]
    material[i] = fact.material
    scannable[i] = Number(fact.isScannable)
  }
  for (let i = headTriangles; i < count; i++) {
    scannable[i] = Number(isOutsideCollar(shirt, triangles[i * 3] - headCount))
  }
  const places = new Float32Array(positions.length)
  places.set(head.places)
  places.set(shirt.positions, head.places.length)
  const withShirt = (values: Float32Array): Float32Array => {
    const all = new Float32Array(positions.length / 3)
    all.set(values)
    return all
  }
  return {
    positions,
    normals: vertexNormals({ positions: Float32Array.from(positions), triangles }),
    triangles,
    places,
    hairCover: withShirt(head.hairCover),
    lips: withShirt(head.lips),
    materials: material,
    scannable,
  }
}

const joined = (a: Float64Array, b: Float64Array): Float64Array => {
  const out = new Float64Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

const isOutsideCollar = (shirt: ShirtMesh, vertex: number): boolean => shirt.downs[vertex] > 0.9 * collarEdgeDown

interface BaseFact {
  readonly material: Material
  readonly isLeftOut: boolean
  readonly isScannable: boolean
}

/** What each triangle of the model is made of, and whether a scanner sees it. */
const baseFacts = ({ head }: Person): BaseFact[] =>
  Array.from({ length: head.triangles.length / 3 }, (_, base): BaseFact => {
    const corners = [...head.triangles.subarray(base * 3, base * 3 + 3)]
    const parts = corners.map((vertex) => head.parts[vertex])
    const middle = [0, 1, 2].map(
      (axis) => corners.reduce((sum, vertex) => sum + head.positionsMm[vertex * 3 + axis], 0) / 3,
    )
    if (parts.includes(headParts.eyeball)) {
      // The back half of the ball is never seen, nor is what the lids cover scanned.
      const isBack = middle[2] < 26
      const isSeen = isBetweenLids(Math.abs(middle[0]), middle[1], 0.2)
      return { material: materials.eyeball, isLeftOut: isBack, isScannable: !isBack && isSeen }
    }
    const overCollarMm = middle[1] - collarEdgeYMm(Math.atan2(middle[0], middle[2] + 52))
    const isMouth = parts.includes(headParts.mouthInside)
    const isLid = parts.includes(headParts.lidInside)
    return {
      material: isMouth ? materials.mouthInside : isLid ? materials.lidInside : materials.head,
      isLeftOut: overCollarMm < -neckBelowCollarMm,
      isScannable: !isMouth && !isLid && overCollarMm > -seenIntoCollarMm,
    }
  })

interface HeadVertexArrays {
  readonly positions: Float64Array
  readonly places: Float32Array
  readonly hairCover: Float32Array
  readonly lips: Float32Array
}

/** The samples' own positions, hair on top of the skin. */
const headVertices = (person: Person, samples: SurfaceSamples): HeadVertexArrays => {
  const { surface, head, look } = person
  const count = samples.bases.length
  const arrays: HeadVertexArrays = {
    positions: new Float64Array(count * 3),
    places: new Float32Array(count * 3),
    hairCover: new Float32Array(count),
    lips: new Float32Array(count),
  }
  const normal = new Float64Array(3)
  const isLip = Float64Array.from(head.parts, (part) => Number(part === headParts.lips))
  const mayHaveHair = Float64Array.from(head.parts, (part) => Number(part === headParts.skin))
  const share = new Float64Array(1)
  for (let i = 0; i < count; i++) {
    const base = samples.bases[i]
    const [a, b, c] = surface.triangles.subarray(base * 3, base * 3 + 3)
    const corners = [a, b, c] as const
    const weights = [samples.weights[i * 3], samples.weights[i * 3 + 1], samples.weights[i * 3 + 2]] as const
    writeCurvedPoint(surface, base, weights, arrays.positions, i * 3)
    writeBlend(head.positionsMm, 3, corners, weights, arrays.places, i * 3)
    writeBlend(isLip, 1, corners, weights, arrays.lips, i)
    writeBlend(mayHaveHair, 1, corners, weights, share, 0)
    if (share[0] === 0) continue
    const place: Vec3 = [arrays.places[i * 3], arrays.places[i * 3 + 1], arrays.places[i * 3 + 2]]
    const cover = share[0] * hairCoverAt(look.hairstyle, place)
    if (cover === 0) continue
    arrays.hairCover[i] = cover
    writeBlend(surface.normals, 3, corners, weights, normal, 0)
    const scale = hairThicknessMm(look.hairstyle, cover, place) / (Math.hypot(...normal) || 1)
    for (let axis = 0; axis < 3; axis++) arrays.positions[i * 3 + axis] += scale * normal[axis]
  }
  return arrays
}

/** Moves the shirt from the template's neck to the person's, wider or narrower with it. */
const ontoNeck = ({ head, surface }: Person): ((place: Vec3) => Vec3) => {
  const neck = [...head.parts.keys()].filter((vertex) => {
    const y = head.positionsMm[vertex * 3 + 1]
    return head.parts[vertex] === headParts.skin && y < -118 && y > -156
  })
  const measure = (positions: Float64Array): { center: number[]; width: number } => {
    const mean = (of: (vertex: number) => number): number =>
      neck.reduce((sum, vertex) => sum + of(vertex), 0) / neck.length
    const center = [0, 1, 2].map((axis) => mean((vertex) => positions[vertex * 3 + axis]))
    return { center, width: mean((vertex) => Math.abs(positions[vertex * 3] - center[0])) }
  }
  const template = measure(head.positionsMm)
  const person = measure(surface.positions)
  const scale = person.width / template.width
  return ([x, y, z]) => [
    person.center[0] + scale * (x - template.center[0]),
    person.center[1] + (y - template.center[1]),
    person.center[2] + scale * (z - template.center[2]),
  ]
}

import type { Accessor, mat4, Primitive, Texture } from '@gltf-transform/core'
import { badInput } from '../model/errors.ts'
import { counted, type WarningList } from './warningList.ts'

/** One primitive in the scene's frame, as arrays of a `Mesh`. */
export interface PlacedPrimitive {
  readonly positions: Float32Array
  readonly triangles: Uint32Array
  readonly normals: Float32Array | null
  readonly colors: Uint8Array | null
  readonly uvs: Float32Array | null
  readonly texture: Texture | null
}

const modes = { points: 0, triangles: 4, strip: 5, fan: 6 }

/** Null, with a warning, where it is no surface and no points. `sceneFromNode` is column-major. */
export const placePrimitive = (
  primitive: Primitive,
  sceneFromNode: mat4,
  warnings: WarningList,
): PlacedPrimitive | null => {
  const place = primitive.getAttribute('POSITION')
  const mode = primitive.getMode()
  if (!place || !Object.values(modes).includes(mode)) {
    warnings.count('lines-skipped', (count) => `${counted(count, 'part')} without a surface (lines) left out.`)
    return null
  }
  const count = place.getCount()
  const attribute = (name: string): Accessor | null => {
    const found = primitive.getAttribute(name)
    if (found && found.getCount() !== count) {
      throw badInput(
        'gltf-broken',
        `A part has ${count} positions and ${found.getCount()} of ${name}. Export it again.`,
      )
    }
    return found
  }
  const normal = attribute('NORMAL')
  const color = attribute('COLOR_0')
  const uv = attribute('TEXCOORD_0')
  const material = primitive.getMaterial()
  return {
    positions: moved(rows(place, 3), sceneFromNode),
    triangles: trianglesOf(primitive, count, determinant(sceneFromNode) < 0),
    normals: normal && turned(rows(normal, 3), sceneFromNode),
    colors: color && Uint8Array.from(rows(color, 3), srgbByte),
    uvs: uv && rows(uv, 2).map((value, i) => (i % 2 === 1 ? 1 - value : value)),
    texture: material?.getBaseColorTexture() ?? null,
  }
}

/** The first `width` numbers of every element, with what is normalised or sparse resolved. */
const rows = (accessor: Accessor, width: number): Float32Array => {
  if (accessor.getElementSize() < width) {
    throw badInput('gltf-broken', `A part's data has fewer than ${width} numbers in a row. Export it again.`)
  }
  const out = new Float32Array(accessor.getCount() * width)
  const element: number[] = []
  for (let i = 0; i < accessor.getCount(); i++) {
    accessor.getElement(i, element)
    for (let k = 0; k < width; k++) out[i * width + k] = element[k]
  }
  return out
}

/** Colours in glTF are linear. Source: IEC 61966-2-1 (1999). */
const srgbByte = (linear: number): number => {
  const light = Math.min(1, Math.max(0, linear || 0))
  return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055))
}

const determinant = ([a, b, c, , d, e, f, , g, h, i]: mat4): number =>
  a * (e * i - f * h) - d * (b * i - c * h) + g * (b * f - c * e)

const moved = (positions: Float32Array, m: mat4): Float32Array => {
  const out = new Float32Array(positions.length)
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i], positions[i + 1], positions[i + 2]]
    for (let k = 0; k < 3; k++) out[i + k] = m[k] * x + m[k + 4] * y + m[k + 8] * z + m[k + 12]
  }
  return out
}

/** Normals go with the cofactors of the matrix, which need no division and keep a mirrored surface's side. */
const turned = (normals: Float32Array, [a, b, c, , d, e, f, , g, h, i]: mat4): Float32Array => {
  const side = determinant([a, b, c, 0, d, e, f, 0, g, h, i, 0, 0, 0, 0, 1]) < 0 ? -1 : 1
  const out = new Float32Array(normals.length)
  for (let at = 0; at < normals.length; at += 3) {
    const [x, y, z] = [normals[at], normals[at + 1], normals[at + 2]]
    const nx = (e * i - f * h) * x + (c * h - b * i) * y + (b * f - c * e) * z
    const ny = (f * g - d * i) * x + (a * i - c * g) * y + (c * d - a * f) * z
    const nz = (d * h - e * g) * x + (b * g - a * h) * y + (a * e - b * d) * z
    const length = Math.hypot(nx, ny, nz)
    // A matrix that is the identity changes nothing, not even by rounding.
    const scale = length > 0 ? (side * Math.hypot(x, y, z)) / length : 0
    out.set([nx * scale, ny * scale, nz * scale], at)
  }
  return out
}

const trianglesOf = (primitive: Primitive, vertices: number, isMirrored: boolean): Uint32Array => {
  const mode = primitive.getMode()
  if (mode === modes.points) return new Uint32Array(0)
  const list = primitive.getIndices()?.getArray() ?? Uint32Array.from({ length: vertices }, (_, i) => i)
  const bad = list.find((vertex: number) => vertex >= vertices)
  if (bad !== undefined) {
    throw badInput('gltf-broken', `A triangle names vertex ${bad} of a part that has ${vertices}. Export it again.`)
  }
  const isList = mode === modes.triangles
  const count = isList ? Math.floor(list.length / 3) : Math.max(0, list.length - 2)
  const triangles = new Uint32Array(count * 3)
  for (let t = 0; t < count; t++) {
    const first = isList ? t * 3 : t
    const turns = mode === modes.strip && t % 2 === 1
    const a = list[mode === modes.fan ? 0 : first]
    const b = list[first + 1]
    const c = list[first + 2]
    triangles.set(turns !== isMirrored ? (turns ? [b, a, c] : [a, c, b]) : [a, b, c], t * 3)
  }
  return triangles
}

import { naming, readMesh } from '../../formats/index.ts'
import { asFloat64 } from '../../formats/npy.ts'
import { readNpz } from '../../formats/npz.ts'
import { badInput } from '../../model/errors.ts'

/** Where a model's triangles lie in its texture. */
export interface ModelUv {
  /** `[k*2]` origin at the lower left. */
  readonly uvs: Float32Array
  /** `[F*3]` indices into `uvs`, a row for each triangle of the model. */
  readonly uvTriangles: Uint32Array
}

interface Topology {
  readonly name: string
  readonly vertexCount: number
  /** `[F*3]` */
  readonly triangles: Uint32Array
}

const howTo =
  'Give the file you got with the model: FLAME_texture.npz or the OBJ template with texture coordinates (head_template.obj).'

/** There is none, and nothing can be made up: pictures in another layout are of no use to other programs. */
export const uvMissing = (modelName: string): Error =>
  badInput('no-uv', `A texture needs the model's UV layout, and ${modelName} has none. ${howTo}`)

/**
 * The UV layout from the user's own file: an .npz with `vt` (k, 2) and `ft` (F, 3), as FLAME_texture.npz and model files
 * may have, or an OBJ with texture coordinates on the model's triangles in the model's order.
 * @throws CameoError `input/no-uv` where the file has none, `input/other-topology` where it belongs to another mesh.
 */
export const readModelUv = (bytes: Uint8Array, fileName: string, model: Topology): ModelUv => {
  const found = /\.npz$/i.test(fileName) ? fromNpz(bytes, fileName) : fromMesh(bytes, fileName, model)
  const { uvs, uvTriangles } = found
  if (uvTriangles.length !== model.triangles.length) {
    throw otherTopology(fileName, `${uvTriangles.length / 3} triangles with UVs`, model)
  }
  const wild = uvTriangles.findIndex((uv) => uv >= uvs.length / 2)
  if (wild >= 0 || !uvs.every(Number.isFinite)) {
    throw badInput(
      'no-uv',
      `The UV layout in ${fileName} is damaged: ${wild >= 0 ? 'an index is out of range' : 'a coordinate is not finite'}.`,
    )
  }
  return found
}

const otherTopology = (fileName: string, has: string, { name, triangles }: Topology): Error =>
  badInput(
    'other-topology',
    `${fileName} has ${has}, ${name} has ${triangles.length / 3}: it is no UV layout of this model.`,
  )

const fromNpz = (bytes: Uint8Array, fileName: string): ModelUv => {
  const arrays = naming(fileName, () => readNpz(bytes))
  const [vt, ft] = [arrays.get('vt'), arrays.get('ft')]
  if (vt?.shape[1] !== 2 || ft?.shape[1] !== 3) {
    throw badInput(
      'no-uv',
      `${fileName} has no arrays "vt" (k, 2) and "ft" (F, 3) with texture coordinates (it has: ${[...arrays.keys()].slice(0, 12).join(', ')}). ${howTo}`,
    )
  }
  return { uvs: Float32Array.from(asFloat64(vt)), uvTriangles: Uint32Array.from(asFloat64(ft)) }
}

const fromMesh = (bytes: Uint8Array, fileName: string, model: Topology): ModelUv => {
  const { mesh } = readMesh(bytes, fileName)
  const { uvs, uvTriangles, triangles } = mesh
  if (!uvs) throw badInput('no-uv', `${fileName} has no texture coordinates. ${howTo}`)
  if (triangles.length !== model.triangles.length) {
    throw otherTopology(fileName, `${triangles.length / 3} triangles`, model)
  }
  const odd = triangles.findIndex((vertex, i) => vertex !== model.triangles[i])
  if (odd >= 0) {
    throw badInput(
      'other-topology',
      `Triangle ${Math.floor(odd / 3)} of ${fileName} has other corners than that of ${model.name}: it is no UV layout of this model.`,
    )
  }
  return { uvs, uvTriangles: uvTriangles ?? triangles }
}

/** Whether an .npz holds a UV layout of its own. */
export const hasUv = (bytes: Uint8Array): boolean => {
  const arrays = readNpz(bytes)
  return arrays.has('vt') && arrays.has('ft')
}

import { readNpz } from '../formats/npz.ts'
import { isObjectNpy, type PickleValue, readObjectNpy, readPickle } from '../formats/pickle.ts'
import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { expectArray, type SourceArray } from './sourceArray.ts'

/** Where landmarks lie on a model's surface. */
export interface LandmarkEmbedding {
  /** Recorded with a result: the public embeddings of 51 points disagree. */
  readonly name: string
  readonly pointCount: number
  /** Names of the points; null where they are an ordered list, named by length and index (`51:0`). */
  readonly pointNames: readonly string[] | null
  /** `[n]` triangle of the model. */
  readonly faces: Uint32Array
  /** `[n*3]` weights of the triangle's vertices, in their order. */
  readonly barycentrics: Float64Array
  /** `[n]` index of each point in the full list its numbers come from (MediaPipe's 468), null where there is none. */
  readonly listIndices: Uint32Array | null
  readonly warnings: readonly Warning[]
}

/**
 * Reads a landmark embedding as users have it: the static pickles of flame-fitting, RingNet and TF_FLAME (51, 68),
 * `landmark_embedding.npy` of DECA and MICA, the moving contour of RingNet, MediaPipe's 105 as .npz.
 * @throws CameoError `input/flame-embedding` where there is none in the file.
 */
export const loadEmbedding = (bytes: Uint8Array, fileName: string): LandmarkEmbedding => {
  const table = tableOf(bytes, fileName)
  for (const form of [staticForm, fullAndStaticForm, movingContourForm]) {
    const embedding = form(table, fileName)
    if (embedding) return embedding
  }
  throw badInput(
    'flame-embedding',
    `"${fileName}" holds no landmark embedding: it has neither lmk_face_idx and lmk_b_coords nor full_lmk_faces_idx and full_lmk_bary_coords.`,
  )
}

type Table = ReadonlyMap<unknown, PickleValue | SourceArray>

const tableOf = (bytes: Uint8Array, fileName: string): Table => {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readNpz(bytes)
  const value = isObjectNpy(bytes) ? readObjectNpy(bytes) : bytes[0] === 0x93 ? null : readPickle(bytes)
  if (value instanceof Map) return value
  throw badInput('flame-embedding', `"${fileName}" holds no landmark embedding: it is not a table of arrays.`)
}

const embeddingOf = (
  fileName: string,
  faces: SourceArray,
  weights: SourceArray,
  extra: Partial<LandmarkEmbedding> = {},
): LandmarkEmbedding => {
  const pointCount = faces.data.length
  const where = `The embedding "${fileName}"`
  if (pointCount === 0 || weights.data.length !== 3 * pointCount) {
    throw badInput(
      'flame-embedding',
      `${where} has ${pointCount} faces and ${weights.data.length} weights, not three for each.`,
    )
  }
  const barycentrics = Float64Array.from(weights.data as ArrayLike<number>, Number)
  const faceList = Float64Array.from(faces.data as ArrayLike<number>, Number)
  for (let i = 0; i < pointCount; i++) {
    const sum = barycentrics[3 * i] + barycentrics[3 * i + 1] + barycentrics[3 * i + 2]
    if (!(Math.abs(sum - 1) < 1e-2) || !Number.isInteger(faceList[i]) || faceList[i] < 0) {
      throw badInput(
        'flame-embedding',
        `${where} is damaged: point ${i} lies on face ${faceList[i]} with weights that sum to ${sum}.`,
      )
    }
  }
  return {
    name: fileName,
    pointCount,
    pointNames: null,
    faces: Uint32Array.from(faceList),
    barycentrics,
    listIndices: null,
    warnings: [],
    ...extra,
  }
}

/** Keys `lmk_face_idx` and `lmk_b_coords`; MediaPipe's adds which of its 468 points they are. */
const staticForm = (table: Table, fileName: string): LandmarkEmbedding | null => {
  const faces = expectArray(table.get('lmk_face_idx'))
  const weights = expectArray(table.get('lmk_b_coords'))
  if (!faces || !weights) return null
  const indices = expectArray(table.get('landmark_indices'))
  const listIndices = indices && indices.data.length === faces.data.length
  return embeddingOf(fileName, faces, weights, {
    listIndices: listIndices ? Uint32Array.from(indices.data as ArrayLike<number>, Number) : null,
  })
}

/** DECA's and MICA's file: 68 points, the last 51 of them again as `static_…`, and a moving contour as torch tensors. */
const fullAndStaticForm = (table: Table, fileName: string): LandmarkEmbedding | null => {
  const faces = expectArray(table.get('full_lmk_faces_idx'))
  const weights = expectArray(table.get('full_lmk_bary_coords'))
  const staticFaces = expectArray(table.get('static_lmk_faces_idx'))
  const staticWeights = expectArray(table.get('static_lmk_bary_coords'))
  const skipped = [...table].filter(([, value]) => isSkipped(value)).map(([key]) => String(key))
  const warnings: Warning[] = skipped.map((key) => ({
    code: 'embedding-skipped',
    message: `"${key}" is a torch tensor of the moving contour and was skipped; the fixed points do not need it.`,
  }))
  if (faces && weights) return embeddingOf(fileName, faces, weights, { warnings })
  return staticFaces && staticWeights ? embeddingOf(fileName, staticFaces, staticWeights, { warnings }) : null
}

const isSkipped = (value: PickleValue | SourceArray): boolean =>
  value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'skipped'

/**
 * RingNet's contour: for each angle of the head, 17 points of the jaw line, the first 17 of the 68. On a scan a point
 * does not move with the view, so the frontal ones (angle 0, the first) are taken.
 */
const movingContourForm = (table: Table, fileName: string): LandmarkEmbedding | null => {
  const [faceLists, weightLists] = [table.get('lmk_face_idx'), table.get('lmk_b_coords')]
  if (!Array.isArray(faceLists) || !Array.isArray(weightLists)) return null
  const faces = expectArray(faceLists[0])
  const weights = expectArray(weightLists[0])
  if (!faces || !weights) return null
  return embeddingOf(fileName, faces, weights, {
    pointNames: Array.from({ length: faces.data.length }, (_, i) => `68:${i}`),
    warnings: [
      {
        code: 'embedding-contour',
        message: `"${fileName}" describes a contour that moves with the view; its points for a frontal view are used.`,
      },
    ],
  })
}

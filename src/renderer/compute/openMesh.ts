import { loadMesh } from '#core/formats/index.ts'
import { clusterDecimate } from '#core/geometry/clusterDecimate.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import { type SharedTriangleTree, TriangleTree } from '#core/kernels/triangleTree.ts'
import { badInput, toErrorRecord } from '#core/model/errors.ts'
import { type Mesh, triangleCount, vertexCount } from '#core/model/mesh.ts'
import { closestPointsFor } from '#core/model/queries.ts'
import { dracoWasm } from './dracoWasm.ts'
import { fetchBytes } from './fetchBytes.ts'
import { fetchKeptTree } from './keptTree.ts'
import { markFilled } from './markFilled.ts'
import type { Work, WorkContext } from './messages.ts'
import { type RenderSurface, renderSurfaceOf } from './renderSurface.ts'

export interface OpenMeshInput {
  /** Absolute: a worker has no page to be relative to. */
  readonly meshUrl: string
  /** Tells the format by its ending. */
  readonly fileName: string
  readonly textureUrl: string | null
  /** Marks in the texture what its mask says was filled; null marks nothing. */
  readonly filledMaskUrl: string | null
  /** Meshes with more triangles than `above` get a stand-in of about `triangles`. */
  readonly standIn: { readonly above: number; readonly triangles: number }
  /** Whether the host is asked for the search tree before one is built, see `wantsTreesOfHost`. */
  readonly asksForTree: boolean
}

/** What comes out of opening a mesh, in this order. A small mesh has no `reduced` and no `reducedSources`. */
export type OpenMeshPart =
  /** A coarse stand-in, to be shown at once and while the view moves. */
  | { readonly kind: 'reduced'; readonly surface: RenderSurface }
  /** The mesh itself, with its own number of vertices (seams double some of the surface's). */
  | { readonly kind: 'full'; readonly surface: RenderSurface; readonly vertices: number }
  /** For exact picking on the mesh itself; its memory is shared with whoever receives it. */
  | { readonly kind: 'tree'; readonly tree: SharedTriangleTree }
  /** `[reduced r]` for every render vertex of the stand-in the nearest render vertex of the full surface. */
  | { readonly kind: 'reducedSources'; readonly fullVertices: Uint32Array }
  | { readonly kind: 'texture'; readonly picture: ImageBitmap }
  /** Something the mesh has to do without, in a sentence. */
  | { readonly kind: 'notice'; readonly message: string }

/** Larger pictures are scaled down when decoded: graphics cards of the last ten years take at least this. */
const largestTexturePx = 8192

/** Opens a mesh for the 3D view: fetch, parse, stand-in, normals, full surface, texture, picking tree. */
export const openMesh: Work<'mesh.open'> = async (input, context) => {
  const { fileName, textureUrl, filledMaskUrl } = input
  context.report('Reading')
  const bytes = await fetchBytes(input.meshUrl, fileName, context.signal)
  const textureBeside = textureUrl ? fetchTexture(textureUrl, filledMaskUrl, context) : null
  textureBeside?.catch(() => {})
  await context.pause()
  const { mesh, embeddedTexture } = await loadMesh(bytes, fileName, { dracoWasm: () => dracoWasm(context.signal) })
  const texture = textureBeside ?? (embeddedTexture ? decodeTexture(embeddedTexture.bytes) : null)
  texture?.catch(() => {})
  if (mesh.positions.length === 0) throw badInput('empty-mesh', `${fileName} holds no points. Choose another file.`)
  await context.pause()
  const reduced = triangleCount(mesh) > input.standIn.above ? emitReduced(mesh, input.standIn.triangles, context) : null
  context.report('Preparing the full resolution')
  await context.pause()
  const surface = renderSurfaceOf(mesh, vertexNormals(mesh))
  // The arrays leave with the message; the tree and the stand-in's sources still need these.
  const positions = mesh.positions.slice()
  const triangles = mesh.triangles.slice()
  const renderTriangles = surface.meshVertices && reduced ? surface.triangles.slice() : triangles
  context.emit({ kind: 'full', surface, vertices: vertexCount(mesh) }, buffersOf(surface))
  if (texture) {
    await texture.then(
      (picture) => context.emit({ kind: 'texture', picture }, [picture]),
      (error: unknown) => context.emit({ kind: 'notice', message: toErrorRecord(error).message }, []),
    )
  }
  await context.pause()
  if (triangles.length === 0) return
  context.report('Preparing exact picking')
  const soup = { positions, triangles }
  const kept = input.asksForTree ? await fetchKeptTree(soup, input.meshUrl, context.signal) : null
  const tree = kept ?? TriangleTree.build(soup, { shared: true })
  await context.pause()
  if (reduced) {
    const fullVertices = nearestCorners(reduced, tree, renderTriangles)
    context.emit({ kind: 'reducedSources', fullVertices }, [fullVertices.buffer])
  }
  const shared = tree.share()
  context.emit({ kind: 'tree', tree: shared }, [])
  context.leaves(shared.memory.buffer.byteLength)
}

/** Sends the stand-in; returns its positions `[r*3]`. */
const emitReduced = (mesh: Mesh, targetTriangles: number, context: WorkContext<OpenMeshPart>): Float32Array => {
  context.report('Preparing a first view')
  const coarse = clusterDecimate(mesh, { targetTriangles })
  const plain: Mesh = { positions: coarse.positions, triangles: coarse.triangles, colors: coarse.colors }
  const surface = renderSurfaceOf(plain, vertexNormals(plain))
  const positions = surface.positions.slice()
  context.emit({ kind: 'reduced', surface }, buffersOf(surface))
  return positions
}

/** For every point the render vertex at the nearest corner of the nearest triangle. */
const nearestCorners = (
  points: Float32Array,
  tree: TriangleTree,
  renderTriangles: Uint32Array,
): Uint32Array<ArrayBuffer> => {
  const count = points.length / 3
  const nearest = closestPointsFor(count)
  tree.closestPoints(points, nearest)
  const corners = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    const [a, b, c] = nearest.barycentrics.subarray(i * 3, i * 3 + 3)
    const corner = a >= b && a >= c ? 0 : b >= c ? 1 : 2
    corners[i] = renderTriangles[Math.max(0, nearest.triangles[i]) * 3 + corner]
  }
  return corners
}

const fetchTexture = async (
  url: string,
  filledMaskUrl: string | null,
  { signal }: WorkContext<OpenMeshPart>,
): Promise<ImageBitmap> => {
  const picture = await decodeTexture(await fetchBytes(url, 'The colour texture', signal))
  if (filledMaskUrl === null) return picture
  const mask = await decodeTexture(await fetchBytes(filledMaskUrl, 'The mask of the texture', signal))
  return markFilled(picture, mask)
}

const decodeTexture = async (bytes: Uint8Array): Promise<ImageBitmap> => {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>])
  try {
    // Texture coordinates start at the lower left, pictures at the upper left.
    const picture = await createImageBitmap(blob, { imageOrientation: 'flipY' })
    const largest = Math.max(picture.width, picture.height)
    if (largest <= largestTexturePx) return picture
    const resizeWidth = Math.round((picture.width * largestTexturePx) / largest)
    const resizeHeight = Math.round((picture.height * largestTexturePx) / largest)
    return await createImageBitmap(picture, { resizeWidth, resizeHeight, resizeQuality: 'high' })
  } catch {
    throw badInput('texture-unreadable', 'The colour texture is not a picture that can be read.')
  }
}

const buffersOf = ({ positions, normals, triangles, colors, uvs, meshVertices }: RenderSurface): ArrayBuffer[] => {
  const buffers = [positions, normals, triangles, colors, uvs, meshVertices].flatMap((array) =>
    array ? [array.buffer as ArrayBuffer] : [],
  )
  return [...new Set(buffers)]
}

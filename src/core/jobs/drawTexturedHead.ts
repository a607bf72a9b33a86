import { type RgbPicture, samplePicture } from '../flame/texture/picture.ts'
import { vertexNormals } from '../geometry/normals.ts'
import { badInput } from '../model/errors.ts'
import type { Mesh } from '../model/mesh.ts'
import { checkCancelled } from '../model/run.ts'
import { identity4 } from '../model/transform.ts'
import { buffersOf } from './buffersOf.ts'
import { drawPicture, type PictureLayer } from './drawPicture.ts'
import { headFrame, registrationYawsRad } from './drawRegistration.ts'
import { openMesh } from './openMesh.ts'
import { portraitView } from './portraitView.ts'
import type { Picture } from './renderPictures.ts'
import type { Job, MeshReference } from './types.ts'

export interface DrawTexturedHeadInput {
  /** With UVs; in metres. */
  readonly registration: MeshReference
  /** `[3]` axis-angle: how the head is turned. */
  readonly globalTurn: readonly number[]
  readonly texture: RgbPicture
  readonly sizePx: number
}

/** Each edge of a triangle is cut in so many, so that the texture shows between vertices. */
const cuts = 4

/** A registration in its texture, from the front and both sides (`registrationYawsRad`): for reports. */
export const drawTexturedHead: Job<DrawTexturedHeadInput, readonly Picture[]> = {
  id: 'drawTexturedHead',
  run: async ({ registration, globalTurn, texture, sizePx }, context) => {
    const { mesh } = await openMesh(registration, context)
    const face = headFrame(mesh.positions, globalTurn, 1)
    const layer = texturedLayer(mesh, texture, registration.fileName)
    return registrationYawsRad.map((yawRad) => {
      checkCancelled(context)
      return { rgba: drawPicture([layer], portraitView({ face, yawRad, sizePx })), widthPx: sizePx, heightPx: sizePx }
    })
  },
  transfers: (pictures) => buffersOf(...pictures.map(({ rgba }) => rgba)),
}

const texturedLayer = (mesh: Mesh, texture: RgbPicture, fileName: string): PictureLayer => {
  const { positions, triangles, uvs, uvTriangles = triangles } = mesh
  if (!uvs) throw badInput('no-uv', `${fileName} has no texture coordinates.`)
  const normals = vertexNormals(mesh)
  const perFace = ((cuts + 1) * (cuts + 2)) / 2
  const count = (triangles.length / 3) * perFace
  const fine = {
    positions: new Float32Array(count * 3),
    normals: new Float32Array(count * 3),
    colors: new Uint8Array(count * 3),
    triangles: new Uint32Array(triangles.length * cuts * cuts),
  }
  const color = new Float64Array(3)
  let [vertex, corner] = [0, 0]
  for (let at = 0; at < triangles.length; at += 3) {
    const first = vertex
    for (let row = 0; row <= cuts; row++) {
      for (let k = 0; k <= row; k++) {
        const shares = [(cuts - row) / cuts, (row - k) / cuts, k / cuts]
        const mix = (values: ArrayLike<number>, of: Uint32Array, width: number, axis: number): number =>
          shares.reduce((sum, share, c) => sum + share * values[of[at + c] * width + axis], 0)
        for (let axis = 0; axis < 3; axis++) {
          fine.positions[vertex * 3 + axis] = mix(positions, triangles, 3, axis)
          fine.normals[vertex * 3 + axis] = mix(normals, triangles, 3, axis)
        }
        const [u, v] = [mix(uvs, uvTriangles, 2, 0), mix(uvs, uvTriangles, 2, 1)]
        samplePicture(texture, u * texture.widthPx - 0.5, (1 - v) * texture.heightPx - 0.5, color)
        fine.colors.set(color, vertex * 3)
        vertex++
      }
    }
    const placeOf = (row: number, k: number): number => first + (row * (row + 1)) / 2 + k
    for (let row = 0; row < cuts; row++) {
      for (let k = 0; k <= row; k++) {
        const [a, b, c] = [placeOf(row, k), placeOf(row + 1, k), placeOf(row + 1, k + 1)]
        fine.triangles.set([a, b, c], corner)
        corner += 3
        if (k === row) continue
        fine.triangles.set([a, c, placeOf(row, k + 1)], corner)
        corner += 3
      }
    }
  }
  return { mesh: fine, normals: fine.normals, frameFromMesh: identity4, paint: { kind: 'colors' } }
}

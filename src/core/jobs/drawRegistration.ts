import type { FaceFrame } from '../datasets/faceFrame.ts'
import { rotationFromAxisAngle } from '../flame/rotations.ts'
import { vertexNormals } from '../geometry/normals.ts'
import { checkCancelled } from '../model/run.ts'
import { identity4, type Mat4, toMat4, type Vec3 } from '../model/transform.ts'
import { buffersOf } from './buffersOf.ts'
import { drawPicture, type PictureLayer } from './drawPicture.ts'
import { openMesh } from './openMesh.ts'
import { portraitView } from './portraitView.ts'
import type { Picture } from './renderPictures.ts'
import type { Job, MeshReference } from './types.ts'

export interface DrawRegistrationInput {
  readonly scan: MeshReference
  /** In metres. */
  readonly registration: MeshReference
  /** Of the scan's unit. */
  readonly metresPerUnit: number
  /** `[3]` axis-angle: how the model's head is turned in the scan's frame. */
  readonly globalTurn: readonly number[]
  /** One value per vertex of the registration, −1 where there is none. */
  readonly residualsMm: Float32Array
  /** At the red end of the heat map. */
  readonly heatEndMm: number
  readonly sizePx: number
}

export const registrationPictureKinds = ['scan', 'registration', 'overlay', 'heat', 'wire'] as const
export type RegistrationPictureKind = (typeof registrationPictureKinds)[number]
/** From straight in front, from the subject's right and from the left. */
export const registrationYawsRad = [0, -1.15, 1.15] as const

/** Between eyes and mouth, and between the eyes, of a usual adult (m). */
const eyesToMouthM = 0.066
const betweenEyesM = 0.036

/**
 * A scan, its registration, one over the other, distances and wire, each from the front and both sides: for reports.
 * Ordered by kind, then by view.
 */
export const drawRegistration: Job<DrawRegistrationInput, readonly Picture[]> = {
  id: 'drawRegistration',
  run: async (input, context) => {
    const { metresPerUnit, residualsMm, heatEndMm, sizePx } = input
    const scanMesh = (await openMesh(input.scan, context)).mesh
    const mesh = (await openMesh(input.registration, context)).mesh
    const unitsPerMetre = 1 / metresPerUnit
    const scale = [unitsPerMetre, 0, 0, 0, 0, unitsPerMetre, 0, 0, 0, 0, unitsPerMetre, 0, 0, 0, 0, 1]
    const scanFromRegistration = toMat4(scale)
    const layerOf = (of: PictureLayer['mesh'], frameFromMesh: Mat4) => {
      const normals = vertexNormals(of)
      return (paint: PictureLayer['paint']): PictureLayer => ({ mesh: of, normals, frameFromMesh, paint })
    }
    const scan = layerOf(scanMesh, identity4)
    const registration = layerOf(mesh, scanFromRegistration)
    const layers: Readonly<Record<RegistrationPictureKind, readonly PictureLayer[]>> = {
      scan: [scan({ kind: 'colors' })],
      registration: [registration({ kind: 'flat', color: [206, 178, 158] })],
      overlay: [registration({ kind: 'flat', color: [64, 150, 230] }), scan({ kind: 'flat', color: [214, 206, 196] })],
      heat: [registration({ kind: 'heat', values: residualsMm, highest: heatEndMm })],
      wire: [registration({ kind: 'wire', color: [236, 238, 242], line: [52, 74, 110], width: 0.0005 })],
    }
    const face = headFrame(mesh.positions, input.globalTurn, unitsPerMetre)
    const pictures: Picture[] = []
    const total = registrationPictureKinds.length * registrationYawsRad.length
    for (const kind of registrationPictureKinds) {
      for (const yawRad of registrationYawsRad) {
        checkCancelled(context)
        const rgba = drawPicture(layers[kind], portraitView({ face, yawRad, sizePx }))
        pictures.push({ rgba, widthPx: sizePx, heightPx: sizePx })
      }
      context.report?.({ fraction: pictures.length / total, message: `Drawing the ${kind}` })
    }
    return pictures
  },
  transfers: (pictures) => buffersOf(...pictures.map(({ rgba }) => rgba)),
}

/** A frame of the head for `portraitView`, in the scan's unit: FLAME heads look along +z, up is +y, left +x. */
export const headFrame = (positionsM: Float32Array, turn: readonly number[], unitsPerMetre: number): FaceFrame => {
  const r = rotationFromAxisAngle(turn[0], turn[1], turn[2])
  const axis = (k: number): Vec3 => [r[k], r[3 + k], r[6 + k]]
  const [left, up, out] = [axis(0), axis(1), axis(2)]
  const origin: [number, number, number] = [0, 0, 0]
  for (const each of [left, up, out]) {
    let [low, high] = [Infinity, -Infinity]
    for (let i = 0; i < positionsM.length; i += 3) {
      const along = each[0] * positionsM[i] + each[1] * positionsM[i + 1] + each[2] * positionsM[i + 2]
      low = Math.min(low, along)
      high = Math.max(high, along)
    }
    for (let k = 0; k < 3; k++) origin[k] += each[k] * ((low + high) / 2) * unitsPerMetre
  }
  return { origin, left, up, out, eyesToMouth: eyesToMouthM * unitsPerMetre, betweenEyes: betweenEyesM * unitsPerMetre }
}

import { type RegistrationResult, registerToFlame } from '#core/flame/registerToFlame.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { generateCapture } from '#core/synth/capture.ts'
import { standInEmbedding } from '#core/synth/standInEmbedding.ts'
import { standInModel } from '#core/synth/standInModel.ts'
import { faceSpace, type Taken } from './faceSpace.ts'

export { changed, joined, onScan, type Taken } from './faceSpace.ts'

export const model = standInModel()
export const embedding = standInEmbedding(model)
const captured = generateCapture({ seed: 41, views: 1, photoSizePx: 16 })

/** A generated person with hair and shirt as a good scanner sees them, with head-8 clicked. */
export const goodScan: Taken = { scan: captured.fine, landmarks: captured.fineLandmarks }

export const { frame, placeOf, toFace, fromFace, without, moved, egg } = faceSpace(goodScan.landmarks)

export const registerTaken = ({ scan, landmarks }: Taken): RegistrationResult =>
  registerToFlame({ scan, unit: 'mm', landmarks, model, embedding, regions: null, isTested: true }, {})

export const noisy = (scan: Mesh, sigmaMm: number, seed: number): Mesh => {
  const random = seededRandom(seed)
  return { ...scan, positions: scan.positions.map((value) => value + sigmaMm * random.normal()) }
}

export const positionOf = (name: string): Vec3 => {
  const position = goodScan.landmarks.landmarks.find((landmark) => landmark.name === name)?.position
  if (!position) throw new Error(`${name} was not placed`)
  return position
}

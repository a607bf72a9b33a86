import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { writeCamerasNpz } from '#core/formats/cameras.ts'
import { writeLandmarks, writeMesh } from '#core/formats/index.ts'
import type { Camera, LensDistortion } from '#core/model/camera.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import {
  identity4,
  invertAffine4,
  type Mat4,
  multiply4,
  toMat4,
  transformPoint,
  transformPoints,
  type Vec3,
} from '#core/model/transform.ts'

/** A made-up head: an egg with bumps where a face has them, millimetres, +y up, +z out of the face. */
const bumps: readonly { readonly at: Vec3; readonly heightMm: number; readonly width: number }[] = [
  { at: [0, -0.05, 1], heightMm: 22, width: 0.16 },
  { at: [-0.35, 0.2, 0.9], heightMm: -7, width: 0.14 },
  { at: [0.35, 0.2, 0.9], heightMm: -8, width: 0.14 },
  { at: [0, -0.55, 0.8], heightMm: 10, width: 0.2 },
  { at: [-0.95, 0.1, 0], heightMm: 12, width: 0.18 },
  { at: [0.97, 0.15, -0.1], heightMm: 9, width: 0.2 },
  { at: [0.2, 0.9, -0.4], heightMm: 6, width: 0.5 },
]

const unit = ([x, y, z]: Vec3): Vec3 => {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

const pointTowards = (direction: Vec3): Vec3 => {
  const [x, y, z] = unit(direction)
  let radiusMm = 1 / Math.hypot(x / 75, y / 110, z / 95)
  for (const { at, heightMm, width } of bumps) {
    const [a, b, c] = unit(at)
    const squared = (x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2
    radiusMm += heightMm * Math.exp(-squared / (2 * width * width))
  }
  return [x * radiusMm, y * radiusMm, z * radiusMm]
}

const head = (rings: number, sectors: number): Mesh => {
  const positions: number[] = []
  const triangles: number[] = []
  for (let ring = 0; ring <= rings; ring++) {
    const polar = (Math.PI * (ring + 0.5)) / (rings + 1)
    for (let sector = 0; sector < sectors; sector++) {
      const turn = (2 * Math.PI * (sector + 0.5 * (ring % 2))) / sectors
      positions.push(
        ...pointTowards([Math.sin(polar) * Math.sin(turn), Math.cos(polar), Math.sin(polar) * Math.cos(turn)]),
      )
      if (ring === rings) continue
      const [a, b] = [ring * sectors + sector, ring * sectors + ((sector + 1) % sectors)]
      triangles.push(a, a + sectors, b, b, a + sectors, b + sectors)
    }
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) }
}

const landmarkDirections: Readonly<Record<string, Vec3>> = {
  right_eye: [-0.3, 0.2, 0.92],
  left_eye: [0.3, 0.2, 0.92],
  nose_tip: [0, -0.05, 1],
  nose_base: [0, -0.22, 1],
  right_lips: [-0.25, -0.45, 0.85],
  left_lips: [0.25, -0.45, 0.85],
}

/** Fine frame (mm) from coarse frame (m): turned, moved, and 1 % off in scale. */
export const fineFromCoarse: Mat4 = toMat4([
  ...[0, -1010, 0, 12],
  ...[1010 * Math.cos(0.4), 0, -1010 * Math.sin(0.4), -40],
  ...[1010 * Math.sin(0.4), 0, 1010 * Math.cos(0.4), 25],
  ...[0, 0, 0, 1],
])

const landmarkBytes = (fineToFile: Mat4, fileUnit: 'm' | 'mm'): Uint8Array =>
  writeLandmarks(
    {
      scheme: h3ds6.name,
      unit: fileUnit,
      annotator: 'somebody',
      time: null,
      landmarks: Object.entries(landmarkDirections).map(([name, direction]) => ({
        name,
        status: 'placed',
        position: transformPoint(fineToFile, pointTowards(direction)),
        surface: null,
      })),
    },
    { format: 'json' },
  )

const widthPx = 96
const heightPx = 72

/** Cameras half a metre from the head, turned about its vertical; matrices in the coarse frame. */
const cameraAt = (angleRad: number): Camera => {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)]
  const cameraFromFine = toMat4([c, 0, -s, 0, 0, -1, 0, 0, -s, 0, -c, 500, 0, 0, 0, 1])
  const intrinsics = toMat4([110, 0, widthPx / 2, 0, 0, 110, heightPx / 2, 0, 0, 0, 1, 0, 0, 0, 0, 1])
  const scaleMat = toMat4([0.15, 0, 0, 0, 0, 0.15, 0, 0, 0, 0, 0.15, 0, 0, 0, 0, 1])
  return { worldMat: multiply4(multiply4(intrinsics, cameraFromFine), fineFromCoarse), scaleMat }
}

export interface TinyCaptureOptions {
  readonly views?: number
  /** EXIF orientation of the first photo. */
  readonly orientation?: number
  /** Another head for another subject: scales the egg. */
  readonly size?: number
  /** Of every camera. */
  readonly distortion?: LensDistortion
}

/** Writes a capture folder like those of a session: two scans, landmarks, photos, cameras. Takes a few milliseconds. */
export const writeTinyCapture = async (
  folder: string,
  { views = 3, orientation, size = 1, distortion }: TinyCaptureOptions = {},
): Promise<void> => {
  mkdirSync(join(folder, 'images'), { recursive: true })
  const scaled = (mesh: Mesh): Mesh => ({ ...mesh, positions: mesh.positions.map((value) => value * size) })
  const coarseFromFine = invertAffine4(fineFromCoarse)
  const fine = scaled(head(90, 120))
  const coarse = scaled(head(40, 60))
  const shrink = toMat4([size, 0, 0, 0, 0, size, 0, 0, 0, 0, size, 0, 0, 0, 0, 1])
  writeFileSync(join(folder, 'highres.ply'), writeMesh(fine, { format: 'ply' }))
  const moved = { ...coarse, positions: transformPoints(coarseFromFine, coarse.positions) }
  writeFileSync(join(folder, 'lowres.ply'), writeMesh(moved, { format: 'ply' }))
  writeFileSync(join(folder, 'highres_landmarks.json'), landmarkBytes(multiply4(identity4, shrink), 'mm'))
  writeFileSync(join(folder, 'lowres_landmarks.json'), landmarkBytes(multiply4(coarseFromFine, shrink), 'm'))
  writeFileSync(join(folder, 'truth.json'), '{"never": "read"}')
  const cameras = new Map<number, Camera>()
  for (let view = 0; view < views; view++) {
    const camera = cameraAt(-0.6 + (1.2 * view) / Math.max(1, views - 1))
    cameras.set(view, distortion ? { ...camera, distortion } : camera)
    const background = { r: 40 + 30 * view, g: 90, b: 140 }
    const photo = sharp({ create: { width: widthPx, height: heightPx, channels: 3, background } })
    const turned = view === 0 && orientation ? photo.withMetadata({ orientation }) : photo
    await turned.jpeg().toFile(join(folder, 'images', `img_${String(view).padStart(4, '0')}.jpg`))
  }
  writeFileSync(join(folder, 'cameras_lowres.npz'), writeCamerasNpz(cameras))
}

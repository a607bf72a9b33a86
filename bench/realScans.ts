import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLandmarks } from '../src/core/formats/index.ts'
import type { LandmarkSet } from '../src/core/model/landmarks.ts'
import { sampleFiles } from './scanSample.ts'

const folder = join(import.meta.dirname, '..', '..', 'shared', 'data', 'scans')

/** A scan of a real person from a public repository; no part of the project. */
export interface RealScan {
  readonly name: string
  readonly mesh: string
  readonly landmarks: () => LandmarkSet
  /** Null: landmarks by name. */
  readonly embedding: string | null
}

const demoFaceNames = ['right_eye', 'left_eye', 'nose_tip', 'right_lips', 'left_lips']
const read = (path: string, pointNames?: readonly string[]): LandmarkSet =>
  readLandmarks(readFileSync(path), path, pointNames ? { pointNames } : {}).set

const all: readonly RealScan[] = [
  {
    name: "menpo3d's james, 51 landmarks",
    mesh: join(folder, 'menpo3d', 'james.obj'),
    landmarks: () => read(join(folder, 'menpo3d', 'james_lmks51_flame_order_mm.csv')),
    embedding: sampleFiles.embedding,
  },
  {
    name: "MeshMonk's DemoFace_10K, 5 landmarks",
    mesh: join(folder, 'meshmonk', 'DemoFace_10K.obj'),
    landmarks: () => read(join(folder, 'meshmonk', 'DemoFaceLandmarks.csv'), demoFaceNames),
    embedding: null,
  },
]

/** Those whose files are there. */
export const realScans: readonly RealScan[] = all.filter(
  ({ mesh }) => existsSync(mesh) && existsSync(sampleFiles.model),
)

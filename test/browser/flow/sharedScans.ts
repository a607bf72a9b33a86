import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vec3 } from '#core/model/transform.ts'

/** The folder of real scans beside the repository; nothing of it is ever committed. */
const data = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data')
const sample = join(data, 'capture-sample', 'subject_001')
const menpo = join(data, 'scans', 'menpo3d')
const meshmonk = join(data, 'scans', 'meshmonk')

export const sharedScansAreThere = [sample, menpo, meshmonk].every((folder) => existsSync(folder))

/** Points in the frame and the unit of a scan. */
export type PointsOfScan = ReadonlyMap<string, Vec3>

const rowsOf = (path: string): Vec3[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number) as unknown as Vec3)

const named = (names: readonly string[], points: readonly Vec3[]): PointsOfScan =>
  new Map(names.map((name, index) => [name, points[index]]))

/** Rows of the 51 points that FLAME's landmark embedding has, for the six of H3DS. */
const sixOf51 = { right_eye: 22, left_eye: 25, nose_tip: 13, nose_base: 16, right_lips: 31, left_lips: 37 }

const copy = (from: string, to: string, names: Readonly<Record<string, string>>): void => {
  mkdirSync(to, { recursive: true })
  for (const [name, target] of Object.entries(names)) copyFileSync(join(from, name), join(to, target))
}

/** A transform of the capture's truth, and points where they are in both scans. */
export interface SampleTruth {
  readonly fineMm: PointsOfScan
  readonly coarseM: PointsOfScan
  /** Row-major, from metres of the coarse scan to millimetres of the fine one. */
  readonly fineFromCoarse: readonly number[]
}

/**
 * Writes three captures below `folder`, without their landmark files, and answers where their points are:
 * `sample` (generated, both scans, photos, exact truth), `menpo` (one textured scan), `meshmonk` (a scan and a
 * template).
 */
export const makeSharedCaptures = (folder: string) => {
  const images = readdirSync(join(sample, 'images'))
  const sampleFolder = join(folder, 'subject_sample')
  copy(sample, sampleFolder, {
    ...{ 'highres.ply': 'highres.ply', 'lowres.ply': 'lowres.ply', 'cameras_lowres.npz': 'cameras_lowres.npz' },
  })
  copy(
    join(sample, 'images'),
    join(sampleFolder, 'images'),
    Object.fromEntries(images.slice(0, 4).map((name) => [name, name])),
  )
  copy(menpo, join(folder, 'subject_menpo'), {
    ...{ 'james.obj': 'james.obj', 'james.obj.mtl': 'james.obj.mtl', 'james.jpg': 'james.jpg' },
  })
  copy(meshmonk, join(folder, 'subject_meshmonk'), {
    ...{ 'DemoFace_10K.obj': 'highres.obj', 'Template_10K.obj': 'lowres.obj' },
  })
  const truth = JSON.parse(readFileSync(join(sample, 'truth.json'), 'utf8')) as {
    readonly high_from_low: readonly (readonly number[])[]
    readonly landmarks: Readonly<Record<'high_mm' | 'low_m', Readonly<Record<string, Vec3>>>>
  }
  const james = rowsOf(join(menpo, 'james_lmks51_flame_order_mm.csv'))
  const five = ['right_eye', 'left_eye', 'nose_tip', 'right_lips', 'left_lips']
  return {
    sample: {
      fineMm: new Map(Object.entries(truth.landmarks.high_mm)),
      coarseM: new Map(Object.entries(truth.landmarks.low_m)),
      fineFromCoarse: truth.high_from_low.flat(),
    } satisfies SampleTruth,
    menpo: named(
      Object.keys(sixOf51),
      Object.values(sixOf51).map((row) => james[row]),
    ),
    meshmonk: {
      fine: named(five, rowsOf(join(meshmonk, 'DemoFaceLandmarks.csv'))),
      coarse: named(five, rowsOf(join(meshmonk, 'TemplateLandmarks.csv'))),
    },
  }
}

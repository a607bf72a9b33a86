import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asFloat64, readNpy } from '../src/core/formats/npy.ts'
import { median } from './measure.ts'

/** Scans with known truth and a part of a FLAME model; no part of the project. */
const data = join(import.meta.dirname, '..', '..', 'shared', 'data')

export const sampleScans = ['scan_001', 'scan_002', 'scan_003'] as const
export const isSampleThere = existsSync(join(data, 'flame-scan-sample')) && existsSync(join(data, 'flame'))

const scan = (name: string, file: string): string => join(data, 'flame-scan-sample', name, file)

export const sampleFiles = {
  scan: (name: string) => scan(name, 'scan.ply'),
  landmarks: (name: string) => scan(name, 'landmarks51.json'),
  model: join(data, 'flame', 'fixtures', 'flame2023open_partial_model.npz'),
  embedding: join(data, 'flame', 'embeddings', 'flame_static_embedding__flame-fitting.pkl'),
}

/** What counts as the face: true vertices this near (mm) to the nose tip. */
const faceMm = 95

interface Truth {
  readonly metres_to_unit: number
  readonly landmarks8: { readonly nose_tip: readonly number[] }
}

const truthOf = (name: string): Truth => JSON.parse(readFileSync(scan(name, 'truth/truth.json'), 'utf8')) as Truth

/** The true nose tip, mm in the scan's frame. */
export const noseTipOf = (name: string): number[] => {
  const { landmarks8, metres_to_unit: perMetre } = truthOf(name)
  return landmarks8.nose_tip.map((value) => (value * 1000) / perMetre)
}

/** Median and p90 distance (mm) of a registration's vertices (`[V*3]` metres) to the true ones that the scan shows in the face. */
export const trueErrorsMm = (name: string, vertices: Float64Array): { median: number; p90: number } => {
  const toMm = 1000 / truthOf(name).metres_to_unit
  const expected = asFloat64(readNpy(readFileSync(scan(name, 'truth/vertices.npy')))).map((value) => value * toMm)
  const isObserved = readNpy(readFileSync(scan(name, 'truth/observed.npy'))).data
  const [x, y, z] = noseTipOf(name)
  const errors: number[] = []
  for (let at = 0; at < expected.length; at += 3) {
    const [a, b, c] = expected.subarray(at, at + 3)
    if (!isObserved[at / 3] || Math.hypot(a - x, b - y, c - z) > faceMm) continue
    errors.push(Math.hypot(vertices[at] * 1000 - a, vertices[at + 1] * 1000 - b, vertices[at + 2] * 1000 - c))
  }
  errors.sort((one, other) => one - other)
  return { median: median(errors), p90: errors[Math.floor(errors.length * 0.9)] }
}

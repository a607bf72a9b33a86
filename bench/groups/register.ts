import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadEmbedding } from '../../src/core/flame/embedding.ts'
import { loadFlameModel } from '../../src/core/flame/model.ts'
import { type RegistrationResult, registerToFlame } from '../../src/core/flame/registerToFlame.ts'
import { readLandmarks, readMesh, writeMesh } from '../../src/core/formats/index.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

/** Scans with known truth and a part of a FLAME model; no part of the project. */
const data = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
const modelName = 'flame2023open_partial_model.npz'
const embeddingName = 'flame_static_embedding__flame-fitting.pkl'
const scans = ['scan_001', 'scan_002', 'scan_003'] as const

const bytesOf = (...path: readonly string[]): Uint8Array => readFileSync(join(data, ...path))

/** From the files' bytes to the file's bytes: scan and model read, fitted, refined, measured and written. */
const register = (scan: string): RegistrationResult & { readonly file: Uint8Array } => {
  const landmarks = readLandmarks(bytesOf('flame-scan-sample', scan, 'landmarks51.json'), 'landmarks51.json').set
  const result = registerToFlame(
    {
      scan: readMesh(bytesOf('flame-scan-sample', scan, 'scan.ply'), 'scan.ply').mesh,
      unit: 'auto',
      landmarks,
      model: loadFlameModel(bytesOf('flame', 'fixtures', modelName), modelName),
      embedding: loadEmbedding(bytesOf('flame', 'embeddings', embeddingName), embeddingName),
      regions: null,
    },
    {},
  )
  const { vertices, triangles } = result
  const mesh = { positions: Float32Array.from(vertices), positionsF64: vertices, triangles }
  return { ...result, file: writeMesh(mesh, { format: 'ply' }) }
}

const noteOf = ({ stages, scanToMeshMm, flippedFaces }: RegistrationResult): string => {
  const times = stages.map(({ name, seconds }) => `${name} ${Math.round(seconds * 1000)}`).join(', ')
  return `scan→mesh ${scanToMeshMm.median.toFixed(3)} mm, ${flippedFaces} flipped; ms: ${times}`
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const lines: BenchLine[] = []
  if (!existsSync(join(data, 'flame-scan-sample'))) return lines
  for (const scan of scans) {
    const line = await bench.measure({
      task: `whole registration of ${scan}, 80k vertices, files to file`,
      goal: 'registration',
      by: 'clock',
      ours: () => register(scan),
    })
    lines.push({ ...line, value: line.ms / 1000, note: noteOf(register(scan)) })
  }
  return lines
}

export const registration: BenchGroup = { name: 'register', run }

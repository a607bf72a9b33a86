import { readFileSync } from 'node:fs'
import { loadEmbedding } from '../../src/core/flame/embedding.ts'
import { loadFlameModel } from '../../src/core/flame/model.ts'
import { type RegistrationResult, registerToFlame } from '../../src/core/flame/registerToFlame.ts'
import { readLandmarks, readMesh, writeMesh } from '../../src/core/formats/index.ts'
import { isSampleThere, sampleFiles, sampleScans, trueErrorsMm } from '../scanSample.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

/** From the files' bytes to the file's bytes: scan and model read, fitted, refined, measured and written. */
const register = (scan: string): RegistrationResult & { readonly file: Uint8Array } => {
  const { landmarks, model, embedding } = sampleFiles
  const result = registerToFlame(
    {
      scan: readMesh(readFileSync(sampleFiles.scan(scan)), 'scan.ply').mesh,
      unit: 'auto',
      landmarks: readLandmarks(readFileSync(landmarks(scan)), 'landmarks51.json').set,
      model: loadFlameModel(readFileSync(model), 'model.npz'),
      embedding: loadEmbedding(readFileSync(embedding), 'embedding.pkl'),
      regions: null,
      isTested: true,
    },
    {},
  )
  const { vertices, triangles } = result
  const mesh = { positions: Float32Array.from(vertices), positionsF64: vertices, triangles }
  return { ...result, file: writeMesh(mesh, { format: 'ply' }) }
}

const noteOf = (scan: string, { vertices, stages, scanToMeshMm, flippedFaces }: RegistrationResult): string => {
  const error = trueErrorsMm(scan, vertices)
  const times = stages.map(({ name, seconds }) => `${name} ${Math.round(seconds * 1000)}`).join(', ')
  return `vertex error median ${error.median.toFixed(2)}, p90 ${error.p90.toFixed(2)} mm; scan→mesh ${scanToMeshMm.median.toFixed(3)} mm, ${flippedFaces} flipped; ms: ${times}`
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const lines: BenchLine[] = []
  if (!isSampleThere) return lines
  for (const scan of sampleScans) {
    const line = await bench.measure({
      task: `whole registration of ${scan}, 80k vertices, files to file`,
      goal: 'registration',
      by: 'clock',
      ours: () => register(scan),
    })
    lines.push({ ...line, value: line.ms / 1000, note: noteOf(scan, register(scan)) })
  }
  return lines
}

export const registration: BenchGroup = { name: 'register', run }

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { loadEmbedding } from '../../src/core/flame/embedding.ts'
import { flameForward } from '../../src/core/flame/forward.ts'
import { loadFlameModel } from '../../src/core/flame/model.ts'
import { type RegistrationResult, registerToFlame } from '../../src/core/flame/registerToFlame.ts'
import { readLandmarks, readMesh, writeMesh } from '../../src/core/formats/index.ts'
import { releasing } from '../../src/core/kernels/releasing.ts'
import { TriangleTree } from '../../src/core/kernels/triangleTree.ts'
import { closestPointsFor } from '../../src/core/model/queries.ts'
import { mmPer } from '../../src/core/model/units.ts'
import { median } from '../measure.ts'
import { type RealScan, realScans } from '../realScans.ts'
import { isSampleThere, noseTipOf, sampleFiles, sampleScans, trueErrorsMm } from '../scanSample.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const modelOf = () => loadFlameModel(readFileSync(sampleFiles.model), 'model.npz')
const embeddingOf = (path: string) => loadEmbedding(readFileSync(path), basename(path))

/** From the files' bytes to the file's bytes: scan and model read, fitted, refined, measured and written. */
const register = (scan: string): RegistrationResult & { readonly file: Uint8Array } => {
  const result = registerToFlame(
    {
      scan: readMesh(readFileSync(sampleFiles.scan(scan)), 'scan.ply').mesh,
      unit: 'auto',
      landmarks: readLandmarks(readFileSync(sampleFiles.landmarks(scan)), 'landmarks51.json').set,
      model: modelOf(),
      embedding: embeddingOf(sampleFiles.embedding),
      regions: null,
      isTested: true,
    },
    {},
  )
  const { vertices, triangles } = result
  const mesh = { positions: Float32Array.from(vertices), positionsF64: vertices, triangles }
  return { ...result, file: writeMesh(mesh, { format: 'ply' }) }
}

/** Of all points in the face, and of those that do not lie in an opening of the mesh. */
const distancesNote = ({ scanToMeshMm: all, scanToMeshInsideMm: inside }: RegistrationResult): string => {
  const numbers = ({ median, mean, p90 }: typeof all): string =>
    `${median.toFixed(3)} median, ${mean.toFixed(3)} mean, ${p90.toFixed(2)} p90`
  return `scan→mesh ${numbers(inside)} mm; with ${all.count - inside.count} points beside openings of the mesh ${numbers(all)}`
}

const noteOf = (scan: string, result: RegistrationResult): string => {
  const { vertices, stages, flippedFaces } = result
  const error = trueErrorsMm(scan, vertices)
  const times = stages.map(({ name, seconds }) => `${name} ${Math.round(seconds * 1000)}`).join(', ')
  return `vertex error median ${error.median.toFixed(2)}, p90 ${error.p90.toFixed(2)} mm; ${distancesNote(result)}; ${flippedFaces} flipped; ms: ${times}`
}

/** Median distance (mm) of a scan's points within 95 mm of the nose tip to the model at the parameters found. */
const modelAloneMm = (scan: string, result: RegistrationResult): number => {
  const { positions } = readMesh(readFileSync(sampleFiles.scan(scan)), 'scan.ply').mesh
  const metres = mmPer(result.unit) / 1000
  const tip = noseTipOf(scan).map((mm) => mm / 1000)
  const model = flameForward(modelOf(), result).map((value, i) => value - tip[i % 3])
  const near: number[] = []
  for (let at = 0; at < positions.length; at += 3) {
    const point = [0, 1, 2].map((axis) => positions[at + axis] * metres - tip[axis])
    if (Math.hypot(...point) <= 0.095) near.push(...point)
  }
  const closest = closestPointsFor(near.length / 3)
  const soup = { positions: Float32Array.from(model), triangles: result.triangles }
  releasing(TriangleTree.build(soup), (tree) => tree.closestPoints(Float32Array.from(near), closest))
  return 1000 * median([...closest.distances])
}

const registerReal = ({ mesh, landmarks, embedding }: RealScan): RegistrationResult =>
  registerToFlame(
    {
      scan: readMesh(readFileSync(mesh), basename(mesh)).mesh,
      unit: 'auto',
      landmarks: landmarks(),
      model: modelOf(),
      embedding: embedding === null ? null : embeddingOf(embedding),
      regions: null,
      isTested: true,
    },
    {},
  )

const sampleLines = async (bench: Bench, scan: string): Promise<BenchLine[]> => {
  const line = await bench.measure({
    task: `whole registration of ${scan}, 80k vertices, files to file`,
    goal: 'registration',
    by: 'clock',
    ours: () => register(scan),
  })
  const result = register(scan)
  const lines: BenchLine[] = [
    { ...line, value: line.ms / 1000, note: noteOf(scan, result) },
    {
      task: `${scan} to the model alone, 60 components`,
      goal: 'modelOnly',
      ms: line.ms,
      value: modelAloneMm(scan, result),
    },
  ]
  if (scan !== 'scan_001') return lines
  const { median: value } = trueErrorsMm(scan, result.vertices)
  const { median, mean } = result.scanToMeshInsideMm
  return [
    ...lines,
    { task: `${scan}, vertex error`, goal: 'vertexError', ms: line.ms, value },
    { task: `${scan} to its registration`, goal: 'scanToMesh', ms: line.ms, value: median, isReached: mean <= 0.17 },
  ]
}

const realLine = async (bench: Bench, scan: RealScan): Promise<BenchLine> => {
  const line = await bench.measure({
    task: `whole registration of ${scan.name}`,
    goal: 'realScan',
    by: 'clock',
    ours: () => registerReal(scan),
  })
  const result = registerReal(scan)
  const { scanToMeshMm, flippedFaces } = result
  return {
    ...line,
    value: scanToMeshMm.median,
    isReached: scanToMeshMm.mean <= 0.2 && flippedFaces <= 5,
    note: `${distancesNote(result)}; ${flippedFaces} flipped`,
  }
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const lines: BenchLine[] = []
  if (!isSampleThere) return lines
  for (const scan of sampleScans) lines.push(...(await sampleLines(bench, scan)))
  for (const scan of realScans) lines.push(await realLine(bench, scan))
  return lines
}

export const registration: BenchGroup = { name: 'register', run }
